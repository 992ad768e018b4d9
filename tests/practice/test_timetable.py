from __future__ import annotations

from typing import cast

import msgspec
import pytest

from softphone.practice import timetable as subject
from softphone.practice.people import NotNow, People
from softphone.practice.scenario import Customer, Scenario, read_scenario, scenario_file
from softphone.practice.timetable import MOST_WAITING, Timetable
from tests.fakes.loop import on_loop, settle


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "SHORTEST_SECONDS", 0.0)


FIRST_DAY = read_scenario(scenario_file("first-day"))


class CalledPeople:
    def __init__(self) -> None:
        self.called: list[str] = []
        self.refuses = False

    async def call(self, number: str) -> None:
        if self.refuses:
            raise NotNow("busy")
        self.called.append(number)


def _scenario(numbers: tuple[str, ...], repeats: bool) -> Scenario:
    customers = tuple(Customer(name=n, number=n, queue="support", calls_after_seconds=0) for n in numbers)
    silent = Customer(name="only when asked", number="+4699")
    return msgspec.structs.replace(FIRST_DAY, customers=(silent, *customers), repeats=repeats)


def _timetable(scenario: Scenario, waiting: int = 0) -> tuple[Timetable, CalledPeople]:
    people = CalledPeople()
    return Timetable(scenario, cast(People, people), lambda: waiting), people


@on_loop
async def test_nobody_calls_before_an_agent_is_ready_and_then_each_in_turn() -> None:
    timetable, people = _timetable(_scenario(("+461", "+462"), repeats=False))
    timetable.start()
    await settle()
    assert people.called == []
    timetable.agents_are_ready(True)
    await settle()
    assert people.called == ["+461", "+462"]


@on_loop
async def test_when_all_have_called_the_first_one_calls_again() -> None:
    timetable, people = _timetable(_scenario(("+461", "+462"), repeats=True))
    timetable.agents_are_ready(True)
    timetable.start()
    await settle()
    timetable.stop()
    assert people.called[:3] == ["+461", "+462", "+461"]


@on_loop
async def test_nobody_joins_a_line_that_is_long_already() -> None:
    timetable, people = _timetable(_scenario(("+461",), repeats=False), waiting=MOST_WAITING)
    timetable.agents_are_ready(True)
    timetable.start()
    await settle()
    assert people.called == []


@on_loop
async def test_a_customer_who_cannot_call_now_does_not_end_the_day() -> None:
    timetable, people = _timetable(_scenario(("+461",), repeats=True))
    people.refuses = True
    timetable.agents_are_ready(True)
    timetable.start()
    await settle()
    people.refuses = False
    await settle()
    timetable.stop()
    assert people.called[0] == "+461"


@on_loop
async def test_who_takes_a_break_is_not_called_until_ready_again() -> None:
    timetable, people = _timetable(_scenario(("+461",), repeats=False))
    timetable.agents_are_ready(True)
    timetable.agents_are_ready(False)
    timetable.start()
    await settle()
    assert people.called == []
    timetable.stop()
