"""Keeps what was published, so that a test can ask for it."""

from __future__ import annotations

from typing import TypeVar

from softphone.runtime.events import Events

E = TypeVar("E")


class Heard:
    def __init__(self, events: Events, *kinds: type[object]) -> None:
        self.all: list[object] = []
        for kind in kinds:
            events.subscribe(kind, self.all.append)

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.all if isinstance(event, kind)]

    def last(self, kind: type[E]) -> E:
        return self.of(kind)[-1]

    def clear(self) -> None:
        self.all.clear()
