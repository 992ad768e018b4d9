"""Time for transactions: the loop's own in the program, one that a test moves by hand in the tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    def cancel(self) -> None: ...


class Timers(Protocol):
    """What asyncio's loop offers of it."""

    def call_later(self, delay: float, callback: Callable[..., object], *args: object) -> Timer: ...
    def time(self) -> float: ...


class Repeating:
    """Calls `action` after `first` seconds, then each time after twice as long (at most `most`); `end` after `life`."""

    def __init__(
        self,
        timers: Timers,
        action: Callable[[], None],
        end: Callable[[], None],
        *,
        first: float,
        most: float,
        life: float,
    ) -> None:
        self._timers, self._action, self._most = timers, action, most
        self._step = first
        self._again = timers.call_later(first, self._fire)
        self._end = timers.call_later(life, self._finish, end)

    def stop(self) -> None:
        self._again.cancel()
        self._end.cancel()

    def quieten(self) -> None:
        """Repeat no more, but still end."""
        self._again.cancel()

    def slow_down(self) -> None:
        """From the next time on only every `most` seconds."""
        self._step = self._most

    def _fire(self) -> None:
        self._action()
        self._step = min(2 * self._step, self._most)
        self._again = self._timers.call_later(self._step, self._fire)

    def _finish(self, end: Callable[[], None]) -> None:
        self._again.cancel()
        end()
