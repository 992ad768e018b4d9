"""The numbered steps from an empty file to the newest form: step n leads to `user_version` n. Never edit an old one."""

from __future__ import annotations

APPLICATION_ID = 0x536F6674
"""Stands in the file's header (encrypted like all else) and says that the file is ours."""

_NOTES_CALLS_PEOPLE = """
CREATE TABLE notes (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  call_id TEXT NOT NULL,
  created_at REAL NOT NULL,
  changed_at REAL NOT NULL,
  text TEXT NOT NULL,
  disposition TEXT NOT NULL,
  number TEXT NOT NULL,
  number_ends TEXT NOT NULL,
  name TEXT NOT NULL,
  queue TEXT NOT NULL,
  cursor INTEGER NOT NULL,
  finished_at REAL,
  is_empty INTEGER NOT NULL
) STRICT;
CREATE INDEX notes_by_call ON notes (call_id);
CREATE INDEX notes_by_number ON notes (number, created_at);
CREATE INDEX notes_by_age ON notes (created_at);
CREATE INDEX notes_unfinished ON notes (created_at) WHERE finished_at IS NULL;

CREATE VIRTUAL TABLE note_words USING fts5 (
  text, disposition, name, number_ends,
  content = 'notes', content_rowid = 'row', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
CREATE TRIGGER note_words_insert AFTER INSERT ON notes BEGIN
  INSERT INTO note_words (rowid, text, disposition, name, number_ends)
  VALUES (new.row, new.text, new.disposition, new.name, new.number_ends);
END;
CREATE TRIGGER note_words_delete AFTER DELETE ON notes BEGIN
  INSERT INTO note_words (note_words, rowid, text, disposition, name, number_ends)
  VALUES ('delete', old.row, old.text, old.disposition, old.name, old.number_ends);
END;
CREATE TRIGGER note_words_update AFTER UPDATE ON notes
WHEN (old.text, old.disposition, old.name, old.number_ends)
  IS NOT (new.text, new.disposition, new.name, new.number_ends)
BEGIN
  INSERT INTO note_words (note_words, rowid, text, disposition, name, number_ends)
  VALUES ('delete', old.row, old.text, old.disposition, old.name, old.number_ends);
  INSERT INTO note_words (rowid, text, disposition, name, number_ends)
  VALUES (new.row, new.text, new.disposition, new.name, new.number_ends);
END;

CREATE TABLE calls (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL,
  started_at REAL NOT NULL,
  answered_at REAL,
  ended_at REAL,
  missed INTEGER NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0,
  call TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX calls_by_age ON calls (started_at);
CREATE INDEX calls_by_number ON calls (number);
CREATE INDEX calls_unfinished ON calls (started_at) WHERE ended_at IS NULL;
CREATE INDEX calls_missed ON calls (id) WHERE missed AND NOT seen;

CREATE TABLE people (number TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE states (at REAL NOT NULL, kind TEXT NOT NULL, cause TEXT NOT NULL, break_reason TEXT NOT NULL) STRICT;
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""

STEPS = (_NOTES_CALLS_PEOPLE,)


def newest() -> int:
    """The version of the form that this program writes."""
    return len(STEPS)


def script(step: int) -> str:
    """The SQL of one step (counted from 1), whole or not at all."""
    mark = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {step};"
    return f"BEGIN IMMEDIATE; {STEPS[step - 1]} {mark} COMMIT;"
