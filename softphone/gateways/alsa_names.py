"""One ALSA name for each device of PulseAudio: the only way for PJSIP, which knows only ALSA, to open a certain one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from softphone.gateways.pulse_devices import PulseDevice
from softphone.model.devices import AudioDevice, DeviceName

DRIVER = "ALSA"
_SYSTEMS_OWN = "</usr/share/alsa/alsa.conf>\n"


def alsa_name(device: PulseDevice) -> str:
    """The same tomorrow and after plugging elsewhere: it comes from PulseAudio's own name and nothing else."""
    kind = "microphone" if device.is_microphone else "speaker"
    readable = re.sub(r"[^A-Za-z0-9]+", "_", device.name)[:40].strip("_")
    return f"{kind}_{readable}_{hashlib.sha256(device.name.encode()).hexdigest()[:6]}"


def audio_device(device: PulseDevice) -> AudioDevice:
    name = DeviceName(DRIVER, alsa_name(device))
    return AudioDevice(name, device.label, may_capture=device.is_microphone, may_play=not device.is_microphone)


def alsa_configuration(devices: Iterable[PulseDevice]) -> str:
    return _SYSTEMS_OWN + "".join(map(_entry, devices))


def _entry(device: PulseDevice) -> str:
    hint = f"hint {{ show on description {_quoted(device.label)} }}"
    return f"pcm.{alsa_name(device)} {{ type pulse device {_quoted(device.name)} {hint} }}\n"


def _quoted(text: str) -> str:
    plain = "".join(character for character in text if character.isprintable())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
