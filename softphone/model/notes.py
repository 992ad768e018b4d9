"""A note on one call (later: chat, mail): free text and the disposition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from softphone.model.calls import CallId

NoteId = NewType("NoteId", str)


@dataclass(frozen=True, slots=True)
class Note:
    """Times are epoch seconds, UTC."""

    id: NoteId
    call_id: CallId
    created_at: float
    changed_at: float
    text: str = ""
    disposition: str = ""
    number: str = ""
    """E.164 where it could be read as such, else as sent."""
    name: str = ""
    queue: str = ""
    cursor: int = 0
    """Where the agent was typing, in characters."""
    finished_at: float | None = None
    """When wrap-up ended."""

    @property
    def is_empty(self) -> bool:
        """Nothing in it that anybody would look for again."""
        return not self.text.strip() and not self.disposition


@dataclass(frozen=True, slots=True)
class NoteFound:
    note: Note
    snippet: str
    """The words around the first hit; hits stand between U+2068 and U+2069."""


@dataclass(frozen=True, slots=True)
class NoteChanged:
    """Event: the open note, or None when none is open."""

    note: Note | None
    is_saved: bool
    """The text in `note` is on disk."""
    waiting: int = 0
    """How many other notes of calls that are over wait to be finished."""


@dataclass(frozen=True, slots=True)
class NotesFound:
    """Event: the answer to a search."""

    words: str
    found: tuple[NoteFound, ...]


@dataclass(frozen=True, slots=True)
class NoteFinished:
    """Event: the agent is done with the note of a call that is over; with the last one wrap-up ends."""

    note: Note
    is_last: bool
    """No other note waits to be finished."""


@dataclass(frozen=True, slots=True)
class NoteLeftOpen:
    """Event: after signing in, the note of a call that is over was found unfinished."""

    note: Note
