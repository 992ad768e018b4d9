"""Reports on their way to a window that may be slow: never waits, drops levels first, call events never."""

from __future__ import annotations

from collections import Counter, deque

from softphone.model.engine_link import Beat, LevelsReport, Report, StatisticsReport, encode
from softphone.runtime.local_link import frame

MOST_BYTES_WITH_LEVELS = 64_000
MOST_BYTES_WITH_STATISTICS = 512_000
MOST_BYTES = 8_000_000


class OutboxFull(Exception):
    """The window has read nothing for so long that only a new link, with its snapshot, can help."""


class Outbox:
    def __init__(self) -> None:
        self._waiting: deque[tuple[type[Report], bytes]] = deque()
        self._kinds: Counter[type[Report]] = Counter()
        self._bytes = 0
        self._begun = b""

    def put(self, report: Report) -> None:
        """Raises OutboxFull when even without levels and statistics too much is waiting."""
        data = frame(encode(report))
        self._make_room(len(data))
        if self._bytes + len(data) <= _most_bytes(type(report)):
            self._waiting.append((type(report), data))
            self._kinds[type(report)] += 1
            self._bytes += len(data)
        elif type(report) not in _DROPPED:
            raise OutboxFull

    def _make_room(self, size: int) -> None:
        for kind in _DROPPED:
            if self._kinds[kind] and self._bytes + size > _most_bytes(kind):
                self._drop(kind)

    def _drop(self, kind: type[Report]) -> None:
        self._waiting = deque(entry for entry in self._waiting if entry[0] is not kind)
        self._bytes = sum(len(data) for _, data in self._waiting)
        del self._kinds[kind]

    @property
    def is_empty(self) -> bool:
        return not self._waiting and not self._begun

    def next_bytes(self) -> bytes:
        if not self._begun and self._waiting:
            self._begun = b"".join(data for _, data in self._waiting)
            self._waiting.clear()
            self._kinds.clear()
            self._bytes = 0
        return self._begun

    def sent(self, count: int) -> None:
        self._begun = self._begun[count:]


_DROPPED: tuple[type[Report], ...] = (LevelsReport, StatisticsReport, Beat)


def _most_bytes(kind: type[Report]) -> int:
    if kind is LevelsReport:
        return MOST_BYTES_WITH_LEVELS
    return MOST_BYTES_WITH_STATISTICS if kind in _DROPPED else MOST_BYTES
