"""A counter of changes that can be waited for."""

from __future__ import annotations

import asyncio


class Bulletin:
    def __init__(self) -> None:
        self.sequence = 0
        self._changed = asyncio.Event()

    def changed(self) -> None:
        self.sequence += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_beyond(self, sequence: int, seconds: float) -> None:
        """Returns when there was a change after `sequence`, at the latest after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                while self.sequence <= sequence:
                    await self._changed.wait()
        except TimeoutError:
            return
