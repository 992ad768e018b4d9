"""Everything else that is done with calls, by key: a second call, silence, transfer, digits, dialling, missed ones."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from softphone.model.calls import Call, CallEnd, EndReason
from tests.journeys.agent import HAND_SECONDS, Agent
from tests.journeys.conftest import Desk
from tests.servers.sipp import Sipp, SippRun
from tests.servers.speech import Recording

FIRST, SECOND = "+46855512345", "+46855567890"
HOLD_HERTZ, COLLEAGUE_HERTZ = 700.0, 600.0
FAILING = {
    "604": EndReason.BUSY,
    "605": EndReason.UNAVAILABLE,
    "606": EndReason.FORBIDDEN,
    "607": EndReason.SERVER_ERROR,
    "609": EndReason.NOT_FOUND,
}


@pytest.fixture
def agent(employ: Callable[..., Agent]) -> Agent:
    employed = employ()
    employed.starts()
    employed.signs_in()
    return employed


def calls(agent: Agent, sipp: Sipp, number: str) -> SippRun:
    return sipp.call(agent.asterisk.ports.sip, "101", talk_seconds=60, number=number)


def talks_to_first(agent: Agent, sipp: Sipp) -> SippRun:
    customer = calls(agent, sipp, FIRST)
    agent.answers()
    return customer


def second_rings(agent: Agent, sipp: Sipp) -> SippRun:
    customer = calls(agent, sipp, SECOND)
    agent.waits(lambda: agent.is_ringing)
    time.sleep(HAND_SECONDS)
    return customer


def hears(customer: SippRun, seconds: float = 0.6) -> Recording:
    """What a customer hears from now on for so long."""
    began = customer.heard()[0].seconds
    time.sleep(seconds + 0.1)
    return customer.heard()[0].part(began, began + seconds)


def is_answered(customer: SippRun) -> bool:
    return bool(customer.heard())


def dials(agent: Agent, number: str) -> None:
    agent.press("Ctrl+D")
    agent.type(number)
    agent.press("Enter")


def finishes(agent: Agent) -> None:
    time.sleep(HAND_SECONDS)
    agent.press("Ctrl+Enter")
    time.sleep(HAND_SECONDS)


def newest_call(agent: Agent) -> Call:
    return agent.program.calls()[0].call


def end_of_call_to(agent: Agent, number: str) -> CallEnd | None:
    return next((past.call.end for past in agent.program.calls() if past.number == number), None)


def test_a_second_call_is_declined_without_harm_to_the_first(agent: Agent, sipp: Sipp) -> None:
    first = talks_to_first(agent, sipp)
    second = second_rings(agent, sipp)
    agent.press("F4")
    agent.waits(lambda: not second.is_running)
    assert first.is_running
    assert agent.is_talking
    agent.waits(lambda: newest_call(agent).end is not None)
    declined = newest_call(agent)
    assert declined.end is not None
    assert (declined.number, declined.end.reason) == (SECOND, EndReason.REJECTED)


def test_a_second_call_is_answered_while_the_first_one_hears_music(agent: Agent, sipp: Sipp) -> None:
    first = talks_to_first(agent, sipp)
    second = second_rings(agent, sipp)
    agent.press("F2")
    agent.waits(lambda: is_answered(second))
    time.sleep(HAND_SECONDS)
    assert hears(first).tone_share(HOLD_HERTZ) > 0.9
    agent.press("F3")
    time.sleep(HAND_SECONDS)
    assert hears(second).tone_share(HOLD_HERTZ) > 0.9
    assert hears(first).tone_share(HOLD_HERTZ) < 0.1
    agent.press("F4")
    agent.waits(lambda: not first.is_running)
    assert second.is_running


def test_escape_silences_the_ring_and_the_call_still_rings(agent: Agent, desk: Desk, sipp: Sipp) -> None:
    customer = second_rings(agent, sipp)
    assert desk.headset.record(1.0, of="TV").level_db > -50
    agent.press("Esc")
    time.sleep(HAND_SECONDS)
    assert desk.headset.record(2.0, of="TV").level_db == -120
    assert agent.is_ringing
    agent.answers()
    assert is_answered(customer)


def test_a_customer_is_transferred_to_a_colleague_of_the_directory(agent: Agent, sipp: Sipp) -> None:
    customer = talks_to_first(agent, sipp)
    agent.press("F8")
    time.sleep(HAND_SECONDS)
    agent.type("bill")
    agent.press("Enter")
    agent.waits(lambda: not agent.is_talking)
    assert customer.is_running
    assert hears(customer).tone_share(COLLEAGUE_HERTZ) > 0.9
    agent.waits(lambda: newest_call(agent).end is not None)
    end = newest_call(agent).end
    assert end is not None
    assert end.reason is EndReason.TRANSFERRED


def test_digits_typed_on_the_keypad_reach_the_machine_at_the_other_end(agent: Agent) -> None:
    dials(agent, "603")
    agent.waits(lambda: agent.is_talking)
    # The note takes the keyboard when it opens: on a busy machine that is up to a second after the answer.
    time.sleep(1.2)
    agent.press("F7")
    time.sleep(1.0)
    agent.screen.keyboard.type("4711", key_seconds=0.4)
    agent.waits(lambda: agent.asterisk.digits_heard("101") == "4711")


def test_calls_that_fail_stand_in_the_history_with_their_reasons(agent: Agent) -> None:
    for number, reason in FAILING.items():
        dials(agent, number)
        agent.waits(lambda number=number: end_of_call_to(agent, number) is not None)  # type: ignore[misc]
        end = end_of_call_to(agent, number)
        assert end is not None
        assert end.reason is reason, f"{number}: {end}"
        finishes(agent)
    dials(agent, "608")
    agent.waits(lambda: agent.has_channel("Ring"))
    time.sleep(HAND_SECONDS)
    agent.press("F4")
    agent.waits(lambda: end_of_call_to(agent, "608") is not None)
    end = end_of_call_to(agent, "608")
    assert end is not None
    assert end.reason is EndReason.CANCELLED


def test_a_caller_who_gives_up_was_missed_and_one_taken_by_a_colleague_was_not(agent: Agent, sipp: Sipp) -> None:
    sipp.cancel(agent.asterisk.ports.sip, "101", number=FIRST, ring_seconds=0.5).wait()
    agent.waits(lambda: bool(agent.program.calls()) and newest_call(agent).end is not None)
    assert newest_call(agent).was_missed

    sipp.phone(agent.asterisk.ports.sip, "102", agent.asterisk.password("102"), ring_seconds=0.5)
    both = "PJSIP/101&PJSIP/102,20"
    agent.asterisk.originate("Local/610@customers/n", Application="Dial", Data=both, CallerID=f"<{SECOND}>")
    agent.waits(lambda: len(agent.program.calls()) == 2 and newest_call(agent).end is not None)
    taken = newest_call(agent)
    assert taken.end is not None
    assert taken.end.reason is EndReason.ANSWERED_ELSEWHERE
    assert not taken.was_missed
