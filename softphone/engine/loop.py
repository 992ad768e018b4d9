"""The engine's one thread: waits for PJSIP's sockets and ours together, and never longer than 10 ms.

PJSIP also has work that no socket announces (digits heard by its sound threads, its own timers): hence the 10 ms.
What a callback of PJSIP starts is put off to `soon`, which runs right after the poll that called it.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import selectors
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

TICK_SECONDS = 0.01
BLIND_TICK_MILLISECONDS = 5
"""Where PJSIP's sockets cannot be polled with ours."""
MOST_POLLS = 64

log = logging.getLogger(__name__)
Task = Callable[[], object]


@dataclass(order=True)
class Timer:
    due: float
    number: int
    task: Task | None = field(compare=False)

    def cancel(self) -> None:
        self.task = None


class Loop:
    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._soon: deque[Task] = deque()
        self._timers: list[Timer] = []
        self._numbers = itertools.count()
        self._poll: Callable[[int], int] = lambda milliseconds: 0
        self._is_blind = True

    def serve(self, poll: Callable[[int], int], poll_fd: int | None) -> None:
        """From now on call `poll(milliseconds)` for PJSIP; `poll_fd` gets readable when it has something to do."""
        self._poll = poll
        self._is_blind = poll_fd is None
        if poll_fd is not None:
            self._selector.register(poll_fd, selectors.EVENT_READ, None)

    def stop_serving(self) -> None:
        self._poll = lambda milliseconds: 0
        for key in list(self._selector.get_map().values()):
            if key.data is None:
                self._selector.unregister(key.fileobj)

    def watch(self, stream: Any, ready: Callable[[int], None], events: int = selectors.EVENT_READ) -> None:
        """Call `ready(events)` whenever the socket or pipe can be read (or written, as asked); replaces an earlier."""
        try:
            self._selector.modify(stream, events, ready)
        except KeyError:
            self._selector.register(stream, events, ready)

    def unwatch(self, stream: Any) -> None:
        try:
            self._selector.unregister(stream)
        except (KeyError, ValueError):
            log.debug("was not watched")

    def soon(self, task: Task) -> None:
        self._soon.append(task)

    def later(self, seconds: float, task: Task) -> Timer:
        timer = Timer(time.monotonic() + seconds, next(self._numbers), task)
        heapq.heappush(self._timers, timer)
        return timer

    def every(self, seconds: float, task: Task) -> None:
        """Call `task` again and again, for as long as the loop runs."""

        def run() -> None:
            self.later(seconds, run)
            task()

        self.later(seconds, run)

    def run_until(self, is_over: Callable[[], bool]) -> None:
        while not is_over():
            self.turn()

    def turn(self) -> None:
        for key, events in self._selector.select(self._patience()):
            if key.data is not None:
                _guarded(partial(key.data, events))
                self._drain()
        self._poll_sip()
        self._run_timers()
        self._drain()

    def _patience(self) -> float:
        if self._soon or self._is_blind:
            return 0.0
        if not self._timers:
            return TICK_SECONDS
        return min(TICK_SECONDS, max(0.0, self._timers[0].due - time.monotonic()))

    def _poll_sip(self) -> None:
        patience = BLIND_TICK_MILLISECONDS if self._is_blind else 0
        for _ in range(MOST_POLLS):
            count = self._poll(patience)
            self._drain()
            if count <= 0:
                return
            patience = 0

    def _run_timers(self) -> None:
        now = time.monotonic()
        while self._timers and self._timers[0].due <= now:
            task = heapq.heappop(self._timers).task
            if task is not None:
                _guarded(task)
                self._drain()

    def _drain(self) -> None:
        while self._soon:
            _guarded(self._soon.popleft())


def _guarded(task: Task) -> None:
    try:
        task()
    except Exception:
        log.exception("a task of the loop failed")
