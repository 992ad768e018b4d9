"""Passing a caller on: nobody is chosen before the agent chose, and a typo costs nothing."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from softphone.model.calls import CallChanged, Transfer, TransferState
from softphone.model.engine_link import Refusal
from softphone.model.problems import CommandRefused, ProblemArose
from softphone.ui.left.left_column import Page
from tests.ui import values as v
from tests.ui.stage import Stage, open_transfer
from tests.ui.test_calls import press, type_words


def transfers(stage: Stage) -> list[str]:
    return [arguments[1] for name, arguments in stage.wishes if name == "transfer"]


def test_enter_transfers_to_nobody_before_somebody_was_chosen(stage: Stage) -> None:
    open_transfer(stage)
    press(stage, Qt.Key.Key_Return)
    assert transfers(stage) == []
    assert not stage.window.desk.middle.transfer.go.isEnabled()
    press(stage, Qt.Key.Key_Down)
    press(stage, Qt.Key.Key_Return)
    assert transfers(stage) == ["sip:710@pbx.acme.example"]


def test_a_typo_stays_in_the_field_selected_and_the_note_gets_no_key(stage: Stage) -> None:
    open_transfer(stage)
    pane, note = stage.window.desk.middle.transfer, stage.window.desk.right.note
    type_words(stage, "zzz")
    assert "Nobody of this name" in pane._empty._sentence.text()
    press(stage, Qt.Key.Key_Return)
    stage.tell(ProblemArose(CommandRefused(Refusal.BAD_TARGET.value), "transfer"))
    assert stage.window.desk.middle.page is Page.TRANSFER
    assert "neither a number nor an address" in pane.problem.text()
    assert stage.window.desk.middle.banners.banners == ()
    assert (QApplication.focusWidget(), pane.field.selectedText()) == (pane.field, "zzz")
    type_words(stage, "7")
    assert (pane.field.text(), pane.problem.isVisible()) == ("7", False)
    assert note.editor.toPlainText() == v.NOTE.text


def test_the_panel_closes_when_the_transfer_is_under_way(stage: Stage) -> None:
    open_transfer(stage)
    type_words(stage, "710")
    press(stage, Qt.Key.Key_Return)
    assert stage.window.desk.middle.transfer.isVisible()
    stage.tell(CallChanged(replace(v.TALKING, transfer=Transfer("710", TransferState.ASKED))))
    assert stage.window.desk.middle.page is Page.CALLS
    assert QApplication.focusWidget() is stage.window.desk.right.note.editor


def test_what_was_typed_before_is_selected_when_the_panel_opens_again(stage: Stage) -> None:
    open_transfer(stage)
    type_words(stage, "zzz")
    press(stage, Qt.Key.Key_Escape)
    press(stage, Qt.Key.Key_F8)
    assert stage.window.desk.middle.transfer.field.selectedText() == "zzz"
