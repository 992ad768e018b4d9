"""Time that stands still until a test moves it."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(order=True)
class HandTimer:
    due: float
    number: int
    callback: Callable[..., object] | None = field(compare=False)
    arguments: tuple[object, ...] = field(compare=False)

    def cancel(self) -> None:
        self.callback = None


class HandTimers:
    def __init__(self) -> None:
        self._now = 1000.0
        self._waiting: list[HandTimer] = []
        self._numbers = itertools.count()

    def time(self) -> float:
        return self._now

    def call_later(self, delay: float, callback: Callable[..., object], *args: object) -> HandTimer:
        timer = HandTimer(self._now + delay, next(self._numbers), callback, args)
        heapq.heappush(self._waiting, timer)
        return timer

    def advance(self, seconds: float) -> None:
        end = self._now + seconds
        while self._waiting and self._waiting[0].due <= end:
            timer = heapq.heappop(self._waiting)
            self._now = max(self._now, timer.due)
            if timer.callback:
                timer.callback(*timer.arguments)
        self._now = end

    @property
    def live(self) -> int:
        return sum(1 for timer in self._waiting if timer.callback)
