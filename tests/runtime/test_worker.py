"""One thread for one blocking library: in order, with its errors, and never in the way of the end."""

from __future__ import annotations

import asyncio
import threading

import pytest

from softphone.runtime.worker import Worker
from tests.fakes.loop import on_loop


@on_loop
async def test_all_is_done_on_one_other_thread_in_the_order_asked() -> None:
    worker = Worker("test")
    done: list[int] = []

    def work(number: int) -> str:
        done.append(number)
        return threading.current_thread().name

    threads = await asyncio.gather(*(worker.run(work, number) for number in range(50)))
    worker.close()
    assert done == list(range(50))
    assert set(threads) == {"test"}


@on_loop
async def test_an_error_comes_back_and_the_worker_goes_on() -> None:
    worker = Worker("test")
    with pytest.raises(ZeroDivisionError):
        await worker.run(lambda: 1 // 0)
    assert await worker.run(lambda: 7) == 7
    worker.close()


@on_loop
async def test_what_was_asked_is_done_though_nobody_waits_any_more() -> None:
    worker = Worker("test")
    may_go_on = threading.Event()
    done: list[str] = []
    first = asyncio.ensure_future(worker.run(may_go_on.wait, 5))
    second = asyncio.ensure_future(worker.run(done.append, "saved"))
    await asyncio.sleep(0)
    first.cancel()
    second.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    may_go_on.set()
    await worker.run(lambda: None)
    worker.close()
    assert done == ["saved"]
