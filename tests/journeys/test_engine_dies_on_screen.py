"""The engine killed under a window: registered again at once, and the window says which call was lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from softphone.model.calls import EndedBy, EndReason
from tests.journeys.agent import Agent
from tests.journeys.conftest import PICTURES

BACK_SECONDS = 2.0
CALLER = "+46855512345"


@pytest.fixture
def agent(employ: Callable[..., Agent]) -> Agent:
    employed = employ()
    employed.starts()
    employed.signs_in()
    return employed


def seconds_until_another_contact(agent: Agent) -> float:
    """The engine is killed; another one has another port."""
    before = {contact.uri for contact in agent.asterisk.contacts(agent.id)}
    agent.program.kill_engine()
    return agent.waits(lambda: bool({contact.uri for contact in agent.asterisk.contacts(agent.id)} - before))


def test_an_engine_killed_while_idle_is_registered_again_at_once_and_rings(agent: Agent) -> None:
    agent.goes_ready()
    seconds = seconds_until_another_contact(agent)
    print(f"killed while idle: registered again after {seconds:.2f} s")
    assert seconds < BACK_SECONDS
    agent.asterisk.call_from_customer("700")
    agent.answers()


def test_an_engine_killed_in_a_call_says_which_call_was_lost(agent: Agent) -> None:
    agent.asterisk.call_from_customer("101", number=CALLER)
    agent.answers()
    agent.type("Wants to know")
    seconds = seconds_until_another_contact(agent)
    print(f"killed in a call: registered again after {seconds:.2f} s")
    assert seconds < BACK_SECONDS
    agent.type(" the price.")
    agent.waits(lambda: agent.program.notes()[0].text == "Wants to know the price.")
    lost = agent.program.calls()[0]
    assert lost.number == CALLER
    assert lost.call.end is not None
    assert (lost.call.end.by, lost.call.end.reason) == (EndedBy.ENGINE, EndReason.ENGINE_LOST)
    agent.screen.take_picture(PICTURES / "engine-lost-in-a-call.png")
