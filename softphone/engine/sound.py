"""Where the agent's sound comes from and goes to: a device, files, or nothing. Open only while a call needs it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pjsua2 as pj

from softphone.engine.loop import Loop, Timer
from softphone.engine.sound_devices import is_there
from softphone.model.devices import FILE_DRIVER, NO_DRIVER, ChosenDevices, DeviceName, DeviceTrouble

LAST_TICKS_SECONDS = 0.5

log = logging.getLogger(__name__)


class DeviceFault(Exception):
    def __init__(self, trouble: DeviceTrouble, device: DeviceName, detail: str = "") -> None:
        super().__init__(detail)
        self.trouble, self.device, self.detail = trouble, device, detail


class Sound:
    """`microphone` and `speaker` are media of the bridge, None where there is nothing to hear or nobody to hear it."""

    def __init__(self, manager: pj.AudDevManager, loop: Loop, retire: Callable[[Any], None]) -> None:
        self._manager, self._loop, self._retire = manager, loop, retire
        self._rest: Timer | None = None
        self.chosen = ChosenDevices()
        self.is_parked = False
        self._gains = (1.0, 1.0)
        self._is_open = False
        self._has_clock = False
        self._source: Any = None
        self._sink: Any = None

    @property
    def is_open(self) -> bool:
        return self._is_open

    @property
    def has_device_open(self) -> bool:
        return self._is_open and not self.is_parked and any(_is_real(d) for d in self._pair)

    @property
    def microphone(self) -> Any:
        return self._source

    @property
    def speaker(self) -> Any:
        return self._sink

    def microphone_level(self) -> float:
        return float(self._source.getTxLevel()) / 100 if self._source is not None else 0.0

    def choose(self, chosen: ChosenDevices) -> None:
        """Raises DeviceFault; the choice is kept all the same."""
        was_open = self._is_open
        self.close()
        self.chosen, self.is_parked = chosen, False
        missing = next((d for d in self._pair if _is_real(d) and not is_there(self._manager, d)), None)
        if missing is None and was_open:
            self.open()
        elif missing is not None:
            self._is_open = was_open
            raise DeviceFault(DeviceTrouble.NOT_THERE, missing)

    def open(self) -> None:
        """Raises DeviceFault when the device will not open; sound is then silence until the next choice."""
        self._stay()
        if self._is_open:
            return
        self._is_open = True
        if self.is_parked:
            self._set_null()
            return
        try:
            self._open_device()
            self._source, self._sink = self._open_source(), self._open_sink()
        except pj.Error as error:
            self._give_up()
            raise DeviceFault(DeviceTrouble.WILL_NOT_OPEN, self._culprit(), error.info()) from error
        self._apply_gains()

    def close(self) -> None:
        self._drop_ends()
        if self._is_open:
            self._is_open = False
            self._set_null()

    def rest(self) -> None:
        """No call at all: soon not even a clock is needed (with it the bridge finishes what it was told)."""
        self.close()
        if self._has_clock and self._rest is None:
            self._rest = self._loop.later(LAST_TICKS_SECONDS, self.stop)

    def stop(self) -> None:
        """No clock from now on."""
        self._stay()
        if self._has_clock:
            self._manager.setNoDev()
            self._has_clock = False

    def tick_without_device(self) -> None:
        """A service call needs a clock, but no device."""
        self._stay()
        if not self._has_clock:
            self._set_null()

    def park(self) -> None:
        self._drop_ends()
        self._set_null()
        self.is_parked = True

    def look_again(self) -> None:
        """Learn what was plugged in or out. PJSIP can do so only while no device is open. Raises DeviceFault."""
        was_open = self.has_device_open
        if was_open:
            self.close()
        self._manager.refreshDevs()
        if was_open:
            self.open()

    def set_gains(self, microphone: float, speaker: float) -> None:
        self._gains = (_gain(microphone), _gain(speaker))
        self._apply_gains()

    @property
    def _pair(self) -> tuple[DeviceName, DeviceName]:
        return self.chosen.microphone, self.chosen.speaker

    def _culprit(self) -> DeviceName:
        return next((d for d in self._pair if _is_real(d) and not is_there(self._manager, d)), self.chosen.speaker)

    def _give_up(self) -> None:
        self._drop_ends()
        self._set_null()

    def _stay(self) -> None:
        if self._rest:
            self._rest.cancel()
            self._rest = None

    def _set_null(self) -> None:
        self._manager.setNullDev()
        self._has_clock = True

    def _open_device(self) -> None:
        microphone, speaker = self._pair
        if not (_is_real(microphone) or _is_real(speaker)):
            self._set_null()
            return
        capture, playback = self._index(microphone, speaker), self._index(speaker, microphone)
        # From "no device" the two only note their numbers, so that both are opened once, together.
        self._manager.setNoDev()
        self._manager.setCaptureDev(capture)
        self._manager.setPlaybackDev(playback)
        self._manager.setSndDevMode(0)
        self._has_clock = True

    def _index(self, device: DeviceName, other: DeviceName) -> int:
        wanted = device if _is_real(device) else other
        return int(self._manager.lookupDev(wanted.driver, wanted.name))

    def _open_source(self) -> Any:
        microphone = self.chosen.microphone
        if _is_real(microphone):
            return self._manager.getCaptureDevMedia()
        if microphone.driver == FILE_DRIVER and microphone.name:
            player = pj.AudioMediaPlayer()
            player.createPlayer(microphone.name, 0)
            return player
        return None

    def _open_sink(self) -> Any:
        speaker = self.chosen.speaker
        if _is_real(speaker):
            return self._manager.getPlaybackDevMedia()
        if speaker.driver == FILE_DRIVER and speaker.name:
            recorder = pj.AudioMediaRecorder()
            recorder.createRecorder(speaker.name)
            return recorder
        return None

    def _apply_gains(self) -> None:
        microphone, speaker = self._gains
        if self._source is not None:
            self._source.adjustTxLevel(microphone)
        if self._sink is not None:
            self._sink.adjustRxLevel(speaker)

    def _drop_ends(self) -> None:
        source, self._source, self._sink = self._source, None, None
        if isinstance(source, pj.AudioMediaPlayer):
            self._retire(source)


def check_files(chosen: ChosenDevices) -> None:
    """Raises DeviceFault for a file that cannot be played, or recorded to."""
    microphone, speaker = chosen.microphone, chosen.speaker
    if microphone.driver == FILE_DRIVER and microphone.name and not Path(microphone.name).is_file():
        raise DeviceFault(DeviceTrouble.NOT_THERE, microphone)
    if speaker.driver == FILE_DRIVER and speaker.name and not Path(speaker.name).parent.is_dir():
        raise DeviceFault(DeviceTrouble.NOT_THERE, speaker)


def _is_real(device: DeviceName) -> bool:
    return device.driver not in (FILE_DRIVER, NO_DRIVER)


def _gain(wanted: float) -> float:
    return min(4.0, max(0.0, wanted))
