"""The window killed in mid-call: the call stands, the window comes back with the note, or the engine says BYE."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.journeys.agent import DESK, HAND_SECONDS, Agent
from tests.servers.asterisk.server import Customer

BACK_SECONDS = 2.0
OLD_ENOUGH_SECONDS = 1.1
BEFORE, LAST_WORDS, AFTER = "She moved to Malmo. ", "Send it", " and phone her."


@pytest.fixture
def agent(employ: Callable[..., Agent]) -> Agent:
    employed = employ()
    employed.starts(SOFTPHONE_ORPHAN_SECONDS="2")
    employed.signs_in()
    return employed


def talks_to_a_customer(agent: Agent) -> Customer:
    customer = agent.asterisk.call_from_customer("101", number="+46855512345")
    agent.answers()
    return customer


def test_a_window_that_is_killed_comes_back_with_the_call_and_the_note(agent: Agent) -> None:
    customer = talks_to_a_customer(agent)
    agent.type(BEFORE)
    time.sleep(OLD_ENOUGH_SECONDS)
    agent.type(LAST_WORDS)
    began = time.monotonic()
    agent.program.kill_window()
    agent.waits(lambda: agent.screen.active_window() != DESK)
    agent.screen.wait_for_window(DESK)
    seconds = time.monotonic() - began
    print(f"the window was back {seconds:.2f} s after it was killed")
    assert seconds < BACK_SECONDS
    assert customer.is_on_the_line

    time.sleep(HAND_SECONDS)
    agent.type(AFTER)
    agent.waits(lambda: agent.program.notes()[0].text.endswith(AFTER))
    text = agent.program.notes()[0].text
    print(f"of the last words, typed up to the kill, {len(text) - len(BEFORE) - len(AFTER)} keys are there")
    assert text.startswith(BEFORE)
    assert (BEFORE + LAST_WORDS).startswith(text.removesuffix(AFTER))

    agent.press("F4")
    agent.waits(lambda: not customer.is_on_the_line)
    assert agent.is_registered


def test_without_any_window_the_engine_says_goodbye_and_leaves_nothing(agent: Agent) -> None:
    customer = talks_to_a_customer(agent)
    began = time.monotonic()
    # The engine starts a window three times a minute and then no more.
    while agent.program.engines() and time.monotonic() - began < 10:
        agent.program.kill_window()
        time.sleep(0.02)
    print(f"the engine said BYE {time.monotonic() - began:.1f} s after the first kill, with 2 s allowed")
    assert not agent.program.engines()
    agent.waits(lambda: not customer.is_on_the_line)
    agent.waits(lambda: not agent.is_registered)
    agent.waits(lambda: not agent.program.processes())
