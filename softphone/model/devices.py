"""Sound devices: named by driver and name, never by index."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

FILE_DRIVER = "file"
"""A device that is a file: microphone `file:PATH` is played in a loop, speaker `file:PATH` is recorded to."""
NO_DRIVER = "none"
"""No sound: silence in, nothing out."""


@dataclass(frozen=True, slots=True)
class DeviceName:
    driver: str
    name: str
    """For the driver "file" a path ("" = silence or nowhere); else as the driver calls it."""


NO_DEVICE = DeviceName(NO_DRIVER, "")


@dataclass(frozen=True, slots=True)
class AudioDevice:
    id: DeviceName
    label: str
    """What the agent reads: "Jabra Evolve2 microphone"."""
    may_capture: bool
    may_play: bool


@dataclass(frozen=True, slots=True)
class ChosenDevices:
    microphone: DeviceName = NO_DEVICE
    speaker: DeviceName = NO_DEVICE


class DeviceTrouble(Enum):
    NOT_THERE = "not there"
    WILL_NOT_OPEN = "will not open"
    LOST = "lost"
    """It vanished during a call."""


@dataclass(frozen=True, slots=True)
class DevicesChanged:
    """Event: what is plugged in and what is chosen. Gains: 1.0 = unchanged."""

    devices: tuple[AudioDevice, ...]
    chosen: ChosenDevices
    trouble: DeviceTrouble | None = None
    trouble_device: str = ""
    microphone_gain: float = 1.0
    speaker_gain: float = 1.0
    microphone_label: str = ""
    speaker_label: str = ""
    """What the chosen ones are called, also while they are not plugged in."""


@dataclass(frozen=True, slots=True)
class DevicesReported:
    """Event of the telephone: what it can open and has chosen. `features/devices.py` makes DevicesChanged of it."""

    devices: tuple[AudioDevice, ...]
    chosen: ChosenDevices
    trouble: DeviceTrouble | None = None
    trouble_device: str = ""


@dataclass(frozen=True, slots=True)
class DevicesSeen:
    """Event of the device watch: what is plugged in now, with names for people and without devices of no use."""

    devices: tuple[AudioDevice, ...]
