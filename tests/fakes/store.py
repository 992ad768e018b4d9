"""A store in memory. `problem` is raised by everything that writes, `unreadable` by everything that reads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from softphone.model.availability import AgentState
from softphone.model.calls import Call, CallId
from softphone.model.history import PastCall, Today
from softphone.model.notes import Note, NoteFound, NoteId
from softphone.model.problems import StoreDamaged, StoreKeyLost, StoreProblem


class FakeStore:
    def __init__(self) -> None:
        self.notes: dict[NoteId, Note] = {}
        self.saves: list[Note] = []
        self.kept_calls: dict[CallId, tuple[Call, str]] = {}
        self.saved_calls: list[Call] = []
        self.names: dict[str, str] = {}
        self.settings: dict[str, str] = {}
        self.states: list[AgentState] = []
        self.seen: set[CallId] = set()
        self.today_since = 0.0
        self.problem: StoreProblem | None = None
        self.unreadable: StoreProblem | None = None
        self.is_damaged = False
        self.is_closed = False
        self.gate: asyncio.Event | None = None
        """What is written is there only when it is set; None: at once."""

    async def save_note(self, note: Note) -> None:
        await self._write()
        self.notes[note.id] = note
        self.saves.append(note)

    async def drop_note(self, note: Note) -> None:
        await self._write()
        if note.is_empty:
            self.notes.pop(note.id, None)

    async def note_of(self, call_id: CallId) -> Note | None:
        await self._read()
        return next((note for note in self.notes.values() if note.call_id == call_id), None)

    async def open_note(self) -> Note | None:
        await self._read()
        return next((note for note in reversed(self.notes.values()) if note.finished_at is None), None)

    async def notes_with(self, number: str, most: int = 20) -> tuple[Note, ...]:
        await self._read()
        return tuple(note for note in self.notes.values() if note.number == number and not note.is_empty)[:most]

    async def search(self, words: str, most: int = 100) -> tuple[NoteFound, ...]:
        await self._read()
        return tuple(NoteFound(note, note.text) for note in self.notes.values() if words in note.text)[:most]

    async def all_notes(self) -> tuple[Note, ...]:
        await self._read()
        return tuple(note for note in self.notes.values() if not note.is_empty)

    async def save_call(self, call: Call, number: str) -> None:
        await self._write()
        self.kept_calls[call.id] = (call, number)
        self.saved_calls.append(call)

    async def calls(self, most: int = 200) -> tuple[PastCall, ...]:
        await self._read()
        kept = [PastCall(call, number, self.names.get(number, "")) for call, number in self.kept_calls.values()]
        return tuple(reversed(kept))[:most]

    async def unfinished_calls(self) -> tuple[Call, ...]:
        await self._read()
        return tuple(call for call, _ in self.kept_calls.values() if not call.is_over)

    async def count_with(self, number: str, besides: CallId | None = None) -> int:
        await self._read()
        return sum(kept == number and call.id != besides for call, kept in self.kept_calls.values())

    async def mark_missed_seen(self) -> None:
        await self._write()
        self.seen.update(self.kept_calls)

    async def unseen_missed(self) -> int:
        await self._read()
        return sum(call.was_missed and call.id not in self.seen for call, _ in self.kept_calls.values())

    async def today(self, since: float) -> Today:
        await self._read()
        self.today_since = since
        calls = [call for call, _ in self.kept_calls.values() if call.started_at >= since]
        answered = [call for call in calls if call.answered_at is not None]
        return Today(len(answered), sum(call.was_missed for call in calls))

    async def name_person(self, number: str, name: str) -> None:
        await self._write()
        self.names[number] = name

    async def name_of(self, number: str) -> str:
        await self._read()
        return self.names.get(number, "")

    async def write_state(self, state: AgentState) -> None:
        await self._write()
        self.states.append(state)

    async def setting(self, key: str) -> str:
        await self._read()
        return self.settings.get(key, "")

    async def keep_setting(self, key: str, value: str) -> None:
        await self._write()
        self.settings[key] = value

    async def check(self) -> None:
        await self._read()
        if self.is_damaged:
            raise StoreDamaged("a page")

    async def close(self) -> None:
        self.is_closed = True

    async def _write(self) -> None:
        assert not self.is_closed
        await asyncio.sleep(0)
        if self.gate:
            await self.gate.wait()
        if self.problem:
            raise self.problem

    async def _read(self) -> None:
        assert not self.is_closed
        await asyncio.sleep(0)
        if self.unreadable:
            raise self.unreadable


class FakeOpener:
    """Stores by workplace; a store is found again only with its key."""

    def __init__(self) -> None:
        self.stores: dict[str, FakeStore] = {}
        self.keys: dict[str, str] = {}
        self.problem: StoreProblem | None = None

    async def open(
        self, workplace_key: str, database_key: str | None, keep_key: Callable[[str], Awaitable[None]]
    ) -> FakeStore:
        await asyncio.sleep(0)
        if self.problem:
            raise self.problem
        if database_key is None and workplace_key not in self.stores:
            database_key = f"key of {workplace_key}"
            await keep_key(database_key)
        if database_key is None or self.keys.setdefault(workplace_key, database_key) != database_key:
            raise StoreKeyLost
        store = self.stores.setdefault(workplace_key, FakeStore())
        store.is_closed = False
        return store
