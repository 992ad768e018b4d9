"""Calls that fail leave the agent where the agent was: through wrap-up, with the queue of the same mind throughout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from softphone.model.availability import AgentStateChanged, AgentStateKind, QueuePresence
from softphone.model.calls import EndReason
from tests.fakes.heard import Heard
from tests.servers.asterisk import Asterisk
from tests.servers.server_logs import ServerLogs
from tests.servers.window_core import SILENCE, WindowCore

ENDS = {
    "604": EndReason.BUSY,
    "605": EndReason.UNAVAILABLE,
    "606": EndReason.FORBIDDEN,
    "607": EndReason.SERVER_ERROR,
    "609": EndReason.NOT_FOUND,
}
BREAK, READY, TALKING, WRAP_UP = (
    AgentStateKind.BREAK,
    AgentStateKind.READY,
    AgentStateKind.TALKING,
    AgentStateKind.WRAP_UP,
)


@pytest.fixture
def window(tmp_path: Path, asterisk: Asterisk, server_logs: ServerLogs) -> Iterator[WindowCore]:
    log = tmp_path / "logs/engine.log"
    server_logs.add(log)
    opened = WindowCore(tmp_path)
    try:
        opened.run(opened.devices.choose(SILENCE.microphone, SILENCE.speaker))
        opened.signs_in()
        opened.registers(asterisk.ports.sip)
        yield opened
    finally:
        opened.close()
        server_logs.remove(log)


def is_offered_calls(asterisk: Asterisk) -> bool:
    return any(member.agent == "101" and not member.is_paused for member in asterisk.queue_members("support"))


@pytest.mark.parametrize("before", [BREAK, READY])
def test_a_failed_call_goes_to_wrap_up_and_back_and_the_queue_agrees_all_the_way(
    window: WindowCore, asterisk: Asterisk, before: AgentStateKind
) -> None:
    if before is READY:
        window.run(window.agent.go_ready())
        window.until(lambda: window.presence.confirmed is QueuePresence.IN)
    for number, reason in ENDS.items():
        states = Heard(window.events, AgentStateChanged)
        ended = len(window.ended())
        window.run(window.calls.dial(number))
        window.until(lambda: len(window.ended()) > ended)  # noqa: B023 - used within the round
        end = window.ended()[-1].end
        assert end is not None
        assert end.reason is reason, number
        window.until(lambda: window.agent.state.kind is WRAP_UP)
        window.until(lambda: not is_offered_calls(asterisk))
        window.run(window.agent.finish_wrap_up())
        assert [event.state.kind for event in states.of(AgentStateChanged)] == [TALKING, WRAP_UP, before]
        window.until(lambda: is_offered_calls(asterisk) is (before is READY))
    assert not window.presence.failed


def test_a_customer_who_hangs_up_leads_to_wrap_up_not_to_ready(window: WindowCore, asterisk: Asterisk) -> None:
    window.run(window.agent.go_ready())
    window.until(lambda: is_offered_calls(asterisk))
    customer = asterisk.call_from_customer("700")
    window.until(lambda: bool(window.calls.calls))
    window.run(window.calls.answer(window.calls.calls[0].id))
    asterisk.wait_until(lambda: customer.has_been_answered)
    window.until(lambda: not is_offered_calls(asterisk))
    customer.hang_up()
    window.until(lambda: window.agent.state.kind is WRAP_UP)
    assert not is_offered_calls(asterisk)
