"""Calls at the real Asterisk: how they begin, how they end, and what is told of them."""

from __future__ import annotations

import time

import pytest

from softphone.model.calls import CallId, CallState, EndedBy, EndReason, RejectReason
from softphone.model.engine_link import (
    Answer,
    CallReport,
    Dial,
    DigitReport,
    HangUp,
    HoldCall,
    Mute,
    Refusal,
    Refused,
    Reject,
    Resume,
    Ring,
    SendDigits,
    TransferCall,
    Unmute,
)
from tests.engine.engine_client import EngineClient
from tests.servers.asterisk import Asterisk
from tests.servers.sipp import ANSWERED_ELSEWHERE, Sipp


def test_a_dialled_call_goes_from_dialling_to_talking_to_its_end(phone: EngineClient) -> None:
    call = phone.talking(phone.dial("600"))
    assert (call.number, call.incoming, call.answered_at is not None) == ("600", False, True)
    phone.do(HangUp(call_id=call.id))
    ended = phone.ended(call.id)
    assert ended.end is not None
    assert (ended.end.by, ended.end.reason) == (EndedBy.US, EndReason.HUNG_UP)
    states = [report.call.state for report in phone.collect(CallReport, 0.1) if report.call.id == call.id]
    assert states[0] is CallState.DIALLING
    assert list(dict.fromkeys(states))[-2:] == [CallState.TALKING, CallState.ENDED]


def test_a_call_that_rings_there_is_told_as_ringing(phone: EngineClient) -> None:
    call_id = phone.dial("611")
    phone.wait_for(CallReport, lambda r: r.call.id == call_id and r.call.state is CallState.RINGING)
    phone.talking(call_id)


def test_an_incoming_call_rings_is_answered_and_hung_up_by_the_caller(phone: EngineClient, asterisk: Asterisk) -> None:
    customer = asterisk.call_from_customer("101", number="+46855512345", name="Karin Ek")
    call = phone.ringing()
    assert (call.number, call.name, call.incoming) == ("+46855512345", "Karin Ek", True)
    phone.do(Answer(call_id=call.id))
    assert phone.talking(call.id).answered_at is not None
    customer.hang_up()
    end = phone.ended(call.id).end
    assert end is not None
    assert (end.by, end.reason) == (EndedBy.THEM, EndReason.HUNG_UP)


def test_an_answered_call_is_not_answered_twice(phone: EngineClient, asterisk: Asterisk) -> None:
    asterisk.ring("101")
    call = phone.ringing()
    phone.do(Answer(call_id=call.id))
    again = phone.ask(Answer(call_id=call.id))
    assert isinstance(again, Refused)
    assert again.reason is Refusal.NOT_NOW
    phone.talking(call.id)


@pytest.mark.parametrize("reason", list(RejectReason))
def test_a_rejected_call_gets_the_status_of_the_reason(
    phone: EngineClient, asterisk: Asterisk, reason: RejectReason
) -> None:
    asterisk.ring("101")
    call = phone.ringing()
    phone.do(Reject(call_id=call.id, reason=reason))
    end = phone.ended(call.id).end
    assert end is not None
    assert (end.by, end.reason) == (EndedBy.US, EndReason.REJECTED)
    asterisk.wait_until(lambda: f"SIP/2.0 {reason.value} " in asterisk.log.read_text())


def test_a_caller_who_gives_up_leaves_a_missed_call(phone: EngineClient, asterisk: Asterisk, sipp: Sipp) -> None:
    sipp.cancel(asterisk.ports.sip, "101")
    ended = phone.ended(phone.ringing().id)
    assert ended.end is not None
    assert (ended.end.by, ended.end.reason) == (EndedBy.THEM, EndReason.CANCELLED)
    assert ended.was_missed


def test_a_call_taken_by_a_colleague_is_not_missed(engine: EngineClient, sipp: Sipp) -> None:
    from tests.engine.sipp_registrar import ring_and_cancel

    ended = ring_and_cancel(engine, sipp, ANSWERED_ELSEWHERE)
    assert ended.end is not None
    assert ended.end.reason is EndReason.ANSWERED_ELSEWHERE
    assert not ended.was_missed


@pytest.mark.parametrize(
    ("number", "reason", "by"),
    [
        ("604", EndReason.BUSY, EndedBy.THEM),
        ("605", EndReason.UNAVAILABLE, EndedBy.THEM),
        ("606", EndReason.FORBIDDEN, EndedBy.NETWORK),
        ("607", EndReason.SERVER_ERROR, EndedBy.NETWORK),
        ("609", EndReason.NOT_FOUND, EndedBy.NETWORK),
    ],
)
def test_a_refused_call_says_why(phone: EngineClient, number: str, reason: EndReason, by: EndedBy) -> None:
    end = phone.ended(phone.dial(number)).end
    assert end is not None
    assert (end.reason, end.by) == (reason, by)
    assert end.code >= 400
    assert end.phrase


def test_a_redirection_is_not_followed(phone: EngineClient, asterisk: Asterisk) -> None:
    end = phone.ended(phone.dial("614")).end
    assert end is not None
    assert end.code == 302
    assert not asterisk.channels()


def test_an_unanswered_call_that_we_give_up_is_cancelled(phone: EngineClient) -> None:
    call_id = phone.dial("608")
    phone.wait_for_call(lambda call: call.id == call_id and call.state is CallState.RINGING)
    phone.do(HangUp(call_id=call_id))
    end = phone.ended(call_id).end
    assert end is not None
    assert (end.by, end.reason) == (EndedBy.US, EndReason.CANCELLED)


def test_hanging_up_a_ringing_call_declines_it(phone: EngineClient, asterisk: Asterisk) -> None:
    asterisk.ring("101")
    call = phone.ringing()
    phone.do(HangUp(call_id=call.id))
    assert phone.ended(call.id).end is not None
    asterisk.wait_until(lambda: asterisk.channels() == 0)


def test_ring_again_says_180_again(phone: EngineClient, asterisk: Asterisk) -> None:
    asterisk.ring("101")
    call = phone.ringing()
    phone.do(Ring(call_id=call.id))
    asterisk.wait_until(lambda: asterisk.log.read_text().count("SIP/2.0 180") >= 2)


def test_digits_arrive_by_rfc_4733(phone: EngineClient, asterisk: Asterisk) -> None:
    call = phone.talking(phone.dial("603"))
    assert call.media.telephone_event
    phone.do(SendDigits(call_id=call.id, digits="4711"))
    asterisk.wait_until(lambda: asterisk.digits_heard("101") == "4711")


def test_digits_of_the_other_end_are_told(phone: EngineClient) -> None:
    call_id = phone.dial("613")
    heard = [phone.wait_for(DigitReport, lambda r: r.call_id == call_id).digit for _ in range(4)]
    assert "".join(heard) == "4711"


def test_the_queue_and_the_waiting_time_come_from_the_registrars_headers(
    phone: EngineClient, asterisk: Asterisk
) -> None:
    asterisk.ring("101", {"X-Queue": "support", "X-Queue-Wait": "42"})
    call = phone.ringing()
    assert (call.queue, call.waited_seconds) == ("support", 42.0)


def test_an_automatic_answer_asked_for_by_header_is_told(phone: EngineClient, asterisk: Asterisk) -> None:
    asterisk.join_queue("101")
    asterisk.call_from_customer("702")
    call = phone.ringing()
    assert (call.queue, call.auto_answer_seconds) == ("support", 0)


@pytest.mark.parametrize(
    "target",
    ["", "anna", "sip:", "sip:@x", "1" * 41, "12\r\nX: y", "http://x", "sip:a@b c", "sip:a@host:99999", "<600>"],
)
def test_a_bad_target_never_reaches_the_wire(phone: EngineClient, target: str) -> None:
    answer = phone.ask(Dial(call_id=CallId("a"), target=target))
    assert isinstance(answer, Refused)
    assert answer.reason is Refusal.BAD_TARGET


def test_a_sip_address_can_be_dialled(phone: EngineClient, asterisk: Asterisk) -> None:
    phone.talking(phone.dial(f"sip:600@127.0.0.1:{asterisk.ports.sip}"))


def test_a_number_may_be_written_as_people_write_it(phone: EngineClient) -> None:
    phone.talking(phone.dial("6 0-0"))


def test_a_line_break_in_a_header_is_taken_out(phone: EngineClient, asterisk: Asterisk) -> None:
    phone.talking(phone.dial("600", headers=(("X-Test", "a\r\nX-Injected: yes"),)))
    log = asterisk.log.read_text()
    assert "X-Test: aX-Injected: yes" in log
    assert "\nX-Injected" not in log


def test_nothing_can_be_done_to_a_call_that_is_not_there(phone: EngineClient) -> None:
    nowhere = CallId("nowhere")
    for command in (
        Ring(call_id=nowhere),
        Answer(call_id=nowhere),
        Reject(call_id=nowhere),
        HangUp(call_id=nowhere),
        HoldCall(call_id=nowhere),
        Resume(call_id=nowhere),
        Mute(call_id=nowhere),
        Unmute(call_id=nowhere),
        SendDigits(call_id=nowhere, digits="1"),
        TransferCall(call_id=nowhere, target="600"),
    ):
        answer = phone.ask(command)
        assert isinstance(answer, Refused)
        assert answer.reason is Refusal.NO_SUCH_CALL


def test_without_an_account_nothing_is_dialled(engine: EngineClient) -> None:
    answer = engine.ask(Dial(call_id=CallId("a"), target="600"))
    assert isinstance(answer, Refused)
    assert answer.reason is Refusal.NO_ACCOUNT


def test_the_180_is_said_before_any_window_asks_for_it(phone: EngineClient, asterisk: Asterisk, sipp: Sipp) -> None:
    caller = sipp.cancel(asterisk.ports.sip, "101", ring_seconds=0.2)
    time.sleep(1.5)
    assert 180 in caller.result().responses
