"""Where the keyboard is: it never moves by itself to where a key does harm."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from softphone.model.availability import AgentStateChanged, AgentStateKind
from softphone.model.calls import CallChanged, CallEnd, CallState, EndedBy, EndReason
from softphone.model.engine_link import Refusal
from softphone.model.problems import CommandRefused, NoNetwork, ProblemArose
from tests.ui import values as v
from tests.ui.stage import Stage, be_ready, open_transfer, state
from tests.ui.test_calls import press, type_words

GIVEN_UP = replace(v.ENDED, answered_at=None, end=CallEnd(EndedBy.THEM, EndReason.CANCELLED))


def test_a_ring_takes_the_keyboard_from_the_number_field_to_nowhere_and_gives_it_back(stage: Stage) -> None:
    be_ready(stage)
    field = stage.window.desk.middle.home.dial.field
    field.setFocus()
    type_words(stage, "0855")
    stage.tell(ProblemArose(NoNetwork(), "feed"))
    stage.tell(CallChanged(v.RINGING))
    assert QApplication.focusWidget() is stage.window.desk
    type_words(stage, "hello ")
    press(stage, Qt.Key.Key_Return)
    assert [name for name, _ in stage.wishes if name != "mark_seen"] == []
    stage.tell(CallChanged(GIVEN_UP))
    assert QApplication.focusWidget() is field
    assert field.text() == "0855"


def test_enter_dials_no_row_that_nobody_selected(stage: Stage) -> None:
    be_ready(stage)
    recent = stage.window.desk.middle.home.recent.list
    recent.setFocus(Qt.FocusReason.TabFocusReason)
    press(stage, Qt.Key.Key_Return)
    assert not [wish for wish in stage.wishes if wish[0] == "dial"]
    press(stage, Qt.Key.Key_Down)
    press(stage, Qt.Key.Key_Return)
    assert [wish for wish in stage.wishes if wish[0] == "dial"]


def test_a_caller_who_hangs_up_while_a_panel_is_open_leaves_the_keyboard_with_the_note(stage: Stage) -> None:
    open_transfer(stage)
    stage.tell(CallChanged(v.ENDED), AgentStateChanged(state(AgentStateKind.WRAP_UP, ago=1.0)))
    assert QApplication.focusWidget() is stage.window.desk.right.note.editor


def test_a_wrong_number_stays_for_correction_and_the_right_one_goes_when_it_is_called(stage: Stage) -> None:
    be_ready(stage)
    dial = stage.window.desk.middle.home.dial
    dial.field.setFocus()
    type_words(stage, "08-55x")
    press(stage, Qt.Key.Key_Return)
    stage.tell(ProblemArose(CommandRefused(Refusal.BAD_TARGET.value), "dial"))
    assert (dial.field.text(), dial.field.selectedText()) == ("08-55x", "08-55x")
    assert "neither a number nor an address" in dial.problem.text()
    assert stage.window.desk.middle.banners.banners == ()
    type_words(stage, "08555")
    assert not dial.problem.isVisible()
    called = replace(v.TALKING, incoming=False, state=CallState.DIALLING, answered_at=None)
    stage.tell(CallChanged(called))
    assert dial.field.text() == ""
