"""Players that are done with but whose end-of-file may still be on its way on another thread: kept for a while."""

from __future__ import annotations

from typing import Any

from softphone.engine.loop import Loop

REST_SECONDS = 3.0


class Graveyard:
    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._resting: dict[int, Any] = {}

    def bury(self, player: Any) -> None:
        """From now on it is silent."""
        player.adjustTxLevel(0.0)
        key = id(player)
        self._resting[key] = player
        self._loop.later(REST_SECONDS, lambda: self._resting.pop(key, None))

    def clear(self) -> None:
        self._resting.clear()
