"""Which sound goes where: one call at a time hears the microphone and is heard; two customers never hear each other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pjsua2 as pj

from softphone.engine.call_record import CallRecord
from softphone.engine.sound import DeviceFault, Sound
from softphone.model.calls import CallId

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Links:
    """What of one call is joined in the bridge now."""

    hears_agent: bool = False
    player: Any = None
    """Speaks in place of the microphone, also when its file has ended."""
    recorder: Any = None


class Wiring:
    def __init__(
        self, sound: Sound, retire: Callable[[Any], None], device_failed: Callable[[DeviceFault], None]
    ) -> None:
        self._sound, self._retire, self._device_failed = sound, retire, device_failed
        self._links: dict[CallId, Links] = {}

    def media_changed(self, record: CallRecord) -> None:
        """PJSIP has forgotten how this call was joined and that it was muted."""
        links = self._of(record.id)
        links.hears_agent = False
        media = audio_of(record)
        if media is None:
            return
        apply_mute(record)
        if links.player:
            links.player.startTransmit(media)
        if links.recorder:
            media.startTransmit(links.recorder)

    def rewire(self, records: Iterable[CallRecord]) -> None:
        """Join the one call that should be heard, part the others, open or close the device."""
        records = tuple(records)
        focus = in_focus(records)
        self._open_or_close(focus, records)
        for record in records:
            if record is not focus:
                self._part(record)
        if focus is not None:
            self._join(focus)

    def rejoin(self, records: Iterable[CallRecord]) -> None:
        """The device was changed: everything must be joined again."""
        for links in self._links.values():
            links.hears_agent = False
        self.rewire(records)

    def forget(self, call_id: CallId) -> None:
        """The call is over; PJSIP itself parts it. Its recording is complete from now on."""
        links = self._links.pop(call_id, None)
        if links and links.player:
            self._retire(links.player)

    def play(self, record: CallRecord, path: str) -> None:
        """Raises pj.Error for a file that cannot be played."""
        player = pj.AudioMediaPlayer()
        player.createPlayer(path, pj.PJMEDIA_FILE_NO_LOOP)
        links = self._of(record.id)
        self._part(record)
        if links.player:
            self._retire(links.player)
        links.player = player
        media = audio_of(record)
        if media is not None:
            player.startTransmit(media)

    def record(self, record: CallRecord, path: str) -> None:
        """ "" ends the recording. Raises pj.Error for a file that cannot be written."""
        links = self._of(record.id)
        links.recorder = None
        if not path:
            return
        recorder = pj.AudioMediaRecorder()
        recorder.createRecorder(path)
        links.recorder = recorder
        media = audio_of(record)
        if media is not None:
            media.startTransmit(recorder)

    def forget_all(self) -> None:
        for call_id in tuple(self._links):
            self.forget(call_id)

    def _of(self, call_id: CallId) -> Links:
        return self._links.setdefault(call_id, Links())

    def _open_or_close(self, focus: CallRecord | None, records: tuple[CallRecord, ...]) -> None:
        if not any(not record.is_over for record in records):
            self._sound.rest()
        elif focus is not None:
            self._open()
        elif any(_needs_device(record) for record in records):
            return
        else:
            self._sound.close()
            self._sound.tick_without_device()

    def _open(self) -> None:
        try:
            self._sound.open()
        except DeviceFault as fault:
            self._device_failed(fault)

    def _join(self, record: CallRecord) -> None:
        links, media = self._of(record.id), audio_of(record)
        if media is None or links.hears_agent:
            return
        if self._sound.microphone is not None and not links.player:
            self._sound.microphone.startTransmit(media)
        if self._sound.speaker is not None:
            media.startTransmit(self._sound.speaker)
        links.hears_agent = True

    def _part(self, record: CallRecord) -> None:
        links, media = self._of(record.id), audio_of(record)
        if not links.hears_agent or media is None:
            return
        links.hears_agent = False
        if self._sound.microphone is not None and not links.player:
            self._sound.microphone.stopTransmit(media)
        if self._sound.speaker is not None:
            media.stopTransmit(self._sound.speaker)


def in_focus(records: Iterable[CallRecord]) -> CallRecord | None:
    """The call that the agent talks in: the newest that is not held by us."""
    candidates = [
        r for r in records if _needs_device(r) and r.media.active and not r.hold.is_held and not r.hold.wanted
    ]
    return max(candidates, key=lambda r: r.answered_at or r.started_at, default=None)


def _needs_device(record: CallRecord) -> bool:
    return (
        not record.service
        and not record.is_over
        and (record.is_talking or (record.media.active and not record.incoming))
    )


def audio_of(record: CallRecord) -> pj.AudioMedia | None:
    """Asked for each time: the bridge's slot changes with hold and resume."""
    if record.live is None or record.is_over or not record.live.hasMedia():
        return None
    try:
        return record.live.getAudioMedia(-1)
    except pj.Error:
        return None


def apply_mute(record: CallRecord) -> None:
    media = audio_of(record)
    if media is not None:
        media.adjustRxLevel(0.0 if record.muted else 1.0)
