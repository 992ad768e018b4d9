"""The sound devices of this computer, seen as they come and go: on Linux, by PulseAudio or PipeWire.

A thread of its own waits for PulseAudio's news. The ALSA configuration with one name for each device is written before
anybody is told, so that the engine can open what it is asked to.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Mapping

from softphone.gateways.alsa_names import alsa_configuration, audio_device
from softphone.gateways.pulse_devices import PulseDevice, PulseLost, PulseWatch
from softphone.model.devices import AudioDevice, DevicesSeen
from softphone.runtime.events import Events
from softphone.runtime.folders import Folders

RETRY_SECONDS = 1.0
JOIN_SECONDS = 3.0

log = logging.getLogger(__name__)


class SoundDevices:
    """A `ports.sound.DeviceWatch`. Its `environment` is the engine's; `start` and `close` are called on the loop."""

    def __init__(self, folders: Folders, events: Events, *, can_watch: bool = sys.platform == "linux") -> None:
        self._events = events
        self._can_watch = can_watch
        self._file = folders.run / "alsa.conf"
        self._devices: tuple[AudioDevice, ...] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._is_closing = threading.Event()
        if can_watch and not self._file.exists():
            self._write(())

    @property
    def environment(self) -> Mapping[str, str]:
        return {"ALSA_CONFIG_PATH": str(self._file)} if self._can_watch else {}

    @property
    def devices(self) -> tuple[AudioDevice, ...] | None:
        return self._devices

    def start(self) -> None:
        if self._can_watch:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._run, name="sound-devices", daemon=True)
            self._thread.start()

    async def close(self) -> None:
        self._is_closing.set()
        if self._thread:
            await asyncio.to_thread(self._thread.join, JOIN_SECONDS)

    # ------------------------------------------------------------ on the thread

    def _run(self) -> None:
        told = ""
        while not self._is_closing.is_set():
            try:
                self._look()
            except PulseLost as lost:
                if str(lost) != told:
                    log.info("no PulseAudio: %s", lost)
                told = str(lost)
                self._see_nothing()
            self._is_closing.wait(RETRY_SECONDS)

    def _look(self) -> None:
        with PulseWatch() as watch:
            self._see(watch.devices())
            while not self._is_closing.is_set():
                if watch.wait():
                    self._see(watch.devices())

    def _see(self, found: tuple[PulseDevice, ...]) -> None:
        self._write(found)
        self._hand_over(tuple(map(audio_device, found)))

    def _see_nothing(self) -> None:
        """Devices that were there are lost with their server; without any server we know nothing."""
        if self._devices is not None:
            self._hand_over(())

    def _write(self, found: tuple[PulseDevice, ...]) -> None:
        text = alsa_configuration(found)
        if self._file.exists() and self._file.read_text(encoding="utf-8") == text:
            return
        spare = self._file.with_suffix(".new")
        spare.write_text(text, encoding="utf-8")
        spare.replace(self._file)

    def _hand_over(self, devices: tuple[AudioDevice, ...]) -> None:
        if self._loop is None or self._loop.is_closed() or self._is_closing.is_set():
            return
        self._loop.call_soon_threadsafe(self._note, devices)

    # ------------------------------------------------------------ on the loop

    def _note(self, devices: tuple[AudioDevice, ...]) -> None:
        if devices != self._devices:
            self._devices = devices
            self._events.publish(DevicesSeen(devices))
