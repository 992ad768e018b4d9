"""The loop on its own thread, and the work that goes on by itself."""

from __future__ import annotations

import asyncio
import threading

import pytest

from softphone.runtime.background import Background
from softphone.runtime.loop_thread import LoopThread
from tests.fakes.loop import on_loop, settle


def test_work_runs_on_the_loops_own_thread_and_its_result_comes_back() -> None:
    loop = LoopThread()
    loop.start()

    async def where() -> str:
        await asyncio.sleep(0)
        return threading.current_thread().name

    assert loop.run(where()).result(2) == "loop"
    loop.stop()


def test_a_failure_that_nobody_awaits_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    loop = LoopThread()
    loop.start()
    with pytest.raises(RuntimeError):
        loop.run(_fails()).result(2)
    loop.stop()
    assert "work on the loop failed" in caplog.text


def test_stopping_cancels_what_still_runs() -> None:
    loop = LoopThread()
    loop.start()
    ended = threading.Event()

    async def waits() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    started = loop.run(waits())
    loop.run(asyncio.sleep(0)).result(2)
    loop.stop()
    assert ended.is_set()
    assert started.cancelled() or started.done()


@on_loop
async def test_background_work_that_fails_is_logged_and_the_rest_goes_on() -> None:
    work = Background()
    work.start(_fails())
    going_on = work.start(asyncio.sleep(60))
    await settle()
    assert not going_on.done()
    await work.close()
    assert going_on.cancelled()


async def _fails() -> None:
    raise RuntimeError("on purpose")
