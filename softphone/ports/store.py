"""What is kept on this computer, encrypted: notes, calls, settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from softphone.model.availability import AgentState
from softphone.model.calls import Call, CallId
from softphone.model.history import PastCall, Today
from softphone.model.notes import Note, NoteFound


class NoteStore(Protocol):
    """Each method returns when it is on disk; StoreProblem otherwise."""

    async def save_note(self, note: Note) -> None: ...
    async def drop_note(self, note: Note) -> None:
        """Take an empty note away; one with text or a disposition stays."""
        ...

    async def note_of(self, call_id: CallId) -> Note | None: ...
    async def open_note(self) -> Note | None:
        """The newest note that was not finished, also an empty one: its call was not wrapped up."""
        ...

    async def notes_with(self, number: str, most: int = 20) -> tuple[Note, ...]: ...
    async def search(self, words: str, most: int = 100) -> tuple[NoteFound, ...]: ...
    async def all_notes(self) -> Sequence[Note]:
        """Newest first. Like `search` and `notes_with` without the empty ones."""
        ...


class CallStore(Protocol):
    async def save_call(self, call: Call, number: str) -> None:
        """Insert or replace; called at the ring already, so that a kill loses no call."""
        ...

    async def calls(self, most: int = 200) -> tuple[PastCall, ...]: ...
    async def unfinished_calls(self) -> tuple[Call, ...]:
        """Calls without an end: the window died in them."""
        ...

    async def count_with(self, number: str, besides: CallId | None = None) -> int:
        """How many calls with this number there were, not counting `besides`."""
        ...

    async def mark_missed_seen(self) -> None: ...
    async def unseen_missed(self) -> int: ...
    async def today(self, since: float) -> Today: ...
    async def name_person(self, number: str, name: str) -> None:
        """From now on and in earlier notes."""
        ...

    async def name_of(self, number: str) -> str: ...


class Ledger(Protocol):
    async def write_state(self, state: AgentState) -> None:
        """Append one line: state, cause, time."""
        ...


class Settings(Protocol):
    async def setting(self, key: str) -> str:
        """ "" when it was never set."""
        ...

    async def keep_setting(self, key: str, value: str) -> None: ...


class StateStore(Ledger, Settings, Protocol):
    """What the agent's state is written to, and what is remembered of it."""


class Store(NoteStore, CallStore, Ledger, Settings, Protocol):
    async def check(self) -> None:
        """Read every page; StoreDamaged when one is not as it was written. 2 ms for each MB."""
        ...

    async def close(self) -> None: ...
