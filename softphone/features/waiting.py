"""Waiting for something that other events make true, for a limited time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from softphone.runtime.clock import Clock


class News:
    """`tell` when anything changed; whoever waits looks again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiters: set[asyncio.Event] = set()

    def tell(self) -> None:
        for waiter in self._waiters:
            waiter.set()

    async def until(self, is_so: Callable[[], bool], seconds: float) -> bool:
        """Whether it became so within `seconds`."""
        if is_so():
            return True
        news = asyncio.Event()
        self._waiters.add(news)
        time_up = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            while not is_so() and not time_up.done():
                news.clear()
                await _first(asyncio.ensure_future(news.wait()), time_up)
        finally:
            time_up.cancel()
            self._waiters.discard(news)
        return is_so()


async def _first(news: asyncio.Future[bool], time_up: asyncio.Future[None]) -> None:
    try:
        await asyncio.wait((news, time_up), return_when=asyncio.FIRST_COMPLETED)
    finally:
        news.cancel()
