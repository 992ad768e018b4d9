"""When an engine counts as silent, and when starting it again has no sense any more."""

from __future__ import annotations

from collections import deque

from softphone.model.engine_link import BEAT_SECONDS, SILENCE_SECONDS
from softphone.model.phone_events import PhoneState

TICK_SECONDS = 0.25
MISSED_SECONDS = 3 * BEAT_SECONDS
MOST_RESTARTS = 5
RESTARTS_SECONDS = 60.0
PATIENCE_SECONDS = 10.0


class Silence:
    """Counts ticks, not the clock: a window that was itself stopped (sleep, a debugger) blames nobody else."""

    def __init__(self) -> None:
        self._ticks = 0

    def tick(self, *, has_spoken: bool) -> None:
        self._ticks = 0 if has_spoken else self._ticks + 1

    @property
    def seconds(self) -> float:
        return self._ticks * TICK_SECONDS

    @property
    def state(self) -> PhoneState:
        return PhoneState.NOT_RESPONDING if self.seconds >= MISSED_SECONDS else PhoneState.RUNNING

    @property
    def is_death(self) -> bool:
        return self.seconds >= SILENCE_SECONDS


class Restarts:
    """How often an engine was started again lately. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=MOST_RESTARTS + 1)

    def note(self, now: float) -> None:
        self._times.append(now)

    def are_too_many(self, now: float) -> bool:
        recent = [time for time in self._times if now - time <= RESTARTS_SECONDS]
        return len(recent) > MOST_RESTARTS
