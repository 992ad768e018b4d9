"""The window dies, the call stands; and what happens when no window comes."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from softphone.model.engine_link import Answer, HangUp, Leave, Register, SeverWindow, WindowIs
from tests.engine.conftest import udp_account
from tests.engine.engine_client import EngineClient, EngineProcess, engine_process
from tests.servers.asterisk import Asterisk

ORPHAN = {"SOFTPHONE_ORPHAN_SECONDS": "1.5"}


@pytest.fixture
def orphanage(folder: Path) -> Iterator[EngineProcess]:
    """An engine that ends after 1.5 s without a window."""
    with engine_process(folder, environment=ORPHAN) as engine:
        yield engine


def talking_window(engine: EngineProcess, asterisk: Asterisk) -> EngineClient:
    window = engine.connect()
    window.do(Register(account=udp_account(asterisk)))
    window.registered()
    window.talking(window.dial("600"))
    return window


def test_a_call_stands_while_the_window_is_away_and_the_next_one_takes_it_over(
    orphanage: EngineProcess, asterisk: Asterisk
) -> None:
    window = talking_window(orphanage, asterisk)
    (call_id,) = window.calls
    window.close()
    time.sleep(0.5)
    second = orphanage.connect()
    assert second.snapshot.registration.is_registered
    assert second.snapshot.has_account
    assert [call.id for call in second.snapshot.calls] == [call_id]
    assert second.snapshot.calls[0].is_talking
    second.do(HangUp(call_id=call_id))
    second.ended(call_id)
    second.do(Leave())


def test_a_call_that_rings_without_a_window_can_be_answered_by_the_next(
    orphanage: EngineProcess, asterisk: Asterisk
) -> None:
    window = orphanage.connect()
    window.do(Register(account=udp_account(asterisk)))
    window.registered()
    window.close()
    asterisk.ring("101")
    asterisk.wait_until(lambda: "SIP/2.0 180" in asterisk.log.read_text())
    second = orphanage.connect()
    call = second.ringing()
    second.do(Answer(call_id=call.id))
    second.talking(call.id)


def test_without_a_window_for_too_long_it_says_bye_and_leaves_nothing_behind(
    orphanage: EngineProcess, asterisk: Asterisk
) -> None:
    talking_window(orphanage, asterisk).close()
    assert orphanage.wait(seconds=6) == 0
    assert asterisk.channels() == 0
    assert not asterisk.contacts("101")
    assert not orphanage.meeting_file.exists()


def test_an_engine_that_no_window_ever_came_to_ends(orphanage: EngineProcess) -> None:
    orphanage.meet()
    assert orphanage.wait(seconds=4) == 0


def test_the_window_is_started_again_when_it_dies(orphanage: EngineProcess, folder: Path) -> None:
    sign = folder / "window-was-here"
    window = orphanage.connect()
    window.do(WindowIs(restart_command=(sys.executable, "-c", f"open({str(sign)!r}, 'a').write('x')")))
    window.close()
    wait_for(sign.exists)


def test_it_is_not_started_again_for_ever(orphanage: EngineProcess, folder: Path) -> None:
    sign = folder / "window-was-here"
    command = (sys.executable, "-c", f"open({str(sign)!r}, 'a').write('x')")
    for _ in range(5):
        window = orphanage.connect()
        window.do(WindowIs(restart_command=command))
        window.close()
        time.sleep(0.2)
    time.sleep(0.5)
    assert sign.read_text() == "xxx"
    assert "not again" in orphanage.log()


def test_a_window_that_cannot_be_started_is_told_in_the_log(orphanage: EngineProcess) -> None:
    window = orphanage.connect()
    window.do(WindowIs(restart_command=("/nowhere/softphone",)))
    window.close()
    wait_for(lambda: "could not be started again" in orphanage.log())


def test_a_window_that_fails_at_once_is_told_in_the_log(orphanage: EngineProcess) -> None:
    window = orphanage.connect()
    window.do(WindowIs(restart_command=(sys.executable, "-c", "raise SystemExit(7)")))
    window.close()
    wait_for(lambda: "exit code 7" in orphanage.log())


def test_a_window_that_says_it_comes_back_is_not_started(orphanage: EngineProcess, folder: Path) -> None:
    sign = folder / "window-was-here"
    window = orphanage.connect()
    window.do(WindowIs(restart_command=(sys.executable, "-c", f"open({str(sign)!r}, 'a').write('x')")))
    window.do(SeverWindow())
    window.close()
    time.sleep(0.5)
    assert not sign.exists()
    again = orphanage.connect()
    again.close()
    wait_for(sign.exists)


def test_a_window_that_leaves_is_not_started_again(orphanage: EngineProcess, folder: Path) -> None:
    sign = folder / "window-was-here"
    window = orphanage.connect()
    window.do(WindowIs(restart_command=(sys.executable, "-c", f"open({str(sign)!r}, 'a').write('x')")))
    window.do(Leave())
    window.close()
    assert orphanage.wait() == 0
    assert not sign.exists()


def wait_for(condition: object, seconds: float = 4.0) -> None:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
