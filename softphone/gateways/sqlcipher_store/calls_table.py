"""Calls, people, states and settings in the store."""

from __future__ import annotations

from sqlite3 import Connection
from typing import Any

import msgspec

from softphone.gateways.sqlcipher_store.notes_table import name_in_notes
from softphone.model.availability import AgentState
from softphone.model.calls import Call, CallId
from softphone.model.history import PastCall, Today

_SAVE = """
INSERT INTO calls (id, number, started_at, answered_at, ended_at, missed, call) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
  number = excluded.number, answered_at = excluded.answered_at, ended_at = excluded.ended_at,
  missed = excluded.missed, call = excluded.call
"""
_CALLS = """
SELECT calls.call, calls.number, calls.seen, people.name, notes.disposition FROM calls
LEFT JOIN people ON people.number = calls.number
LEFT JOIN notes ON notes.call_id = calls.id
ORDER BY calls.started_at DESC LIMIT ?
"""
_TODAY = """
SELECT count(answered_at), coalesce(sum(missed), 0), coalesce(sum(max(0, ended_at - answered_at)), 0)
FROM calls WHERE started_at >= ?
"""


def save_call(connection: Connection, call: Call, number: str) -> None:
    times = (call.started_at, call.answered_at, call.ended_at)
    connection.execute(_SAVE, (call.id, number, *times, call.was_missed, msgspec.json.encode(call).decode()))


def calls(connection: Connection, most: int) -> tuple[PastCall, ...]:
    return tuple(_past(*row) for row in connection.execute(_CALLS, (most,)))


def unfinished_calls(connection: Connection) -> tuple[Call, ...]:
    query = "SELECT call FROM calls WHERE ended_at IS NULL ORDER BY started_at"
    return tuple(_call(row[0]) for row in connection.execute(query))


def count_with(connection: Connection, number: str, besides: CallId | None) -> int:
    return _number(connection, "SELECT count(*) FROM calls WHERE number = ? AND id IS NOT ?", number, besides)


def mark_missed_seen(connection: Connection) -> None:
    connection.execute("UPDATE calls SET seen = 1 WHERE missed AND NOT seen")


def unseen_missed(connection: Connection) -> int:
    return _number(connection, "SELECT count(*) FROM calls WHERE missed AND NOT seen")


def today(connection: Connection, since: float) -> Today:
    return Today(*connection.execute(_TODAY, (since,)).fetchone())


def name_person(connection: Connection, number: str, name: str) -> None:
    """In one transaction with the earlier notes; an empty name forgets the person's."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM people WHERE number = ?", (number,))
        if name:
            connection.execute("INSERT INTO people (number, name) VALUES (?, ?)", (number, name))
        name_in_notes(connection, number, name)


def name_of(connection: Connection, number: str) -> str:
    return _text(connection, "SELECT name FROM people WHERE number = ?", number)


def write_state(connection: Connection, state: AgentState) -> None:
    values = (state.since, state.kind.value, state.cause.value, state.break_reason)
    connection.execute("INSERT INTO states (at, kind, cause, break_reason) VALUES (?, ?, ?, ?)", values)


def setting(connection: Connection, key: str) -> str:
    return _text(connection, "SELECT value FROM settings WHERE key = ?", key)


def keep_setting(connection: Connection, key: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (key, value))


def _past(text: str, number: str, seen: int, name: str | None, disposition: str | None) -> PastCall:
    call = _call(text)
    return PastCall(call, number, name or call.name, disposition or "", bool(seen))


def _call(text: str) -> Call:
    return msgspec.json.decode(text, type=Call)


def _number(connection: Connection, query: str, *values: Any) -> int:
    return int(connection.execute(query, values).fetchone()[0])


def _text(connection: Connection, query: str, *values: Any) -> str:
    row = connection.execute(query, values).fetchone()
    return str(row[0]) if row else ""
