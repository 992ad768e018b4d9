"""Speech between a real (virtual) headset and the PBX, with each codec: at first, after hold, muted, and after mute."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from softphone.model.calls import CallId
from softphone.model.engine_link import ChooseDevices, HangUp, HoldCall, Mute, Register, Resume, Unmute
from tests.engine.conftest import udp_account
from tests.engine.engine_client import EngineClient, EngineProcess, engine_process
from tests.engine.test_headset import HEADSET
from tests.servers.asterisk import Asterisk
from tests.servers.headset import Headset
from tests.servers.speech import Recording, compare, pesq_score, read_raw, sentence

LIKE = 0.5
"""Other speech scores below 0.2."""
MOST_DELAY_SECONDS = 1.0
"""Of it `paplay` and `parecord` take up to half a second to begin."""
MOST_GAIN_DB = 6.0
WHOLE_SECONDS = sentence("customer").seconds + 1.7
"""The other end says its sentence over and over: in so long its beginning is heard whole."""


@pytest.fixture
def engine_at_headset(folder: Path, headset: Headset) -> Iterator[EngineProcess]:
    with engine_process(folder, environment=headset.env) as engine:
        yield engine


class Talk:
    """One call, and when in it something was said."""

    def __init__(self, phone: EngineClient, headset: Headset, call_id: CallId) -> None:
        self._phone, self._headset, self.call_id = phone, headset, call_id
        self._began = time.monotonic()
        self.said: dict[str, tuple[float, float]] = {}
        self.heard: dict[str, Recording] = {}

    def say(self, when: str) -> None:
        """Speak into the microphone and listen to the speaker meanwhile."""
        start = time.monotonic() - self._began
        with self._headset.recording() as ear:
            self._headset.speak(sentence("numbers"))
            time.sleep(WHOLE_SECONDS - sentence("numbers").seconds)
        self.said[when] = (start, time.monotonic() - self._began)
        self.heard[when] = ear.recording

    def hold_and_resume(self) -> None:
        self._phone.do(HoldCall(call_id=self.call_id))
        self._phone.wait_for_call(lambda call: call.is_held)
        self._phone.do(Resume(call_id=self.call_id))
        self._phone.wait_for_call(lambda call: not call.is_held and call.media.active)


def the_customer_hears(when: str, codec: str, part: Recording) -> None:
    found = compare(sentence("numbers"), part)
    print(
        f"{codec} {when}: correlation {found.correlation:.3f}, level {found.level_db:+.1f} dB, "
        f"after {found.delay_seconds * 1000:.0f} ms, PESQ {pesq_score(sentence('numbers'), part):.2f}"
    )
    assert found.correlation > LIKE
    assert abs(found.level_db) < MOST_GAIN_DB
    assert found.delay_seconds < MOST_DELAY_SECONDS


def the_agent_hears(when: str, codec: str, ear: Recording) -> None:
    found = compare(sentence("customer").part(0, 1.4), ear)
    print(f"{codec} {when}: the agent hears {found.correlation:.3f}, level {found.level_db:+.1f} dB")
    assert found.correlation > LIKE
    assert abs(found.level_db) < MOST_GAIN_DB


@pytest.mark.parametrize("codec", ["opus", "G722", "PCMA"])
def test_both_hear_each_other_through_the_headset(
    engine_at_headset: EngineProcess, asterisk: Asterisk, headset: Headset, codec: str
) -> None:
    phone = engine_at_headset.connect()
    phone.do(Register(account=udp_account(asterisk, codecs=(codec,))))
    phone.registered()
    phone.do(ChooseDevices(chosen=HEADSET))
    talk = Talk(phone, headset, phone.talking(phone.dial("610")).id)
    time.sleep(1.2)
    talk.say("at first")
    talk.hold_and_resume()
    time.sleep(2.0)
    talk.say("after hold")
    phone.do(Mute(call_id=talk.call_id))
    talk.say("muted")
    phone.do(Unmute(call_id=talk.call_id))
    talk.say("after mute")
    phone.do(HangUp(call_id=talk.call_id))
    phone.ended(talk.call_id)
    asterisk.wait_until(lambda: asterisk.channels() == 0)
    line = read_raw(asterisk.heard("101"))
    for when in ("at first", "after hold", "after mute"):
        the_customer_hears(when, codec, line.part(*talk.said[when]))
        the_agent_hears(when, codec, talk.heard[when])
    start, end = talk.said["muted"]
    assert line.part(start + 0.3, end - 0.3).level_db < -60
    the_agent_hears("muted", codec, talk.heard["muted"])
