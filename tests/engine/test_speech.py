"""Speech through the real Asterisk, with files in place of the devices: who hears what, and when."""

from __future__ import annotations

import time
import wave
from pathlib import Path

import numpy as np
import pytest

from softphone.model.calls import CallId, Hold
from softphone.model.devices import FILE_DRIVER, NO_DEVICE, ChosenDevices, DeviceName
from softphone.model.engine_link import (
    Answer,
    ChooseDevices,
    DeviceError,
    HangUp,
    HoldCall,
    LevelsReport,
    Mute,
    ParkSound,
    PlayFile,
    RecordFile,
    Refusal,
    Refused,
    Register,
    Resume,
    SetLevels,
    StatisticsReport,
    Unmute,
)
from tests.engine.conftest import tls_account, udp_account
from tests.engine.engine_client import EngineClient
from tests.servers.asterisk import Asterisk
from tests.servers.speech import SENTENCES, Recording, compare, read_raw, read_wav, sentence

TALK_SECONDS = 3.0
AGENT = SENTENCES / "agent.wav"
HOLD_TONE_HERTZ = 700


def file_devices(folder: Path) -> ChosenDevices:
    heard = DeviceName(FILE_DRIVER, str(folder / "heard.wav"))
    return ChosenDevices(DeviceName(FILE_DRIVER, str(AGENT)), heard)


@pytest.fixture
def speaking_phone(phone: EngineClient, folder: Path) -> EngineClient:
    phone.do(ChooseDevices(chosen=file_devices(folder)))
    return phone


def heard_by_asterisk(phone: EngineClient, asterisk: Asterisk, call_id: CallId) -> Recording:
    phone.do(HangUp(call_id=call_id))
    phone.ended(call_id)
    asterisk.wait_until(lambda: asterisk.channels() == 0)
    return read_raw(asterisk.heard("101"))


def speaks(name: str, heard: Recording) -> bool:
    """Whether the last two seconds are a piece of that sentence, said again and again."""
    once = sentence(name)
    again = Recording(np.concatenate([once.samples, once.samples]), once.rate)
    return compare(last(heard, 2.0), again).correlation > 0.8


def last(recording: Recording, seconds: float) -> Recording:
    return recording.part(max(0.0, recording.seconds - seconds), recording.seconds)


def recorded(file: Path) -> Recording:
    """A recording is complete some 20 ms after the end of its call."""
    deadline = time.monotonic() + 1.0
    while True:
        try:
            return read_wav(file)
        except (wave.Error, EOFError):
            assert time.monotonic() < deadline, f"{file} was not completed"
            time.sleep(0.01)


@pytest.mark.parametrize(
    ("codec", "shown", "is_secret"),
    [
        ("opus", "Opus", True),
        ("G722", "G.722", True),
        ("PCMA", "G.711 A-law", True),
        ("PCMU", "G.711 μ-law", True),
        ("opus", "Opus", False),
        ("PCMA", "G.711 A-law", False),
    ],
)
def test_speech_goes_both_ways_with_every_codec(
    engine: EngineClient, asterisk: Asterisk, folder: Path, *, codec: str, shown: str, is_secret: bool
) -> None:
    account = tls_account(asterisk, codecs=(codec,)) if is_secret else udp_account(asterisk, codecs=(codec,))
    engine.do(Register(account=account))
    engine.registered()
    engine.do(ChooseDevices(chosen=file_devices(folder)))
    call = engine.talking(engine.dial("610"))
    time.sleep(TALK_SECONDS)
    media = engine.calls[call.id].media
    assert (media.codec, media.encrypted) == (shown, is_secret)
    assert speaks("agent", heard_by_asterisk(engine, asterisk, call.id))
    assert speaks("customer", recorded(folder / "heard.wav"))


def test_a_muted_agent_is_not_heard_and_hears(speaking_phone: EngineClient, asterisk: Asterisk, folder: Path) -> None:
    call = speaking_phone.talking(speaking_phone.dial("610"))
    speaking_phone.do(Mute(call_id=call.id))
    assert speaking_phone.wait_for_call(lambda c: c.muted).id == call.id
    time.sleep(TALK_SECONDS)
    heard = heard_by_asterisk(speaking_phone, asterisk, call.id)
    assert heard.part(0.5, 3.0).level_db < -60
    assert speaks("customer", recorded(folder / "heard.wav"))


def test_mute_survives_hold_and_resume(speaking_phone: EngineClient, asterisk: Asterisk) -> None:
    call = speaking_phone.talking(speaking_phone.dial("610"))
    speaking_phone.do(Mute(call_id=call.id))
    hold_and_resume(speaking_phone, call.id)
    time.sleep(3.0)
    assert speaking_phone.calls[call.id].muted
    heard = heard_by_asterisk(speaking_phone, asterisk, call.id)
    assert heard.part(0.5, heard.seconds).level_db < -60


def test_after_unmute_the_agent_is_heard_again(speaking_phone: EngineClient, asterisk: Asterisk) -> None:
    call = speaking_phone.talking(speaking_phone.dial("610"))
    speaking_phone.do(Mute(call_id=call.id))
    speaking_phone.do(Unmute(call_id=call.id))
    time.sleep(TALK_SECONDS)
    assert speaks("agent", heard_by_asterisk(speaking_phone, asterisk, call.id))


def test_after_hold_and_resume_both_hear_each_other(
    speaking_phone: EngineClient, asterisk: Asterisk, folder: Path
) -> None:
    call = speaking_phone.talking(speaking_phone.dial("610"))
    hold_and_resume(speaking_phone, call.id)
    time.sleep(TALK_SECONDS)
    heard = heard_by_asterisk(speaking_phone, asterisk, call.id)
    assert speaks("agent", heard)
    ours = recorded(folder / "heard.wav")
    assert speaks("customer", ours)


def test_a_held_customer_does_not_hear_the_agent(speaking_phone: EngineClient, asterisk: Asterisk) -> None:
    customer = asterisk.call_from_customer("101")
    call = speaking_phone.ringing()
    speaking_phone.do(Answer(call_id=call.id))
    speaking_phone.talking(call.id)
    speaking_phone.do(HoldCall(call_id=call.id))
    speaking_phone.wait_for_call(lambda c: c.hold is Hold.BY_US)
    time.sleep(2.5)
    customer.hang_up()
    asterisk.wait_until(lambda: asterisk.channels() == 0)
    heard = read_raw(customer.heard)
    assert heard.part(heard.seconds - 2.0, heard.seconds).tone_share(HOLD_TONE_HERTZ) > 0.9


def test_a_file_is_played_in_place_of_the_microphone_and_the_other_end_recorded(
    phone: EngineClient, asterisk: Asterisk, folder: Path
) -> None:
    call = phone.talking(phone.dial("610"))
    phone.do(RecordFile(call_id=call.id, path=str(folder / "theirs.wav")))
    phone.do(PlayFile(call_id=call.id, path=str(SENTENCES / "numbers.wav")))
    time.sleep(TALK_SECONDS)
    assert speaks("numbers", heard_by_asterisk(phone, asterisk, call.id))
    assert speaks("customer", recorded(folder / "theirs.wav"))


def test_files_may_follow_one_another_quickly(phone: EngineClient) -> None:
    call = phone.talking(phone.dial("610"))
    for _ in range(20):
        phone.do(PlayFile(call_id=call.id, path=str(AGENT)))
    assert phone.calls[call.id].is_talking


@pytest.mark.parametrize("path", ["/nowhere/at-all.wav", "/etc/hostname", ""])
def test_a_file_that_cannot_be_played_is_refused(phone: EngineClient, path: str) -> None:
    call = phone.talking(phone.dial("600"))
    answer = phone.ask(PlayFile(call_id=call.id, path=path))
    assert isinstance(answer, Refused)
    assert answer.reason is Refusal.BAD_FILE


def test_parking_the_sound_is_quick_and_leaves_the_call_in_silence(
    speaking_phone: EngineClient, asterisk: Asterisk, folder: Path
) -> None:
    call = speaking_phone.talking(speaking_phone.dial("610"))
    time.sleep(0.5)
    began = time.monotonic()
    speaking_phone.do(ParkSound(device="headset"))
    assert time.monotonic() - began < 0.05
    parked_at = time.monotonic()
    time.sleep(2.0)
    speaking_phone.do(ChooseDevices(chosen=file_devices(folder)))
    silent = time.monotonic() - parked_at
    time.sleep(TALK_SECONDS)
    spoke = time.monotonic() - parked_at - silent
    heard = heard_by_asterisk(speaking_phone, asterisk, call.id)
    assert heard.part(heard.seconds - spoke - silent + 0.3, heard.seconds - spoke - 0.3).level_db < -60
    assert speaks("agent", heard.part(heard.seconds - spoke, heard.seconds))


def test_only_one_of_two_calls_hears_the_microphone(speaking_phone: EngineClient, asterisk: Asterisk) -> None:
    first = speaking_phone.talking(speaking_phone.dial("610"))
    second = speaking_phone.talking(speaking_phone.dial("600"))
    time.sleep(2.5)
    speaking_phone.do(HangUp(call_id=first.id))
    speaking_phone.ended(first.id)
    assert speaking_phone.calls[second.id].is_talking
    heard = heard_by_asterisk(speaking_phone, asterisk, second.id)
    assert heard.part(heard.seconds - 2.0, heard.seconds).level_db < -60


def test_the_end_of_one_call_leaves_the_sound_of_the_other(speaking_phone: EngineClient, asterisk: Asterisk) -> None:
    first = speaking_phone.talking(speaking_phone.dial("610"))
    second = speaking_phone.talking(speaking_phone.dial("600"))
    speaking_phone.do(HangUp(call_id=second.id))
    speaking_phone.ended(second.id)
    time.sleep(TALK_SECONDS)
    assert speaks("agent", heard_by_asterisk(speaking_phone, asterisk, first.id))


def test_levels_come_ten_times_a_second_and_show_mute(speaking_phone: EngineClient) -> None:
    call = speaking_phone.talking(speaking_phone.dial("610"))
    speaking_phone.collect(LevelsReport, 0.2)
    reports = speaking_phone.collect(LevelsReport, 1.2)
    assert 8 <= len(reports) <= 16
    assert max(r.levels[0].microphone for r in reports) > 0.1
    assert max(r.levels[0].sent for r in reports) > 0.1
    assert max(r.levels[0].heard for r in reports) > 0.1
    speaking_phone.do(Mute(call_id=call.id))
    speaking_phone.collect(LevelsReport, 0.2)
    muted = speaking_phone.collect(LevelsReport, 1.2)
    assert max(r.levels[0].microphone for r in muted) > 0.1
    assert max(r.levels[0].sent for r in muted) == 0


def test_statistics_go_on_counting_through_hold(speaking_phone: EngineClient) -> None:
    call = speaking_phone.talking(speaking_phone.dial("610"))
    before = speaking_phone.collect(StatisticsReport, 1.3)[-1].statistics
    hold_and_resume(speaking_phone, call.id)
    after = speaking_phone.collect(StatisticsReport, 1.3)[-1].statistics
    assert after.received_packets > before.received_packets > 20
    assert after.sent_packets > before.sent_packets > 20
    assert after.received_loss_percent < 5


def test_the_microphone_can_be_made_quieter(speaking_phone: EngineClient) -> None:
    speaking_phone.talking(speaking_phone.dial("610"))
    loud = max(r.levels[0].sent for r in speaking_phone.collect(LevelsReport, 1.2))
    speaking_phone.do(SetLevels(microphone=0.1, speaker=1.0))
    speaking_phone.collect(LevelsReport, 0.3)
    quiet = max(r.levels[0].sent for r in speaking_phone.collect(LevelsReport, 1.2))
    assert quiet < loud * 0.8


def test_a_device_that_is_not_there_is_refused_and_the_call_goes_on(phone: EngineClient) -> None:
    call = phone.talking(phone.dial("610"))
    gone = DeviceName("ALSA", "no_such_headset")
    answer = phone.ask(ChooseDevices(chosen=ChosenDevices(gone, gone)))
    assert isinstance(answer, Refused)
    assert answer.reason is Refusal.NO_SUCH_DEVICE
    assert phone.wait_for(DeviceError).device == gone
    phone.do(ChooseDevices(chosen=ChosenDevices(NO_DEVICE, NO_DEVICE)))
    assert phone.calls[call.id].is_talking


def hold_and_resume(phone: EngineClient, call_id: CallId) -> None:
    phone.do(HoldCall(call_id=call_id))
    phone.wait_for_call(lambda call: call.id == call_id and call.hold is Hold.BY_US)
    phone.do(Resume(call_id=call_id))
    phone.wait_for_call(lambda call: call.id == call_id and call.hold is Hold.NONE)
