"""What may be done with a call, by its state."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.model.calls import Call, CallEnd, CallId, CallState, EndedBy, EndReason, Hold, Transfer, TransferState

RINGS_HERE = Call(CallId("1"), True, CallState.RINGING, "+46701234567", 100.0)
TALKS = replace(RINGS_HERE, state=CallState.TALKING, answered_at=110.0)
CALLS = st.builds(
    Call,
    id=st.just(CallId("1")),
    incoming=st.booleans(),
    state=st.sampled_from(CallState),
    number=st.just("101"),
    started_at=st.just(100.0),
    hold=st.sampled_from(Hold),
    muted=st.booleans(),
)


def missed(reason: EndReason) -> Call:
    return replace(RINGS_HERE, state=CallState.ENDED, ended_at=120.0, end=CallEnd(EndedBy.THEM, reason))


def test_only_a_call_that_rings_here_may_be_answered() -> None:
    assert RINGS_HERE.may_answer
    assert not replace(RINGS_HERE, incoming=False).may_answer
    assert not TALKS.may_answer


@given(CALLS)
def test_an_ended_call_may_do_nothing(call: Call) -> None:
    over = replace(call, state=CallState.ENDED)
    assert not any((over.may_answer, over.may_reject, over.may_hang_up, over.may_hold, over.may_resume))
    assert not any((over.may_mute, over.may_send_digits, over.may_transfer))


@given(CALLS)
def test_a_call_may_be_held_or_resumed_but_never_both(call: Call) -> None:
    assert not (call.may_hold and call.may_resume)
    assert (call.may_hold or call.may_resume) == call.is_talking


def test_a_call_that_they_hold_may_still_be_held_by_us() -> None:
    assert replace(TALKS, hold=Hold.BY_THEM).may_hold
    assert replace(TALKS, hold=Hold.BY_BOTH).may_resume


def test_a_refused_transfer_may_be_tried_again() -> None:
    asked = replace(TALKS, transfer=Transfer("710", TransferState.ASKED))
    refused = replace(TALKS, transfer=Transfer("710", TransferState.REFUSED, 404))
    assert TALKS.may_transfer
    assert not asked.may_transfer
    assert refused.may_transfer


@pytest.mark.parametrize(
    ("reason", "was_missed"),
    [
        (EndReason.CANCELLED, True),
        (EndReason.TIMED_OUT, True),
        (EndReason.ENGINE_LOST, True),
        (EndReason.ANSWERED_ELSEWHERE, False),
        (EndReason.REJECTED, False),
    ],
)
def test_a_call_is_missed_only_when_nobody_took_or_declined_it(reason: EndReason, was_missed: bool) -> None:
    assert missed(reason).was_missed is was_missed


def test_an_answered_call_is_not_missed_however_it_ended() -> None:
    assert not replace(missed(EndReason.ENGINE_LOST), answered_at=101.0).was_missed


def test_talk_time_runs_from_the_answer_to_the_end() -> None:
    assert RINGS_HERE.talk_seconds(130.0) == 0.0
    assert TALKS.talk_seconds(130.0) == 20.0
    assert replace(TALKS, ended_at=115.0).talk_seconds(130.0) == 5.0
    assert TALKS.talk_seconds(90.0) == 0.0
