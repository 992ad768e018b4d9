"""What PJSIP does to those who trust it: each trap here ends a process or another's call without the engine's care."""

from __future__ import annotations

from pathlib import Path

import pytest

from softphone.model.calls import CallState, EndReason, Hold
from softphone.model.engine_link import (
    Answer,
    Beat,
    CallReport,
    DigitReport,
    HangUp,
    HoldCall,
    Refusal,
    Refused,
    Register,
    Reject,
    Resume,
)
from tests.engine import altered_engine
from tests.engine.conftest import udp_account
from tests.engine.engine_client import EngineClient, running_engine
from tests.engine.sipp_registrar import account_that_trusts
from tests.servers.asterisk import Asterisk
from tests.servers.sipp import Sipp


def test_an_old_call_does_not_take_the_new_one_of_its_number_with_it(folder: Path, asterisk: Asterisk) -> None:
    with running_engine(folder, program=altered_engine.program("few-slots")) as phone:
        phone.do(Register(account=udp_account(asterisk)))
        phone.registered()
        standing = phone.talking(phone.dial("600"))
        for _ in range(4):
            passing = phone.talking(phone.dial("600"))
            phone.do(HangUp(call_id=passing.id))
            phone.ended(passing.id)
            asterisk.wait_until(lambda: asterisk.channels() == 1)
        last = phone.talking(phone.dial("600"))
        phone.collect(CallReport, 0.5)
        assert phone.calls[standing.id].is_talking
        assert phone.calls[last.id].is_talking
        assert asterisk.channels() == 2


@pytest.mark.parametrize("callback", [name for _, name in altered_engine.CALLBACKS])
def test_an_exception_in_a_callback_ends_neither_the_engine_nor_its_end(
    folder: Path, asterisk: Asterisk, callback: str
) -> None:
    """`running_engine` fails unless the engine ends by itself with exit code 0."""
    with running_engine(folder, program=altered_engine.program(callback)) as phone:
        phone.do(Register(account=udp_account(asterisk)))
        asterisk.wait_until(lambda: bool(asterisk.contacts("101")))
        call_id = phone.dial("613")
        asterisk.wait_until(lambda: asterisk.channels() > 0)
        phone.collect(DigitReport, 1.2)
        phone.ask(HangUp(call_id=call_id))
        phone.wait_for(Beat, seconds=3.0)
        asterisk.wait_until(lambda: asterisk.channels() == 0)
    assert callback in (folder / "engine.log").read_text()


def test_a_fault_in_one_command_is_refused_and_the_engine_lives(folder: Path, asterisk: Asterisk) -> None:
    with running_engine(folder, program=altered_engine.program("broken-command")) as phone:
        phone.do(Register(account=udp_account(asterisk)))
        phone.registered()
        call = phone.talking(phone.dial("600"))
        answer = phone.ask(HoldCall(call_id=call.id))
        assert isinstance(answer, Refused)
        assert answer.reason is Refusal.FAULT
        phone.do(HangUp(call_id=call.id))
    assert "RuntimeError: on purpose" in (folder / "engine.log").read_text()


@pytest.mark.parametrize("is_answered", [False, True])
def test_an_invite_without_sdp_is_rejected_or_answered(engine: EngineClient, sipp: Sipp, is_answered: bool) -> None:
    registrar = sipp.registrar_that_calls(with_offer=False, talk_seconds=0.5)
    engine.do(Register(account=account_that_trusts(registrar.port)))
    call = engine.ringing()
    if is_answered:
        engine.do(Answer(call_id=call.id))
        engine.talking(call.id)
    else:
        engine.do(Reject(call_id=call.id))
    assert engine.ended(call.id).end is not None
    engine.wait_for(Beat)


def test_the_other_end_cannot_make_us_call_somebody(engine: EngineClient, sipp: Sipp) -> None:
    registrar = sipp.registrar_that_calls(talk_seconds=1.5, in_call="refer_in_call")
    engine.do(Register(account=account_that_trusts(registrar.port)))
    call = engine.ringing()
    engine.do(Answer(call_id=call.id))
    engine.talking(call.id)
    registrar.wait_for(lambda result: 603 in result.responses)
    engine.collect(CallReport, 0.3)
    assert list(engine.calls) == [call.id]


def test_the_stack_bears_a_hundred_calls_one_after_the_other(phone: EngineClient, asterisk: Asterisk) -> None:
    for number in range(100):
        call_id = phone.dial("600")
        phone.wait_for_call(lambda call, call_id=call_id: call.id == call_id and call.is_talking)  # type: ignore[misc]
        phone.do(HangUp(call_id=call_id))
        phone.ended(call_id)
        assert number == len([c for c in phone.calls.values() if c.state is CallState.ENDED]) - 1
    asterisk.wait_until(lambda: asterisk.channels() == 0)


def test_several_calls_at_once_stand_and_one_ends_alone(phone: EngineClient, asterisk: Asterisk) -> None:
    calls = [phone.talking(phone.dial("600")).id for _ in range(6)]
    phone.do(HangUp(call_id=calls[2]))
    phone.ended(calls[2])
    phone.collect(CallReport, 0.3)
    assert [phone.calls[call_id].is_talking for call_id in calls] == [True, True, False, True, True, True]
    assert asterisk.channels() == 5


def test_hold_and_resume_in_a_hurry_end_where_they_were_last_wanted(phone: EngineClient, asterisk: Asterisk) -> None:
    call = phone.talking(phone.dial("600"))
    for _ in range(3):
        phone.do(HoldCall(call_id=call.id))
        phone.do(Resume(call_id=call.id))
    phone.do(HoldCall(call_id=call.id))
    while phone.collect(CallReport, 0.5):
        assert phone.calls[call.id].is_talking
    assert phone.calls[call.id].hold is Hold.BY_US


def test_a_call_that_breaks_off_says_so(phone: EngineClient, asterisk: Asterisk) -> None:
    call = phone.talking(phone.dial("600"))
    asterisk.kill()
    phone.do(HangUp(call_id=call.id))
    end = phone.ended(call.id).end
    assert end is not None
    assert end.reason is EndReason.HUNG_UP
    asterisk.start()
