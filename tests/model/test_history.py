"""Who waits for a call back."""

from __future__ import annotations

import itertools
from dataclasses import replace

from softphone.model.calls import Call, CallEnd, CallId, CallState, EndedBy, EndReason
from softphone.model.history import WAITING_SECONDS, PastCall, waiting_for_us

NOW = 1_000_000.0
_IDS = itertools.count()


def past(number: str, ago: float, *, answered: bool = False, incoming: bool = True, is_over: bool = True) -> PastCall:
    at = NOW - ago
    call = Call(
        CallId(str(next(_IDS))),
        incoming,
        CallState.ENDED,
        number,
        at,
        ended_at=at + 9.0,
        answered_at=at + 3 if answered else None,
    )
    if not is_over:
        return PastCall(replace(call, state=CallState.RINGING, ended_at=None), number, "")
    return PastCall(replace(call, end=CallEnd(EndedBy.THEM, EndReason.CANCELLED)), number, "")


def test_who_was_missed_waits_once_with_the_newest_call_and_also_when_it_was_looked_at() -> None:
    newest = replace(past("+4670", 60), missed_seen=True)
    assert waiting_for_us([newest, past("+4670", 120), past("+4670", 180)], NOW) == (newest,)


def test_who_was_spoken_with_since_does_not_wait() -> None:
    for incoming in (True, False):
        assert waiting_for_us([past("+4670", 60, answered=True, incoming=incoming), past("+4670", 120)], NOW) == ()
    spoken_before = [past("+4670", 60), past("+4670", 120, answered=True)]
    assert len(waiting_for_us(spoken_before, NOW)) == 1


def test_a_call_back_that_nobody_answered_leaves_them_waiting() -> None:
    assert len(waiting_for_us([past("+4670", 60, incoming=False), past("+4670", 120)], NOW)) == 1


def test_who_rings_now_is_not_called_back_now() -> None:
    assert waiting_for_us([past("+4670", 1, is_over=False), past("+4670", 120)], NOW) == ()


def test_nobody_is_called_back_without_a_number_or_after_days() -> None:
    assert waiting_for_us([past("anonymous", 60), past("", 70), past("+4670", WAITING_SECONDS + 1)], NOW) == ()
