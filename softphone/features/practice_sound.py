"""Practice on a computer without any sound device: files take its place, and the window says so."""

from __future__ import annotations

from pathlib import Path

from softphone.features.devices import Devices
from softphone.model.devices import FILE_DRIVER, DeviceName, DevicesChanged, DeviceTrouble
from softphone.runtime.background import Background
from softphone.runtime.events import Events


class PracticeSound:
    """`microphone` is spoken over and over, `speaker` is written. A device that is there is never replaced."""

    def __init__(self, devices: Devices, events: Events, microphone: Path, speaker: Path) -> None:
        self._devices = devices
        self._microphone = DeviceName(FILE_DRIVER, str(microphone))
        self._speaker = DeviceName(FILE_DRIVER, str(speaker))
        self._work = Background()
        events.subscribe(DevicesChanged, self._note)

    def _note(self, event: DevicesChanged) -> None:
        has_some = any(device.may_capture for device in event.devices)
        if event.trouble is DeviceTrouble.NOT_THERE and not has_some:
            self._work.start(self._devices.choose(self._microphone, self._speaker))
