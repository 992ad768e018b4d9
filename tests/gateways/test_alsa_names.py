"""One ALSA name for each device, whatever a device calls itself."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from softphone.gateways.alsa_names import alsa_configuration, alsa_name, audio_device
from softphone.gateways.pulse_devices import PulseDevice

JABRA = PulseDevice("alsa_output.usb-GN_Jabra-00.analog-stereo", "Jabra Evolve2", is_microphone=False)
JABRAS_EAR = PulseDevice("alsa_input.usb-GN_Jabra-00.mono", 'Jabra "Evolve2" \\ mic', is_microphone=True)


def test_a_speaker_only_plays_and_a_microphone_only_captures() -> None:
    assert (audio_device(JABRA).may_play, audio_device(JABRA).may_capture) == (True, False)
    assert (audio_device(JABRAS_EAR).may_play, audio_device(JABRAS_EAR).may_capture) == (False, True)
    assert audio_device(JABRA).label == "Jabra Evolve2"


def test_the_configuration_names_each_device_below_the_systems_own() -> None:
    text = alsa_configuration([JABRA, JABRAS_EAR])
    assert text.startswith("</usr/share/alsa/alsa.conf>\n")
    assert 'type pulse device "alsa_output.usb-GN_Jabra-00.analog-stereo"' in text
    assert f"pcm.{alsa_name(JABRAS_EAR)} " in text
    assert r'description "Jabra \"Evolve2\" \\ mic"' in text


@given(st.text(min_size=1), st.text(min_size=1))
def test_different_devices_have_different_names_that_alsa_can_read(one: str, other: str) -> None:
    names = [alsa_name(PulseDevice(name, "x", is_microphone=True)) for name in (one, other)]
    assert all(re.fullmatch(r"microphone_[A-Za-z0-9_]*[a-f0-9]{6}", name) for name in names)
    assert (names[0] == names[1]) == (one == other)


@given(st.text(), st.text())
def test_nothing_that_a_device_calls_itself_breaks_out_of_its_line(name: str, label: str) -> None:
    entry = alsa_configuration([PulseDevice(name, label, is_microphone=False)]).splitlines()
    assert len(entry) == 2
    assert len(re.findall(r'(?<!\\)(?:\\\\)*"', entry[1])) == 4
