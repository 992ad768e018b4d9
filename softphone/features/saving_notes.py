"""Brings what is typed to disk in time, and does not let go of it until it is there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from softphone.model.notes import Note, NoteId
from softphone.model.problems import ProblemArose, StoreProblem, StoreUnwritable
from softphone.ports.store import NoteStore
from softphone.runtime.background import Background
from softphone.runtime.clock import Clock
from softphone.runtime.events import Events

PAUSE_SECONDS = 0.3
"""Typing has stopped for so long: save."""
LONGEST_SECONDS = 0.7
"""After the first key that is not on disk: save, though typing goes on. The rest of the second is for the disk."""
RETRY_SECONDS = 1.0


class SavingNotes:
    """Holds the newest text of each note that is not on disk; `saved` is called when one is."""

    def __init__(
        self, store_of: Callable[[], NoteStore | None], events: Events, clock: Clock, saved: Callable[[], None]
    ) -> None:
        self._store_of = store_of
        self._events = events
        self._clock = clock
        self._saved = saved
        self._unsaved: dict[NoteId, Note] = {}
        self._first_at = 0.0
        self._last_at = 0.0
        self._has_failed = False
        self._saving: asyncio.Task[None] | None = None
        self._work = Background()

    def is_saved(self, note: Note) -> bool:
        return note.id not in self._unsaved

    def save_soon(self, note: Note) -> None:
        now = self._clock.monotonic()
        if not self._unsaved:
            self._first_at = now
        self._last_at = now
        self._unsaved[note.id] = note
        if self._saving is None:
            self._saving = self._work.start(self._save_in_time())

    async def save_now(self) -> bool:
        """Whether all is on disk; if not, it is told and tried again until it is."""
        try:
            await self.save_all()
        except StoreProblem as problem:
            if not self._has_failed:
                self._has_failed = True
                self._events.publish(ProblemArose(problem, "note"))
            return False
        return True

    async def save_all(self) -> None:
        """StoreProblem when something is not on disk afterwards."""
        began_at = self._clock.monotonic()
        for note in tuple(self._unsaved.values()):
            store = self._store_of()
            if store is None:
                raise StoreUnwritable("no store is open")
            await store.save_note(note)
            if self._unsaved.get(note.id) is note:
                del self._unsaved[note.id]
            self._saved()
        self._first_at = began_at
        self._has_failed = False

    def let_go(self, note: Note) -> None:
        """It is not wanted on disk after all."""
        self._unsaved.pop(note.id, None)

    async def _save_in_time(self) -> None:
        try:
            while self._unsaved:
                due_at = min(self._last_at + PAUSE_SECONDS, self._first_at + LONGEST_SECONDS)
                wait = due_at - self._clock.monotonic()
                if wait > 0:
                    await self._clock.sleep(wait)
                elif not await self.save_now():
                    await self._clock.sleep(RETRY_SECONDS)
        finally:
            self._saving = None
