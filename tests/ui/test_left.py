"""My work, on the left."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication

from softphone.model.calls import EndedBy, EndReason
from softphone.model.history import HistoryChanged, PastCall
from softphone.model.notes import NoteFound, NotesFound
from softphone.ui.history.rows import PastCalls
from tests.ui import values as v
from tests.ui.stage import Stage, be_ready, search


def test_looking_at_the_history_calls_nobody_back(stage: Stage) -> None:
    be_ready(stage)
    seen = tuple(replace(past, missed_seen=True) for past in v.HISTORY.calls)
    stage.tell(HistoryChanged(seen, 0))
    left = stage.window.desk.left
    assert left.waiting.rows.rowCount() == 2
    assert not left._nobody.isVisible()


def test_who_waits_has_all_the_room_there_is(stage: Stage) -> None:
    be_ready(stage)
    QApplication.processEvents()
    assert stage.window.desk.left.waiting.height() > 300


def test_a_past_call_of_somebody_with_a_name_still_says_what_happened(stage: Stage) -> None:
    rows = PastCalls(lambda number: number)
    with_name = v.past("101", "Omar Haddad", 60.0, None, (EndedBy.THEM, EndReason.CANCELLED))
    assert "Missed" in rows.short_row(with_name, v.NOW).line


def test_a_call_that_stands_has_no_length_yet() -> None:
    standing = PastCall(replace(v.TALKING, ended_at=None), "101", "")
    assert PastCalls(lambda number: number).row(standing, v.NOW).ends[0] == "–"


def test_a_number_that_is_found_is_written_as_everywhere(stage: Stage) -> None:
    search(stage)
    note = replace(v.NOTE, name="", number="+46855512345")
    stage.tell(NotesFound("parcel", (NoteFound(note, "parcel"),)))
    row = stage.window.desk.middle.search._row(NoteFound(note, "parcel"))
    assert v.formatted("+46855512345") in row.title
