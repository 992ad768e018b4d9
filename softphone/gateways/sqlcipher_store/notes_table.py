"""Notes in the store, and the search in them."""

# The queries are put together of this file's constants alone.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterable
from sqlite3 import Connection
from typing import Any

from softphone.gateways.sqlcipher_store.search_words import number_ends, question
from softphone.model.calls import CallId
from softphone.model.notes import Note, NoteFound, NoteId

_COLUMNS = "id, call_id, created_at, changed_at, text, disposition, number, name, queue, cursor, finished_at"
_OF_NOTES = ", ".join(f"notes.{column}" for column in _COLUMNS.split(", "))
_SAVE = f"""
INSERT INTO notes ({_COLUMNS}, number_ends, is_empty) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
  changed_at = excluded.changed_at, text = excluded.text, disposition = excluded.disposition,
  number = excluded.number, name = excluded.name, queue = excluded.queue, cursor = excluded.cursor,
  finished_at = excluded.finished_at, number_ends = excluded.number_ends,
  is_empty = excluded.is_empty
"""
_MOST_BYTES_FOR_SNIPPET = 10_000
"""FTS5 takes time by the square of the hits: half a minute for a pasted megabyte, in which nothing could be saved."""
_SEARCH = f"""
SELECT {_OF_NOTES}, CASE WHEN length(CAST(notes.text AS BLOB)) <= {_MOST_BYTES_FOR_SNIPPET}
  THEN snippet(note_words, 0, '\u2068', '\u2069', '…', 20) ELSE substr(notes.text, 1, 200) || '…' END
FROM note_words JOIN notes ON notes.row = note_words.rowid
WHERE note_words MATCH ? AND NOT notes.is_empty ORDER BY note_words.rowid DESC LIMIT ?
"""


def save_note(connection: Connection, note: Note) -> None:
    times = (note.created_at, note.changed_at)
    words = map(_storable, (note.text, note.disposition, note.number, note.name, note.queue))
    last = (note.cursor, note.finished_at, number_ends(note.number), note.is_empty)
    connection.execute(_SAVE, (note.id, note.call_id, *times, *words, *last))


def drop_note(connection: Connection, note: Note) -> None:
    connection.execute("DELETE FROM notes WHERE id = ? AND is_empty", (note.id,))


def note_of(connection: Connection, call_id: CallId) -> Note | None:
    return _first(_select(connection, "call_id = ?", (call_id,), 1))


def open_note(connection: Connection) -> Note | None:
    return _first(_select(connection, "finished_at IS NULL", (), 1))


def notes_with(connection: Connection, number: str, most: int) -> tuple[Note, ...]:
    return _select(connection, "number = ? AND NOT is_empty", (number,), most)


def all_notes(connection: Connection) -> tuple[Note, ...]:
    return _select(connection, "NOT is_empty", (), -1)


def search(connection: Connection, words: str, most: int) -> tuple[NoteFound, ...]:
    """Newest first: the agent looks for the last contact, not for the best match."""
    asked = question(_storable(words))
    rows: Iterable[Any] = connection.execute(_SEARCH, (asked, most)) if asked else ()
    return tuple(NoteFound(_note(row[:-1]), row[-1]) for row in rows)


def name_in_notes(connection: Connection, number: str, name: str) -> None:
    connection.execute("UPDATE notes SET name = ? WHERE number = ? AND name <> ?", (name, number, name))


def _select(connection: Connection, which: str, values: tuple[object, ...], most: int) -> tuple[Note, ...]:
    query = f"SELECT {_COLUMNS} FROM notes WHERE {which} ORDER BY created_at DESC, row DESC LIMIT ?"
    return tuple(_note(row) for row in connection.execute(query, (*values, most)))


def _storable(text: str) -> str:
    """Half of a surrogate pair, as a paste can bring it, is no character and cannot be stored."""
    return text.encode("utf-8", "replace").decode()


def _note(row: tuple[Any, ...]) -> Note:
    note_id, call_id, *others = row
    return Note(NoteId(note_id), CallId(call_id), *others)


def _first(notes: tuple[Note, ...]) -> Note | None:
    return notes[0] if notes else None
