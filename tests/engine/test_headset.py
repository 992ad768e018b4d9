"""The engine at a headset that is a real sound device: PulseAudio's null sinks, seen through ALSA by name."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from softphone.model.devices import ChosenDevices, DeviceName, DeviceTrouble
from softphone.model.engine_link import (
    CallReport,
    ChooseDevices,
    DeviceError,
    Devices,
    HangUp,
    HoldCall,
    ListDevices,
    ParkSound,
    Refusal,
    Refused,
    Register,
    Resume,
)
from tests.engine.conftest import udp_account
from tests.engine.engine_client import EngineClient, EngineProcess, engine_process
from tests.servers.asterisk import Asterisk
from tests.servers.headset import Headset
from tests.servers.speech import Recording, compare, read_raw, sentence

HEADSET = ChosenDevices(DeviceName("ALSA", "headset_microphone"), DeviceName("ALSA", "headset_speaker"))


@pytest.fixture
def engine_at_headset(folder: Path, headset: Headset) -> Iterator[EngineProcess]:
    with engine_process(folder, environment=headset.env) as engine:
        yield engine


@pytest.fixture
def headset_phone(engine_at_headset: EngineProcess, asterisk: Asterisk) -> EngineClient:
    phone = engine_at_headset.connect()
    phone.do(Register(account=udp_account(asterisk, codecs=("opus",))))
    phone.registered()
    phone.do(ChooseDevices(chosen=HEADSET))
    return phone


def names(devices: Devices) -> set[str]:
    return {device.id.name for device in devices.devices}


def test_devices_are_listed_by_name_without_the_useless_ones(headset_phone: EngineClient) -> None:
    headset_phone.do(ListDevices())
    listed = names(headset_phone.wait_for(Devices))
    assert {"headset_speaker", "headset_microphone", "tv", "webcam"} <= listed
    assert not {"lavrate", "samplerate", "speexrate", "speex", "upmix", "vdownmix", "jack", "oss"} & listed


def test_speech_goes_through_the_headset_both_ways(
    headset_phone: EngineClient, asterisk: Asterisk, headset: Headset
) -> None:
    call = headset_phone.talking(headset_phone.dial("610"))
    with headset.recording() as ear:
        headset.speak(sentence("numbers"))
        time.sleep(sentence("customer").seconds)
    headset_phone.do(HangUp(call_id=call.id))
    headset_phone.ended(call.id)
    asterisk.wait_until(lambda: asterisk.channels() == 0)
    assert compare(sentence("numbers"), read_raw(asterisk.heard("101"))).correlation > 0.8
    assert compare(sentence("customer").part(0, 2), ear.recording).correlation > 0.8


def test_the_device_is_open_only_while_a_call_needs_it(headset_phone: EngineClient, headset: Headset) -> None:
    assert not headset.players()
    call = headset_phone.talking(headset_phone.dial("610"))
    assert eventually(lambda: "headset_out" in headset.players())
    headset_phone.do(HangUp(call_id=call.id))
    headset_phone.ended(call.id)
    assert eventually(lambda: not headset.players())


def test_a_service_call_opens_no_device(headset_phone: EngineClient, headset: Headset) -> None:
    call = headset_phone.talking(headset_phone.dial("600", service=True))
    headset_phone.collect(CallReport, 0.5)
    assert not headset.players()
    headset_phone.do(HangUp(call_id=call.id))


def test_looking_for_devices_does_not_touch_a_running_call(headset_phone: EngineClient, headset: Headset) -> None:
    headset_phone.talking(headset_phone.dial("610"))
    assert eventually(lambda: "headset_out" in headset.players())
    with headset.recording() as ear:
        began = time.monotonic()
        headset_phone.do(ListDevices())
        assert "tv" in names(headset_phone.wait_for(Devices))
        assert time.monotonic() - began < 3
        time.sleep(1.5)
    assert silent_seconds(ear.recording) < 0.8


def test_parking_closes_the_device_at_once(headset_phone: EngineClient, headset: Headset) -> None:
    call = headset_phone.talking(headset_phone.dial("610"))
    assert eventually(lambda: "headset_out" in headset.players())
    headset.unplug()
    began = time.monotonic()
    headset_phone.do(ParkSound(device="headset"))
    assert time.monotonic() - began < 0.2
    assert eventually(lambda: not headset.players())
    headset_phone.do(HoldCall(call_id=call.id))
    answer = headset_phone.ask(ChooseDevices(chosen=HEADSET))
    assert isinstance(answer, Refused)
    assert answer.reason in (Refusal.NO_SUCH_DEVICE, Refusal.DEVICE_WILL_NOT_OPEN)
    headset.plug()
    headset_phone.do(ListDevices())
    headset_phone.do(ChooseDevices(chosen=HEADSET))
    headset_phone.do(Resume(call_id=call.id))
    assert eventually(lambda: "headset_out" in headset.players())
    assert headset_phone.calls[call.id].is_talking


def eventually(condition: Callable[[], bool], seconds: float = 4.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def silent_seconds(recording: Recording) -> float:
    """The longest stretch without a sound."""
    longest = current = 0.0
    for start in range(0, int(recording.seconds * 50)):
        is_silent = recording.part(start / 50, (start + 1) / 50).level_db < -80
        current = current + 0.02 if is_silent else 0.0
        longest = max(longest, current)
    return longest


def test_a_sound_server_that_dies_is_told_and_the_call_stands(folder: Path, asterisk: Asterisk) -> None:
    own = Headset()
    own.start()
    try:
        own.plug()
        with engine_process(folder, environment=own.env) as engine:
            phone = engine.connect()
            phone.do(Register(account=udp_account(asterisk)))
            phone.registered()
            phone.do(ChooseDevices(chosen=HEADSET))
            call = phone.talking(phone.dial("610"))
            assert eventually(lambda: "headset_out" in own.players())
            own.kill_sound_server()
            assert phone.wait_for(DeviceError).trouble is DeviceTrouble.LOST
            phone.collect(CallReport, 0.5)
            assert phone.calls[call.id].is_talking
            answer = phone.ask(ChooseDevices(chosen=HEADSET))
            assert isinstance(answer, Refused)
            assert phone.calls[call.id].is_talking
            phone.do(ChooseDevices(chosen=ChosenDevices()))
    finally:
        own.close()
