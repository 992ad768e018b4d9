"""The calls that were, and what is known of a person from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from softphone.model.calls import Call
from softphone.model.notes import Note


@dataclass(frozen=True, slots=True)
class PastCall:
    """A call of the history: the ended (or lost) call, with the name that the agent gave its person."""

    call: Call
    number: str
    """E.164 where it could be read as such: the key of the person."""
    name: str
    disposition: str = ""
    missed_seen: bool = False


WAITING_SECONDS = 3 * 86_400.0
"""Nobody waits for a call back longer than over a weekend."""


def waiting_for_us(calls: Iterable[PastCall], now: float) -> tuple[PastCall, ...]:
    """Of `calls` (newest first) the last missed one of each person with whom nobody has spoken since, and who is not on
    the line at this moment. Looking at it ends no waiting."""
    decided: set[str] = set()
    waiting = []
    for past in calls:
        key, call = past.number or past.call.number, past.call
        if key in decided or not any(mark.isdigit() for mark in key):
            continue
        if call.answered_at is not None or not call.is_over:
            decided.add(key)
        elif call.was_missed and call.started_at >= now - WAITING_SECONDS:
            decided.add(key)
            waiting.append(past)
    return tuple(waiting)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is on the line, from earlier contacts."""

    number: str
    formatted: str
    """ "+46 8 555 123 45", as `phonenumbers` writes it, or the number as sent."""
    name: str = ""
    region: str = ""
    """Country or town of the number, in English, "" when unknown."""
    notes: tuple[Note, ...] = ()
    """Newest first, at most 20."""
    calls: int = 0
    """How many calls with this number there were."""


@dataclass(frozen=True, slots=True)
class PersonFound:
    """Event: what is known of the person of a call."""

    call_id: str
    person: Person


@dataclass(frozen=True, slots=True)
class HistoryChanged:
    """Event: the newest calls (at most 200, newest first) and how many missed ones were not looked at."""

    calls: tuple[PastCall, ...]
    unseen_missed: int


@dataclass(frozen=True, slots=True)
class Today:
    """Figures of this day."""

    answered: int = 0
    missed: int = 0
    talk_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class TodayChanged:
    today: Today
