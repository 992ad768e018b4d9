"""Where the keyboard is: it never moves by itself to where a key does harm."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from softphone.model.availability import AgentStateChanged, AgentStateKind
from softphone.model.calls import CallChanged, CallEnd, CallId, CallState, EndedBy, EndReason, Hold
from softphone.model.engine_link import Refusal
from softphone.model.history import HistoryChanged
from softphone.model.problems import CommandRefused, NoNetwork, ProblemArose
from tests.ui import values as v
from tests.ui.stage import Stage, be_ready, fail_to_sign_in, open_transfer, ring, ring_again, state, talk
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


def test_f4_pressed_as_the_second_caller_gives_up_hangs_up_on_nobody(qtbot: QtBot, stage: Stage) -> None:
    ring_again(stage)
    gone = replace(v.SECOND_RINGING, state=CallState.ENDED, end=CallEnd(EndedBy.THEM, EndReason.CANCELLED))
    stage.tell(CallChanged(gone))
    press(stage, Qt.Key.Key_F4)
    assert not [wish for wish in stage.wishes if wish[0] == "hang_up"]
    keys = stage.window.desk.middle.keys
    qtbot.waitUntil(lambda: keys.hang_up.key == "F4", timeout=2000)
    press(stage, Qt.Key.Key_F4)
    assert ("hang_up", ("1",)) in stage.wishes


def test_the_history_opens_at_the_newest_call(stage: Stage) -> None:
    be_ready(stage)
    control = Qt.KeyboardModifier.ControlModifier
    press(stage, Qt.Key.Key_H, control)
    for _ in range(4):
        press(stage, Qt.Key.Key_Down)
    press(stage, Qt.Key.Key_D, control)
    press(stage, Qt.Key.Key_H, control)
    press(stage, Qt.Key.Key_Return)
    assert ("dial", (v.HISTORY.calls[0].number,)) in stage.wishes


def test_recent_forgets_its_row_when_the_keyboard_has_left_and_another_call_came(stage: Stage) -> None:
    be_ready(stage)
    home = stage.window.desk.middle.home
    home.recent.list.setFocus()
    press(stage, Qt.Key.Key_Down)
    press(stage, Qt.Key.Key_Down)
    assert home.recent.list.current() is not None
    home.dial.field.setFocus()
    stage.tell(HistoryChanged(v.HISTORY.calls[1:], 0))
    assert home.recent.list.current() is None


def test_a_row_with_the_keyboard_looks_different_from_one_without(stage: Stage) -> None:
    be_ready(stage)
    press(stage, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    rows = stage.window.desk.middle.history.list
    focused = rows.grab().toImage()
    stage.window.desk.setFocus()
    assert rows.current() is not None
    assert rows.grab().toImage() != focused


def test_silence_says_that_it_is_silent(stage: Stage) -> None:
    ring(stage)
    press(stage, Qt.Key.Key_Escape)
    silence = stage.window.desk.middle.incoming.silence
    assert (silence.text(), silence.isEnabled()) == ("Silenced", False)


def test_an_answered_call_is_not_said_to_be_unanswered_by_its_line(stage: Stage) -> None:
    talk(stage)
    footer = stage.window.desk.middle.footer
    stage.tell(CallChanged(v.ENDED), CallChanged(replace(v.TALKING, id=CallId("8"), hold=Hold.BY_US)))
    assert footer._word.text() == "Line: no figures yet"


def test_after_signing_in_the_keyboard_is_where_it_can_be_seen(stage: Stage) -> None:
    fail_to_sign_in(stage)
    be_ready(stage)
    assert QApplication.focusWidget() is stage.window.desk.middle.home.dial.field
