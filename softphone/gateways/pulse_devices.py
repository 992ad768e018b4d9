"""PulseAudio's (or PipeWire's) sinks and sources, through its own library. Blocking: for a thread of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LISTEN_SECONDS = 0.25
"""libpulse aborts the process when another thread wakes it at the wrong moment: who closes us waits so long."""
_NONE = 0xFFFF_FFFF
"""PA_INVALID_INDEX: this source is nobody's monitor."""


class PulseLost(Exception):
    """There is no PulseAudio, or it went away."""


@dataclass(frozen=True, slots=True)
class PulseDevice:
    name: str
    label: str
    is_microphone: bool


class PulseWatch:
    """Connected while the block runs. Everything raises PulseLost when the server is gone."""

    def __init__(self) -> None:
        import pulsectl

        self._errors: tuple[type[Exception], ...] = (pulsectl.PulseError, pulsectl.PulseDisconnected, OSError)
        self._stop: type[Exception] = pulsectl.PulseLoopStop
        self._has_changed = False
        self._server: Any = pulsectl.Pulse("softphone", connect=False)

    def __enter__(self) -> PulseWatch:
        try:
            self._server.connect(autospawn=False)
            self._server.event_mask_set("sink", "source")
            self._server.event_callback_set(self._heard)
        except self._errors as error:
            self._server.close()
            raise PulseLost(str(error)) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def devices(self) -> tuple[PulseDevice, ...]:
        """All that can be talked through: a sink's monitor is no microphone."""
        try:
            sinks, sources = self._server.sink_list(), self._server.source_list()
        except self._errors as error:
            raise PulseLost(str(error)) from error
        speakers = [PulseDevice(sink.name, sink.description, is_microphone=False) for sink in sinks]
        mouths = [
            PulseDevice(source.name, source.description, is_microphone=True)
            for source in sources
            if source.monitor_of_sink == _NONE
        ]
        return (*speakers, *mouths)

    def wait(self) -> bool:
        """Until a device came or went, at most LISTEN_SECONDS: whether something changed."""
        self._has_changed = False
        try:
            self._server.event_listen(timeout=LISTEN_SECONDS)
        except self._errors as error:
            raise PulseLost(str(error)) from error
        return self._has_changed

    def _heard(self, event: Any) -> None:
        if event.t in ("new", "remove"):
            self._has_changed = True
            raise self._stop
