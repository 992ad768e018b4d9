"""The headset pulled out in mid-call: the caller is held, no loudspeaker speaks, and putting it back resumes."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from softphone.model.calls import CallState
from softphone.model.devices import AudioDevice, DevicesChanged, DeviceTrouble
from tests.servers.asterisk import Asterisk
from tests.servers.headset import MICROPHONE_NAME, SPEAKER_NAME, Headset
from tests.servers.server_logs import ServerLogs
from tests.servers.window_core import WindowCore


@pytest.fixture
def window(
    tmp_path: Path,
    asterisk: Asterisk,
    headset: Headset,
    server_logs: ServerLogs,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[WindowCore]:
    for name, value in headset.env.items():
        monkeypatch.setenv(name, value)
    log = tmp_path / "logs/engine.log"
    server_logs.add(log)
    opened = WindowCore(tmp_path, watches_devices=True)
    try:
        opened.until(lambda: bool(opened.sound.devices))
        opened.run(opened.devices.choose(device(opened, MICROPHONE_NAME).id, device(opened, SPEAKER_NAME).id))
        opened.signs_in()
        opened.registers(asterisk.ports.sip)
        yield opened
    finally:
        opened.close()
        server_logs.remove(log)


def device(window: WindowCore, label: str) -> AudioDevice:
    return next(device for device in window.sound.devices or () if device.label == label)


def trouble(window: WindowCore) -> DeviceTrouble | None:
    return window.heard.last(DevicesChanged).trouble


def test_a_headset_pulled_out_in_a_call_holds_the_caller_and_comes_back_by_itself(
    window: WindowCore, asterisk: Asterisk, headset: Headset
) -> None:
    asterisk.call_from_customer("101")
    call = window.call_in(CallState.RINGING)
    window.run(window.calls.answer(call.id))
    window.until(lambda: "headset_out" in headset.players())
    began = time.monotonic()
    headset.unplug()
    window.until(lambda: all(call.is_held for call in window.calls.calls))
    print(f"held {(time.monotonic() - began) * 1000:.0f} ms after the plug was pulled")
    assert time.monotonic() - began < 0.5
    assert trouble(window) is DeviceTrouble.LOST
    assert headset.players() == []
    headset.plug()
    began = time.monotonic()
    window.until(lambda: not any(call.is_held for call in window.calls.calls))
    print(f"resumed {time.monotonic() - began:.2f} s after it was put back")
    assert time.monotonic() - began < 2.0
    assert trouble(window) is None
    window.until(lambda: headset.players() == ["headset_out"])
    window.run(window.calls.hang_up(call.id))
    window.until(lambda: headset.players() == [])


def test_the_television_never_hears_the_customer(window: WindowCore, asterisk: Asterisk, headset: Headset) -> None:
    """PulseAudio moves the stream there by itself; how much of it is heard before we stop it is measured here."""
    headset.use_by_default("TV", "Webcam")
    asterisk.call_from_customer("101")
    call = window.call_in(CallState.RINGING)
    window.run(window.calls.answer(call.id))
    window.until(lambda: headset.players() == ["headset_out"])
    with headset.recording("TV") as television:
        time.sleep(0.5)
        headset.unplug()
        time.sleep(1.0)
    loud = np.abs(television.recording.samples) > 0.001
    print(f"the television heard {loud.sum() / television.recording.rate * 1000:.0f} ms")
    assert not loud.any()


def test_a_device_plugged_in_during_a_call_is_not_grabbed_but_can_be_chosen(
    window: WindowCore, asterisk: Asterisk, headset: Headset
) -> None:
    asterisk.call_from_customer("101")
    call = window.call_in(CallState.RINGING)
    window.run(window.calls.answer(call.id))
    window.until(lambda: headset.players() == ["headset_out"])
    module = _pactl(
        headset,
        "load-module",
        "module-null-sink",
        "norewinds=1",
        "sink_name=new",
        "sink_properties=device.description=New",
    )
    try:
        window.until(lambda: any(device.label == "New" for device in window.devices.devices))
        assert headset.players() == ["headset_out"]
        began = time.monotonic()
        window.run(window.devices.choose(device(window, MICROPHONE_NAME).id, device(window, "New").id))
        window.until(lambda: headset.players() == ["new"])
        print(f"moved to another device within {time.monotonic() - began:.2f} s")
        assert time.monotonic() - began < 1.5
        assert window.calls.calls[0].is_talking
    finally:
        _pactl(headset, "unload-module", module)


def _pactl(headset: Headset, *arguments: str) -> str:
    done = subprocess.run(
        ["pactl", *arguments], env={**os.environ, **headset.env}, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip()
