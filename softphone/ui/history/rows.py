"""A past call as a row: who, what became of it, how long, when."""

from __future__ import annotations

from collections.abc import Callable

from softphone.model.calls import EndReason
from softphone.model.history import PastCall
from softphone.ui.controls.row_model import Row
from softphone.ui.controls.text import isolated
from softphone.ui.theme.tokens import Ink
from softphone.ui.words.call_words import call_face, end_words
from softphone.ui.words.times import clock, moment


class PastCalls:
    """Knows how numbers are written."""

    def __init__(self, formatted: Callable[[str], str]) -> None:
        self._formatted = formatted

    def row(self, past: PastCall, now: float) -> Row:
        """For the history: the reason in words above the disposition, length and moment in columns."""
        icon, ink = _sign(past)
        number = self.number(past)
        title = past.name or past.call.name or number
        ends = (_length(past), moment(past.call.started_at, now))
        line = number if number != title else ""
        return Row(icon, ink, title, line, _outcome(past), past.disposition, ends, value=past)

    def short_row(self, past: PastCall, now: float) -> Row:
        icon, ink = _sign(past)
        number = self.number(past)
        title = past.name or past.call.name or number
        words = f"{_outcome(past)} · {number}" if number != title else _outcome(past)
        return Row(icon, ink, title, words, ends=(moment(past.call.started_at, now),), value=past)

    def waiting_row(self, past: PastCall, now: float) -> Row:
        """For the narrow column: everything below one another."""
        icon, ink = _sign(past)
        number = self.number(past)
        title = past.name or past.call.name or number
        when = moment(past.call.started_at, now)
        return Row(icon, ink, title, f"{when} · {number}" if number != title else when, value=past)

    def number(self, past: PastCall) -> str:
        number = past.number or past.call.number
        return isolated(self._formatted(number)) if number else ""


def is_failed(past: PastCall) -> bool:
    return past.call.was_missed or (past.call.answered_at is None and past.call.is_over)


def _sign(past: PastCall) -> tuple[str, Ink]:
    call = past.call
    if not call.is_over:
        return "phone-call", Ink.ACCENT
    if call.was_missed:
        return "phone-missed", Ink.MISSED
    if call.answered_at is None:
        declined = call.end is not None and call.end.reason in (EndReason.REJECTED, EndReason.ANSWERED_ELSEWHERE)
        return "phone-off", Ink.QUIET if declined or call.incoming else Ink.BREAK
    return ("phone-incoming", Ink.READY) if call.incoming else ("phone-outgoing", Ink.ACCENT)


def _outcome(past: PastCall) -> str:
    return end_words(past.call) if past.call.is_over else call_face(past.call).word


def _length(past: PastCall) -> str:
    call = past.call
    return clock(call.talk_seconds(call.ended_at)) if call.answered_at and call.ended_at else "–"
