"""Which notes are still open, and which call each of them is about."""

from __future__ import annotations

from softphone.model.calls import Call
from softphone.model.notes import Note, NoteFinished


class OpenNotes:
    def __init__(self) -> None:
        self.shown: Note | None = None
        self._calls: dict[str, Call] = {}
        self._notes: dict[str, Note] = {}

    @property
    def call(self) -> Call | None:
        """The call of the shown note; None when it is not known any more, after a restart."""
        return self._calls.get(self.shown.call_id) if self.shown else None

    @property
    def waiting(self) -> int:
        """Further notes of calls that are over."""
        shown = self.shown.call_id if self.shown else ""
        over = [note for key, note in self._notes.items() if key not in self._calls or self._calls[key].is_over]
        return sum(note.call_id != shown for note in over)

    def show_call(self, call: Call) -> None:
        if not call.service:
            self._calls[call.id] = call

    def show_note(self, note: Note | None) -> None:
        self.shown = note
        if note is not None and note.finished_at is None:
            self._notes[note.call_id] = note

    def finish(self, event: NoteFinished) -> None:
        self._notes.pop(event.note.call_id, None)
        self._calls.pop(event.note.call_id, None)

    def forget(self) -> None:
        """For another agent."""
        self.shown = None
        self._calls.clear()
        self._notes.clear()
