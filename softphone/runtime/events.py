"""The bus: whoever changes something publishes the whole new value, whoever shows or keeps it subscribes."""

from __future__ import annotations

import logging
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")
log = logging.getLogger(__name__)


class Events:
    """Publish and subscribe by type, on the loop's thread. A failing listener is logged; the others still hear.

    All hear all events in the same order: what a listener publishes is delivered after the event it is listening to.
    """

    def __init__(self) -> None:
        self._listeners: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)
        self._waiting: deque[object] = deque()
        self._is_delivering = False

    def subscribe(self, kind: type[E], listener: Callable[[E], None]) -> Callable[[], None]:
        """Call `listener` with each event of exactly this type; the returned function ends that."""
        self._listeners[kind].append(listener)
        return lambda: self._listeners[kind].remove(listener)

    def publish(self, event: object) -> None:
        self._waiting.append(event)
        if self._is_delivering:
            return
        self._is_delivering = True
        try:
            while self._waiting:
                self._deliver(self._waiting.popleft())
        finally:
            self._is_delivering = False

    def _deliver(self, event: object) -> None:
        for listener in tuple(self._listeners[type(event)]):
            try:
                listener(event)
            except Exception:
                log.exception("a listener to %s failed", type(event).__name__)
