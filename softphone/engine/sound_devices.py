"""Which sound devices there are, without the names that nobody can talk through."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pjsua2 as pj

from softphone.model.devices import AudioDevice, DeviceName

_PLUGINS = frozenset(
    ("lavrate", "samplerate", "speexrate", "speex", "upmix", "vdownmix", "jack", "oss", "null", "pipewire-monitor")
)
_ROUTES = re.compile(
    r"(?:front|rear|side|center_lfe|surround\w*|iec958|spdif|hdmi|modem|phoneline|sysdefault|dmix|dsnoop)\b"
)


def useful(devices: Iterable[AudioDevice]) -> tuple[AudioDevice, ...]:
    return tuple(device for device in devices if is_useful(device.id))


def is_useful(device: DeviceName) -> bool:
    if device.driver != "ALSA":
        return True
    return device.name not in _PLUGINS and not _ROUTES.match(device.name)


def known_devices(manager: pj.AudDevManager) -> tuple[AudioDevice, ...]:
    return useful(_device(info) for info in manager.enumDev2())


def is_there(manager: pj.AudDevManager, device: DeviceName) -> bool:
    try:
        return int(manager.lookupDev(device.driver, device.name)) >= 0
    except pj.Error:
        return False


def _device(info: Any) -> AudioDevice:
    name = DeviceName(info.driver, info.name)
    return AudioDevice(name, info.name, info.inputCount > 0, info.outputCount > 0)
