from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from softphone.model.availability import AgentStateChanged, AgentStateKind
from softphone.model.calls import CallChanged
from softphone.model.notes import NoteChanged, NoteId, NotesFound
from softphone.model.problems import DiskFull, ProblemArose
from tests.ui import values as v
from tests.ui.stage import Stage, be_ready, ring_again, search, state, talk, wrap_up
from tests.ui.test_calls import press, type_words


def last_edit(stage: Stage) -> tuple[str, int, str]:
    edits = [arguments for name, arguments in stage.wishes if name == "edit"]
    text, cursor, note_id = edits[-1]
    return text, cursor, note_id


def test_the_note_has_the_keyboard_when_it_opens_where_it_was_left(stage: Stage) -> None:
    talk(stage)
    editor = stage.window.desk.right.note.editor
    assert QApplication.focusWidget() is editor
    assert editor.textCursor().position() == v.NOTE.cursor


def test_each_key_is_handed_on_with_its_note(stage: Stage) -> None:
    talk(stage)
    stage.tell(NoteChanged(replace(v.NOTE, id=NoteId("n10"), text="", cursor=0), True))
    type_words(stage, "ab")
    assert last_edit(stage) == ("ab", 2, "n10")


def test_an_echo_of_an_older_text_takes_nothing_from_what_was_typed(stage: Stage) -> None:
    talk(stage)
    note = stage.window.desk.right.note
    QTest.keyClicks(note.editor, " XYZ")
    typed = note.editor.toPlainText()
    stage.tell(NoteChanged(v.NOTE, True))
    assert note.editor.toPlainText() == typed
    assert note._saved.text() == "saving…"
    stage.tell(NoteChanged(replace(v.NOTE, text=typed), True))
    assert note._saved.text() == "saved"


def test_a_second_call_that_rings_leaves_the_keyboard_with_the_note(stage: Stage) -> None:
    ring_again(stage)
    assert QApplication.focusWidget() is stage.window.desk.right.note.editor
    type_words(stage, "x")
    assert "x" in last_edit(stage)[0]


def test_a_click_on_a_button_leaves_the_keyboard_with_the_note(stage: Stage) -> None:
    talk(stage)
    QTest.mouseClick(stage.window.desk.middle.keys.mute, Qt.MouseButton.LeftButton)
    assert ("mute", ("1",)) in stage.wishes
    assert QApplication.focusWidget() is stage.window.desk.right.note.editor


def test_ctrl_and_a_digit_choose_how_it_ended(stage: Stage) -> None:
    talk(stage)
    press(stage, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert ("choose_disposition", ("Follow-up",)) in stage.wishes


def test_ctrl_enter_finishes_only_when_nothing_is_owed(stage: Stage) -> None:
    wrap_up(stage)
    press(stage, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not [wish for wish in stage.wishes if wish[0] == "finish"]
    stage.tell(NoteChanged(replace(v.NOTE, disposition="Solved"), True))
    press(stage, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert ("finish", ()) in stage.wishes


def test_a_note_cannot_be_finished_while_its_call_stands(stage: Stage) -> None:
    talk(stage)
    stage.tell(NoteChanged(replace(v.NOTE, disposition="Solved"), True))
    assert not stage.window.desk.right.note.finish.isEnabled()


def test_a_full_disk_is_said_at_the_note_until_it_is_saved(stage: Stage) -> None:
    talk(stage)
    note, stack = stage.window.desk.right.note, stage.window.desk.middle.banners
    stage.tell(ProblemArose(DiskFull(), "note"))
    assert "disk is full" in note._saved.text()
    assert any("disk is full" in banner.what for banner in stack.banners)
    QTest.keyClicks(note.editor, "z")
    assert "disk is full" in note._saved.text()
    stage.tell(NoteChanged(replace(v.NOTE, text=note.editor.toPlainText()), True))
    assert note._saved.text() == "saved"
    assert not stack.banners


def test_a_name_given_to_the_person_is_asked_for_once(stage: Stage) -> None:
    talk(stage)
    name = stage.window.desk.right.person.name
    name.setFocus()
    name.selectAll()
    QTest.keyClicks(name, "Maria Berg")
    press(stage, Qt.Key.Key_Return)
    assert [a for n, a in stage.wishes if n == "name_person"] == [("Maria Berg",)]


def test_the_last_note_can_be_read_when_none_is_open(stage: Stage) -> None:
    talk(stage)
    stage.tell(CallChanged(v.ENDED), NoteChanged(None, True), AgentStateChanged(state(AgentStateKind.READY)))
    last = stage.window.desk.right.last
    assert last.isVisible()
    assert "neighbour" in last._words.text()


def test_words_typed_are_searched_for_after_a_pause(qtbot: QtBot, stage: Stage) -> None:
    be_ready(stage)
    press(stage, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    type_words(stage, "parcel")
    qtbot.waitUntil(lambda: ("search", ("parcel",)) in stage.wishes, timeout=1000)


def test_an_answer_to_older_words_is_not_shown(stage: Stage) -> None:
    search(stage)
    pane = stage.window.desk.middle.search
    assert pane.list.rows.rowCount() == 3
    stage.tell(NotesFound("parc", ()))
    assert pane.list.rows.rowCount() == 3


def test_the_whole_note_is_shown_below_what_was_found(stage: Stage) -> None:
    search(stage)
    assert "New attempt on Friday" in stage.window.desk.middle.search._whole.toPlainText()


def test_how_many_other_notes_wait_stands_above_finish(stage: Stage) -> None:
    wrap_up(stage)
    waiting = stage.window.desk.right.note._waiting
    assert not waiting.isVisible()
    stage.tell(NoteChanged(v.NOTE, True, waiting=1))
    assert (waiting.isVisible(), waiting.text()) == (True, "1 more note to finish")
    stage.tell(NoteChanged(v.NOTE, True, waiting=0))
    assert not waiting.isVisible()


def test_finishing_while_a_choice_is_owed_says_so_beside_the_button(stage: Stage) -> None:
    wrap_up(stage)
    stage.tell(NoteChanged(replace(v.NOTE, disposition=""), True))
    why = stage.window.desk.right.note._why_not
    assert not why.isVisible()
    press(stage, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert (why.isVisible(), why.text().startswith("First choose how it ended")) == (True, True)
    stage.tell(NoteChanged(replace(v.NOTE, disposition="Solved"), True))
    assert not why.isVisible()


def test_what_ctrl_and_a_number_do_is_said_before_they_do_it(stage: Stage) -> None:
    talk(stage)
    note = stage.window.desk.right.note
    assert note._hint.text() == "Ctrl + number"
    stage.tell(CallChanged(v.ENDED), AgentStateChanged(state(AgentStateKind.WRAP_UP)))
    assert note._hint.text() == "Ctrl + number finishes"


def test_the_last_note_has_the_words_as_they_were_typed(stage: Stage) -> None:
    talk(stage)
    QTest.keyClicks(stage.window.desk.right.note.editor, " Zebra")
    stage.tell(CallChanged(v.ENDED), NoteChanged(None, True), AgentStateChanged(state(AgentStateKind.READY)))
    assert "Zebra" in stage.window.desk.right.last._words.text()


def test_a_note_with_nothing_in_it_is_not_said_to_tell_how_it_ended(stage: Stage) -> None:
    talk(stage)
    stage.tell(NoteChanged(replace(v.NOTE, id=NoteId("n10"), text="", disposition="", cursor=0), True))
    stage.tell(CallChanged(v.ENDED), NoteChanged(None, True), AgentStateChanged(state(AgentStateKind.READY)))
    assert stage.window.desk.right.last._words.text() == "Nothing was noted."


def test_an_empty_note_is_not_called_saved(stage: Stage) -> None:
    talk(stage)
    assert stage.window.desk.right.note._saved.isVisible()
    stage.tell(NoteChanged(replace(v.NOTE, id=NoteId("n10"), text="", cursor=0), True))
    assert not stage.window.desk.right.note._saved.isVisible()
