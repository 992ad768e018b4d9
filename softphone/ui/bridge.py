"""The one crossing between the Qt thread and the loop: wishes go down, events come up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from softphone.model.calls import CallStatistics, Levels
from softphone.runtime.events import Events
from softphone.runtime.loop_thread import LoopThread

E = TypeVar("E")
T = TypeVar("T")
_ONLY_THE_NEWEST: tuple[type[Any], ...] = (Levels, CallStatistics)
"""Measured values: a window that was busy gets the newest, never a queue of stale ones."""


class Bridge(QObject):
    """Made and used on the Qt thread."""

    failed = Signal(object, str)
    """A wish failed: the exception and what was being done."""
    _crossed = Signal(object)

    def __init__(self, events: Events, loop_thread: LoopThread) -> None:
        super().__init__()
        self._events = events
        self._loop_thread = loop_thread
        self._crossed.connect(_call, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Coroutine[Any, Any, object], subject: str = "") -> None:
        """Start `work` on the loop; `failed` tells of a failure on the Qt thread."""
        self.ask(work, _ignore, subject)

    def ask(self, work: Coroutine[Any, Any, T], slot: Callable[[T], None], subject: str = "") -> None:
        """Start `work` on the loop and call `slot` with what it returns, on the Qt thread."""
        future = self._loop_thread.run(work)
        future.add_done_callback(lambda done: self._crossed.emit(lambda: self._settle(done, slot, subject)))

    def show(self, kind: type[E], slot: Callable[[E], None]) -> None:
        """Call `slot` on the Qt thread with each event of this type."""
        listener = self._newest_only(kind, slot) if kind in _ONLY_THE_NEWEST else self._each(slot)
        self._loop_thread.call(self._events.subscribe, kind, listener)

    def _each(self, slot: Callable[[E], None]) -> Callable[[E], None]:
        return lambda event: self._crossed.emit(lambda: slot(event))

    def _newest_only(self, kind: type[E], slot: Callable[[E], None]) -> Callable[[E], None]:
        """One crossing at a time: an event that comes while one is under way takes its place."""
        newest: list[E] = []
        under_way = threading.Event()

        def deliver() -> None:
            under_way.clear()
            slot(newest[0])

        def listen(event: E) -> None:
            newest[:] = [event]
            if not under_way.is_set():
                under_way.set()
                self._crossed.emit(deliver)

        return listen

    def _settle(self, done: Future[T], slot: Callable[[T], None], subject: str) -> None:
        if done.cancelled():
            return
        error = done.exception()
        if error is not None:
            self.failed.emit(error, subject)
        else:
            slot(done.result())


def _call(thunk: Callable[[], None]) -> None:
    thunk()


def _ignore(_result: object) -> None:
    """The work was done for its effect."""
