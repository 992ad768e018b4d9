from __future__ import annotations

import runpy
import wave
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from softphone.ui.resources import resource
from softphone.ui.ringer import Ringer
from tests.ui import values as v


class SilentRinger(Ringer):
    """Writes down what would be heard."""

    def __init__(self) -> None:
        super().__init__()
        self.played: list[tuple[str, int]] = []

    def _play(self, sound: str, times: int) -> None:
        self.played.append((sound, times))


def test_it_rings_until_the_call_is_gone(qapp: object) -> None:
    ringer = SilentRinger()
    ringer.show_call(v.RINGING, is_talking=False)
    ringer.show_call(v.RINGING, is_talking=False)
    assert ringer.played == [("ring.wav", -2)]
    ringer.show_call(None, is_talking=False)
    assert not ringer.is_ringing


def test_it_only_knocks_while_another_call_is_talked_in(qapp: object) -> None:
    ringer = SilentRinger()
    ringer.show_call(v.SECOND_RINGING, is_talking=True)
    assert ringer.played == [("knock.wav", 2)]


def test_a_silenced_call_stays_silent_and_the_next_one_rings(qapp: object) -> None:
    ringer = SilentRinger()
    ringer.show_call(v.RINGING, is_talking=False)
    ringer.silence(v.RINGING.id)
    ringer.show_call(v.RINGING, is_talking=False)
    assert not ringer.is_ringing
    ringer.show_call(v.SECOND_RINGING, is_talking=False)
    assert ringer.is_ringing


def test_without_any_sound_device_nothing_fails(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ringer, "_outputs", lambda self: [])
    ringer = Ringer()
    ringer.prepare()
    ringer.ring_once()
    ringer.show_call(v.RINGING, is_talking=False)
    ringer.stop()
    assert [device.id for device in ringer.devices()] == [""]


class Device:
    def __init__(self, name: str, is_default: bool = False) -> None:
        self._name, self._is_default = name, is_default

    def id(self) -> Any:
        class Bytes:
            def __init__(self, text: str) -> None:
                self._text = text

            def data(self) -> bytes:
                return self._text.encode()

        return Bytes(self._name)

    def isDefault(self) -> bool:  # noqa: N802
        return self._is_default

    def description(self) -> str:
        return self._name


def test_a_chosen_device_that_is_gone_is_replaced_by_the_systems(monkeypatch: pytest.MonkeyPatch, qapp: object) -> None:
    television, speakers = Device("television"), Device("speakers", is_default=True)
    plugged: list[Device] = [television, speakers]
    monkeypatch.setattr(Ringer, "_outputs", lambda self: plugged)
    ringer = Ringer()
    ringer.chosen = "television"
    assert ringer._device() == television
    plugged.remove(television)
    assert ringer._device() == speakers


def test_the_sounds_are_those_that_the_script_makes(tmp_path: Path) -> None:
    script = runpy.run_path(str(resource("sounds", "make_ring.py")))
    for name in ("ring", "knock"):
        with wave.open(str(resource("sounds", f"{name}.wav"))) as file:
            assert file.getnframes() == len(script[name]())
            assert file.getnchannels() == 1
            loudest = max(abs(sample) for sample in memoryview(file.readframes(file.getnframes())).cast("h"))
            assert 2000 < loudest < 32_000
