"""The store as features see it: each question goes to the one thread that owns the connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os.path import samestat
from pathlib import Path
from sqlite3 import Connection
from typing import Concatenate, ParamSpec, TypeVar

from softphone.gateways.sqlcipher_store import calls_table, notes_table
from softphone.gateways.sqlcipher_store.database import check, our_problems
from softphone.gateways.sqlcipher_store.lock import StoreLock
from softphone.model.availability import AgentState
from softphone.model.calls import Call, CallId
from softphone.model.history import PastCall, Today
from softphone.model.notes import Note, NoteFound
from softphone.model.problems import StoreUnwritable
from softphone.runtime.worker import Worker

P = ParamSpec("P")
T = TypeVar("T")


class SqlcipherStore:
    """One workplace's store, open. Each method returns when it is on disk; StoreProblem otherwise."""

    def __init__(self, worker: Worker, connection: Connection, lock: StoreLock, file: Path) -> None:
        self._worker = worker
        self._connection = connection
        self._file, self._opened = file, file.stat()
        self._lock = lock
        self._is_open = True

    async def save_note(self, note: Note) -> None:
        await self._do(self._save_note, note)

    async def drop_note(self, note: Note) -> None:
        await self._do(notes_table.drop_note, note)

    async def note_of(self, call_id: CallId) -> Note | None:
        return await self._do(notes_table.note_of, call_id)

    async def open_note(self) -> Note | None:
        return await self._do(notes_table.open_note)

    async def notes_with(self, number: str, most: int = 20) -> tuple[Note, ...]:
        return await self._do(notes_table.notes_with, number, most)

    async def search(self, words: str, most: int = 100) -> tuple[NoteFound, ...]:
        return await self._do(notes_table.search, words, most)

    async def all_notes(self) -> Sequence[Note]:
        return await self._do(notes_table.all_notes)

    async def save_call(self, call: Call, number: str) -> None:
        await self._do(calls_table.save_call, call, number)

    async def calls(self, most: int = 200) -> tuple[PastCall, ...]:
        return await self._do(calls_table.calls, most)

    async def unfinished_calls(self) -> tuple[Call, ...]:
        return await self._do(calls_table.unfinished_calls)

    async def count_with(self, number: str, besides: CallId | None = None) -> int:
        return await self._do(calls_table.count_with, number, besides)

    async def mark_missed_seen(self) -> None:
        await self._do(calls_table.mark_missed_seen)

    async def unseen_missed(self) -> int:
        return await self._do(calls_table.unseen_missed)

    async def today(self, since: float) -> Today:
        return await self._do(calls_table.today, since)

    async def name_person(self, number: str, name: str) -> None:
        await self._do(calls_table.name_person, number, name)

    async def name_of(self, number: str) -> str:
        return await self._do(calls_table.name_of, number)

    async def write_state(self, state: AgentState) -> None:
        await self._do(calls_table.write_state, state)

    async def setting(self, key: str) -> str:
        return await self._do(calls_table.setting, key)

    async def keep_setting(self, key: str, value: str) -> None:
        await self._do(calls_table.keep_setting, key, value)

    async def check(self) -> None:
        await self._do(check)

    async def close(self) -> None:
        """Write what is in the journal into the file, and let another window have it. A second time does nothing."""
        if not self._is_open:
            return
        self._is_open = False
        try:
            await self._worker.run(_close, self._connection)
        finally:
            self._lock.release()
            self._worker.close()

    async def _do(self, work: Callable[Concatenate[Connection, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        if not self._is_open:
            raise StoreUnwritable("closed")

        def job() -> T:
            with our_problems():
                return work(self._connection, *arguments, **named)

        return await self._worker.run(job)

    def _save_note(self, connection: Connection, note: Note) -> None:
        """A file that somebody removed still takes all that is written, and is gone when it is closed."""
        notes_table.save_note(connection, note)
        if not samestat(self._file.stat(), self._opened):
            raise StoreUnwritable("another file is in its place")


def _close(connection: Connection) -> None:
    with our_problems():
        connection.close()
