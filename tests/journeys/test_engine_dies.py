"""The engine killed, frozen, and the window killed: with the real engine and a real PBX."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from softphone.gateways.engine_process import EngineProcess
from softphone.model.calls import CallState, EndedBy, EndReason
from softphone.model.phone_events import PhoneState, PhoneStateChanged
from softphone.model.registration import RegistrationState
from softphone.runtime.folders import Folders
from tests.servers.asterisk import Asterisk
from tests.servers.server_logs import ServerLogs
from tests.servers.window_core import SILENCE, WindowCore

BACK_SECONDS = 2.0


@pytest.fixture
def profile(tmp_path: Path, server_logs: ServerLogs) -> Iterator[Path]:
    log = tmp_path / "logs/engine.log"
    server_logs.add(log)
    yield tmp_path
    server_logs.remove(log)


@pytest.fixture
def window(profile: Path, asterisk: Asterisk) -> Iterator[WindowCore]:
    opened = WindowCore(profile)
    try:
        opened.run(opened.phone.choose_devices(SILENCE))
        opened.registers(asterisk.ports.sip)
        yield opened
    finally:
        opened.close()


def kill_engine(window: WindowCore, how: signal.Signals = signal.SIGKILL) -> None:
    pid = window.phone.engine_pid
    assert pid is not None
    os.kill(pid, how)


def seconds_until_back(window: WindowCore) -> float:
    """From now until another engine is registered."""
    began = time.monotonic()
    window.until(lambda: not window.registration.is_registered)
    window.until(lambda: window.registration.is_registered)
    return time.monotonic() - began


def test_an_idle_engine_that_is_killed_is_registered_again_within_two_seconds(
    window: WindowCore, asterisk: Asterisk
) -> None:
    pid = window.phone.engine_pid
    kill_engine(window)
    seconds = seconds_until_back(window)
    print(f"killed while idle: registered again after {seconds:.2f} s")
    assert seconds < BACK_SECONDS
    assert window.phone.engine_pid != pid
    asterisk.call_from_customer("101")
    window.call_in(CallState.RINGING)


def test_killed_while_it_rings_the_call_is_named_and_the_next_one_rings(window: WindowCore, asterisk: Asterisk) -> None:
    asterisk.call_from_customer("101", number="+46855512345")
    call = window.call_in(CallState.RINGING)
    kill_engine(window)
    seconds = seconds_until_back(window)
    print(f"killed while ringing: registered again after {seconds:.2f} s")
    assert seconds < BACK_SECONDS
    lost = window.ended()[0]
    assert lost.id == call.id
    assert lost.was_missed
    assert window.calls.calls == ()
    asterisk.call_from_customer("101")
    window.call_in(CallState.RINGING)


def test_killed_while_talking_the_lost_call_is_named_with_its_cause(window: WindowCore, asterisk: Asterisk) -> None:
    asterisk.call_from_customer("101")
    call = window.call_in(CallState.RINGING)
    window.run(window.calls.answer(call.id))
    window.call_in(CallState.TALKING)
    kill_engine(window)
    seconds = seconds_until_back(window)
    print(f"killed while talking: registered again after {seconds:.2f} s")
    assert seconds < BACK_SECONDS
    lost = window.ended()[0]
    assert lost.end is not None
    assert (lost.id, lost.end.by, lost.end.reason) == (call.id, EndedBy.ENGINE, EndReason.ENGINE_LOST)
    restarting = [event for event in window.heard.of(PhoneStateChanged) if event.lost]
    assert [event.lost[0].id for event in restarting] == [call.id]
    assert window.registration.state is RegistrationState.REGISTERED


def test_a_frozen_engine_is_told_after_three_seconds_and_replaced_after_five(window: WindowCore) -> None:
    began = time.monotonic()
    kill_engine(window, signal.SIGSTOP)
    window.until(lambda: window.phone_state is PhoneState.NOT_RESPONDING)
    told = time.monotonic() - began
    window.until(lambda: not window.registration.is_registered)
    ended = time.monotonic() - began
    window.until(lambda: window.registration.is_registered)
    back = time.monotonic() - began
    print(f"frozen: told after {told:.2f} s, ended after {ended:.2f} s, registered again after {back:.2f} s")
    assert 2.5 < told < 4.2
    assert ended < 6.2
    assert back - ended < BACK_SECONDS


@pytest.fixture
def window_process(profile: Path, asterisk: Asterisk) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.servers.window_core", str(profile), str(asterisk.ports.sip), "101"]
    process = subprocess.Popen(command)
    yield process
    process.kill()
    process.wait()


def test_a_killed_windows_call_stands_and_the_next_window_takes_it_over(
    profile: Path, asterisk: Asterisk, window_process: subprocess.Popen[bytes]
) -> None:
    asterisk.wait_until(lambda: bool(asterisk.contacts("101")), 10.0)
    customer = asterisk.call_from_customer("101")
    asterisk.wait_until(
        lambda: any(c.name.startswith("PJSIP/101") and c.state == "Up" for c in asterisk.channel_list())
    )
    window_process.kill()
    window_process.wait()
    began = time.monotonic()
    again = WindowCore(profile)
    try:
        call = again.call_in(CallState.TALKING)
        print(f"taken over {time.monotonic() - began:.2f} s after the next window's start")
        assert time.monotonic() - began < BACK_SECONDS
        assert customer.is_on_the_line
        assert again.registration.is_registered
        again.run(again.calls.hang_up(call.id))
        asterisk.wait_until(lambda: not customer.is_on_the_line)
    finally:
        again.close()
    asterisk.wait_until(lambda: not asterisk.contacts("101"))


def test_a_frozen_engine_left_by_a_dead_window_is_replaced_by_the_next_one(
    profile: Path, asterisk: Asterisk, window_process: subprocess.Popen[bytes]
) -> None:
    asterisk.wait_until(lambda: bool(asterisk.contacts("101")), 10.0)
    left = EngineProcess(Folders(profile)).pid
    assert left is not None
    os.kill(left, signal.SIGSTOP)
    window_process.kill()
    window_process.wait()
    again = WindowCore(profile)
    try:
        again.until(lambda: again.phone_state is PhoneState.RUNNING)
        assert again.phone.engine_pid != left
        assert not Path(f"/proc/{left}").exists() or "Z" in Path(f"/proc/{left}/stat").read_text()
        again.registers(asterisk.ports.sip)
    finally:
        again.close()
