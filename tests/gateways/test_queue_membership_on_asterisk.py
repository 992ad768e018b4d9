"""The reconciler against Asterisk's own queue: what the window says of the queue is what the queue says of us."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from softphone.model.availability import AgentStateKind, Cause, QueuePresence, QueuePresenceChanged
from softphone.model.calls import CallState
from tests.servers.asterisk import Asterisk
from tests.servers.server_logs import ServerLogs
from tests.servers.window_core import SILENCE, WindowCore

OUT, PAUSED, IN = QueuePresence.OUT, QueuePresence.PAUSED, QueuePresence.IN


@pytest.fixture
def asterisk(fresh_asterisk: Asterisk) -> Asterisk:
    """Its lamps remember nobody: a stale one would be taken for a member."""
    return fresh_asterisk


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


def queue_says(asterisk: Asterisk) -> QueuePresence:
    members = [member for member in asterisk.queue_members("support") if member.agent == "101"]
    if not members:
        return OUT
    return PAUSED if members[0].is_paused else IN


def agrees_on(window: WindowCore, asterisk: Asterisk, presence: QueuePresence) -> float:
    seconds = window.until(lambda: window.presence.confirmed is presence)
    assert queue_says(asterisk) is presence
    assert not window.presence.failed
    return seconds


def test_a_shift_keeps_asterisks_queue_and_the_window_of_one_mind(window: WindowCore, asterisk: Asterisk) -> None:
    agrees_on(window, asterisk, OUT)
    window.run(window.agent.go_ready())
    print(f"joined after {agrees_on(window, asterisk, IN) * 1000:.0f} ms")
    asterisk.call_from_customer("700")
    call = window.call_in(CallState.RINGING)
    assert call.queue == "support"
    window.run(window.calls.answer(call.id))
    print(f"paused {agrees_on(window, asterisk, PAUSED) * 1000:.0f} ms after the answer")
    window.run(window.calls.hang_up(call.id))
    window.until(lambda: window.agent.state.kind is AgentStateKind.WRAP_UP)
    assert queue_says(asterisk) is PAUSED
    window.run(window.agent.finish_wrap_up())
    print(f"un-paused after {agrees_on(window, asterisk, IN) * 1000:.0f} ms")
    window.run(window.agent.take_break("lunch"))
    agrees_on(window, asterisk, PAUSED)
    window.run(window.membership.leave())
    agrees_on(window, asterisk, OUT)


def test_a_supervisors_pause_becomes_a_break_with_the_server_as_its_cause(
    window: WindowCore, asterisk: Asterisk
) -> None:
    window.run(window.agent.go_ready())
    agrees_on(window, asterisk, IN)
    asterisk.cli("queue pause member PJSIP/101 queue support")
    window.until(lambda: window.agent.state.kind is AgentStateKind.BREAK)
    assert window.agent.state.cause is Cause.SERVER
    assert window.presence == QueuePresenceChanged(PAUSED, PAUSED)


def test_a_removal_that_asterisk_does_not_tell_is_found_by_the_next_pause(
    window: WindowCore, asterisk: Asterisk
) -> None:
    window.run(window.agent.go_ready())
    agrees_on(window, asterisk, IN)
    asterisk.leave_queue("101")
    window.run(window.agent.take_break("lunch"))
    agrees_on(window, asterisk, OUT)
    window.run(window.agent.go_ready())
    agrees_on(window, asterisk, IN)


@pytest.fixture
def left_from_an_earlier_shift(asterisk: Asterisk) -> None:
    asterisk.join_queue("101")


@pytest.mark.usefixtures("left_from_an_earlier_shift")
def test_a_member_left_from_an_earlier_shift_is_paused_not_toggled_out(window: WindowCore, asterisk: Asterisk) -> None:
    agrees_on(window, asterisk, PAUSED)
    window.run(window.agent.go_ready())
    agrees_on(window, asterisk, IN)


def test_an_engine_killed_while_ready_is_offered_the_queues_calls_again(window: WindowCore, asterisk: Asterisk) -> None:
    window.run(window.agent.go_ready())
    agrees_on(window, asterisk, IN)
    pid = window.phone.engine_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    window.until(lambda: window.presence.confirmed is QueuePresence.UNKNOWN)
    seconds = agrees_on(window, asterisk, IN)
    print(f"in the queue again {seconds:.2f} s after the engine was killed")
    assert window.agent.state.kind is AgentStateKind.READY
    asterisk.call_from_customer("700")
    window.call_in(CallState.RINGING)
