"""The bus: everybody hears everything, in one order."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from softphone.runtime.events import Events


@dataclass(frozen=True)
class Rang:
    number: int


@dataclass(frozen=True)
class Answered:
    number: int


def _fail(event: Rang) -> None:
    raise RuntimeError(event)


def test_a_listener_hears_events_of_its_type_until_it_stops() -> None:
    events = Events()
    heard: list[Rang] = []
    stop = events.subscribe(Rang, heard.append)
    events.publish(Rang(1))
    events.publish(Answered(1))
    stop()
    events.publish(Rang(2))
    assert heard == [Rang(1)]


def test_all_hear_in_the_same_order_what_a_listener_publishes() -> None:
    events = Events()
    early: list[object] = []
    late: list[object] = []
    events.subscribe(Rang, early.append)
    events.subscribe(Rang, lambda event: events.publish(Answered(event.number)))
    events.subscribe(Answered, early.append)
    events.subscribe(Answered, late.append)
    events.subscribe(Rang, late.append)
    events.publish(Rang(1))
    assert early == late == [Rang(1), Answered(1)]


def test_a_failing_listener_silences_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    events = Events()
    heard: list[Rang] = []
    events.subscribe(Rang, _fail)
    events.subscribe(Rang, heard.append)
    events.publish(Rang(1))
    events.publish(Rang(2))
    assert heard == [Rang(1), Rang(2)]
    assert "a listener to Rang failed" in caplog.text
