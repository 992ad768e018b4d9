"""The top line: my state, and what is known of line and sound."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from softphone.model.availability import AgentStateKind, Cause
from softphone.model.calls import CallChanged, CallState
from softphone.model.registration import Registration, RegistrationChanged, RegistrationState
from softphone.ui.words.line_quality import figures
from tests.ui import values as v
from tests.ui.stage import Stage, be_ready, talk
from tests.ui.test_calls import press


def test_the_explanations_can_be_reached_without_a_mouse(qtbot: QtBot, stage: Stage) -> None:
    be_ready(stage)
    top = stage.window.desk.top
    top.state.setFocus()
    reached = []
    for _ in range(5):
        press(stage, Qt.Key.Key_Tab)
        reached += [fact for fact in (top.registered, top.reached, top.heard) if fact.hasFocus()]
    assert reached == [top.registered, top.reached, top.heard]
    top.registered.setFocus()
    qtbot.waitUntil(lambda: QToolTip.text() == top.registered.toolTip(), timeout=1000)


def test_the_codec_is_said_once_on_the_card_of_the_call() -> None:
    assert v.STATISTICS.codec not in figures(v.STATISTICS)


def test_without_a_headset_it_says_beside_go_ready_why_that_does_nothing(stage: Stage) -> None:
    stage.sign_in(AgentStateKind.BREAK, cause=Cause.DEVICE)
    home = stage.window.desk.middle.home
    assert home.go_ready.isVisible()
    assert "without a headset" in home._sentence.text()
    stage.sign_in(AgentStateKind.BREAK, cause=Cause.AGENT)
    assert "headset" not in home._sentence.text()


def test_ready_is_not_green_while_no_call_can_come(stage: Stage) -> None:
    be_ready(stage)
    button = stage.window.desk.top.state
    green = button.paint().ground
    stage.tell(RegistrationChanged(Registration(RegistrationState.UNREACHABLE, server="pbx.acme.example")))
    assert button.paint().ground != green
    assert "no call can reach you" in button.accessibleName()
    stage.tell(RegistrationChanged(Registration(RegistrationState.REGISTERED)))
    assert button.paint().ground == green


def test_a_call_that_only_rings_there_is_not_called_on_a_call(stage: Stage) -> None:
    stage.sign_in(AgentStateKind.TALKING)
    dialled = replace(v.TALKING, incoming=False, state=CallState.RINGING, answered_at=None)
    stage.tell(CallChanged(dialled))
    assert stage.window.desk.top.state.text() == "Calling"
    stage.tell(CallChanged(replace(dialled, state=CallState.TALKING, answered_at=v.NOW)))
    assert stage.window.desk.top.state.text() == "On a call"


def test_ctrl_b_takes_the_break_and_then_asks_what_for(stage: Stage) -> None:
    be_ready(stage)
    press(stage, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert ("take_break", ("",)) in stage.wishes
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    QTest.keyClick(menu, Qt.Key.Key_1)
    assert ("take_break", ("Lunch",)) in stage.wishes


def test_ctrl_b_in_a_call_opens_nothing_over_the_note(stage: Stage) -> None:
    talk(stage)
    press(stage, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.activePopupWidget() is None


def test_the_clock_of_an_interrupted_break_goes_on(stage: Stage) -> None:
    stage.sign_in(AgentStateKind.BREAK, ago=60.0, break_since=v.NOW - 1260.0)
    assert stage.window.desk.top.state._seconds == 1260.0
