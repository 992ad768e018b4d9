"""A device watch whose plugs a test pulls."""

from __future__ import annotations

from softphone.model.devices import AudioDevice, DeviceName, DevicesSeen
from softphone.runtime.events import Events


def speaker(name: str, label: str = "") -> AudioDevice:
    return AudioDevice(DeviceName("ALSA", name), label or name, may_capture=False, may_play=True)


def microphone(name: str, label: str = "") -> AudioDevice:
    return AudioDevice(DeviceName("ALSA", name), label or name, may_capture=True, may_play=False)


class FakeWatch:
    def __init__(self, events: Events, *devices: AudioDevice, can_watch: bool = True) -> None:
        self.devices: tuple[AudioDevice, ...] | None = devices if can_watch else None
        self._events = events

    def sees(self, *devices: AudioDevice) -> None:
        self.devices = devices
        self._events.publish(DevicesSeen(devices))
