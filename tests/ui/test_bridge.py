from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from softphone.model.calls import CallChanged, Levels
from softphone.model.problems import PhoneGone
from softphone.runtime.events import Events
from softphone.runtime.loop_thread import LoopThread
from softphone.ui.bridge import Bridge
from tests.ui import values as v


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def loop_thread() -> Iterator[LoopThread]:
    thread = LoopThread()
    thread.start()
    yield thread
    thread.stop()


@pytest.fixture
def bridge(qapp: object, events: Events, loop_thread: LoopThread) -> Bridge:
    return Bridge(events, loop_thread)


def test_an_event_of_the_loop_is_shown_on_the_qt_thread(
    qtbot: QtBot, bridge: Bridge, events: Events, loop_thread: LoopThread
) -> None:
    shown: list[tuple[object, threading.Thread]] = []
    bridge.show(CallChanged, lambda event: shown.append((event.call, threading.current_thread())))
    loop_thread.call(events.publish, CallChanged(v.TALKING))
    qtbot.waitUntil(lambda: bool(shown), timeout=2000)
    assert shown == [(v.TALKING, threading.main_thread())]


def test_every_change_of_a_call_is_shown_in_order(
    qtbot: QtBot, bridge: Bridge, events: Events, loop_thread: LoopThread
) -> None:
    shown: list[float] = []
    bridge.show(CallChanged, lambda event: shown.append(event.call.started_at))
    for number in range(100):
        loop_thread.call(events.publish, CallChanged(replace(v.TALKING, started_at=float(number))))
    qtbot.waitUntil(lambda: len(shown) == 100, timeout=2000)
    assert shown == sorted(shown)


def test_a_busy_window_gets_the_newest_level_and_no_queue_of_old_ones(
    qtbot: QtBot, bridge: Bridge, events: Events, loop_thread: LoopThread
) -> None:
    shown: list[float] = []
    published = threading.Event()
    bridge.show(Levels, lambda levels: shown.append(levels.heard))
    for number in range(1, 51):
        loop_thread.call(events.publish, replace(v.LEVELS, heard=number / 50))
    loop_thread.call(published.set)
    assert published.wait(2)
    qtbot.waitUntil(lambda: bool(shown), timeout=2000)
    assert shown == [1.0]


def test_a_wish_runs_on_the_loop_and_its_answer_comes_back(qtbot: QtBot, bridge: Bridge) -> None:
    answers: list[tuple[str, threading.Thread]] = []

    async def wish() -> str:
        return threading.current_thread().name

    bridge.ask(wish(), lambda name: answers.append((name, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(answers), timeout=2000)
    assert answers == [("loop", threading.main_thread())]


def test_a_wish_that_fails_is_told_with_what_was_being_done(qtbot: QtBot, bridge: Bridge) -> None:
    async def wish() -> None:
        raise PhoneGone

    with qtbot.waitSignal(bridge.failed, timeout=2000) as failed:
        bridge.run(wish(), "transfer")
    assert isinstance(failed.args[0], PhoneGone)
    assert failed.args[1] == "transfer"


def test_the_qt_thread_never_waits_for_the_loop(bridge: Bridge) -> None:
    async def slow() -> None:
        time.sleep(0.3)  # noqa: ASYNC251

    before = time.monotonic()
    bridge.run(slow())
    assert time.monotonic() - before < 0.1
