"""What a workplace remembers of sound: the devices by driver and name, with the labels they had, and the levels."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from softphone.model.devices import FILE_DRIVER, NO_DRIVER, AudioDevice, ChosenDevices, DeviceName
from softphone.ports.store import Settings

_DEVICES = "devices"
_LEVELS = "levels"
_HEADSET = re.compile(r"head-?set|head-?phone|hands-?free|jabra|poly\b|plantronics|epos|sennheiser|yealink", re.I)
_NOT_WORN = re.compile(r"speak ?\d|speakerphone|conference|webcam|monitor", re.I)


def looks_like_a_headset(device: AudioDevice) -> bool:
    return bool(_HEADSET.search(device.label)) and not _NOT_WORN.search(device.label)


def is_always_there(name: DeviceName) -> bool:
    return name.driver in (FILE_DRIVER, NO_DRIVER)


class RememberedDevices:
    def __init__(self, settings_of: Callable[[], Settings | None]) -> None:
        self._settings_of = settings_of

    async def devices(self) -> tuple[ChosenDevices | None, dict[DeviceName, str]]:
        """What was chosen (None: never) and how it was called."""
        facts = await self._read(_DEVICES)
        try:
            microphone, speaker = (DeviceName(*facts[key][:2]) for key in ("microphone", "speaker"))
            labels = {microphone: str(facts["microphone"][2]), speaker: str(facts["speaker"][2])}
        except (KeyError, TypeError, IndexError):
            return None, {}
        return ChosenDevices(microphone, speaker), labels

    async def keep_devices(self, chosen: ChosenDevices, labels: Mapping[DeviceName, str]) -> None:
        both = {"microphone": chosen.microphone, "speaker": chosen.speaker}
        await self._write(_DEVICES, {key: [name.driver, name.name, labels[name]] for key, name in both.items()})

    async def levels(self) -> tuple[float, float]:
        facts = await self._read(_LEVELS)
        return float(facts.get("microphone", 1.0)), float(facts.get("speaker", 1.0))

    async def keep_levels(self, microphone: float, speaker: float) -> None:
        await self._write(_LEVELS, {"microphone": microphone, "speaker": speaker})

    async def _read(self, key: str) -> dict[str, Any]:
        settings = self._settings_of()
        text = await settings.setting(key) if settings else ""
        try:
            facts = json.loads(text) if text else {}
        except ValueError:
            return {}
        return facts if isinstance(facts, dict) else {}

    async def _write(self, key: str, facts: dict[str, Any]) -> None:
        if settings := self._settings_of():
            await settings.keep_setting(key, json.dumps(facts))
