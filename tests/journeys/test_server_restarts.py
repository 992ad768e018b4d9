"""The PBX restarted in mid-shift: the line and the place in the queue come back without the agent."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.agent import Agent
from tests.journeys.workplace import TLS

BACK_SECONDS = 30.0


def test_after_a_restart_of_the_pbx_the_agent_is_registered_and_in_the_queue_again(
    employ: Callable[..., Agent],
) -> None:
    agent = employ("101", TLS)
    agent.starts()
    agent.signs_in()
    agent.goes_ready()
    agent.asterisk.restart(forget_registrations=True)
    assert agent.member is None
    seconds = agent.waits(lambda: agent.is_registered, BACK_SECONDS)
    print(f"registered again {seconds:.1f} s after the restart")
    seconds = agent.waits(lambda: agent.is_offered_calls, BACK_SECONDS)
    print(f"in the queue again {seconds:.1f} s later")
    customer = agent.asterisk.call_from_customer("700")
    agent.answers()
    assert customer.has_been_answered
