"""The top line: my state, and what is known of line and sound."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from softphone.model.availability import AgentStateKind, Cause
from softphone.ui.words.line_quality import figures
from tests.ui import values as v
from tests.ui.stage import Stage, be_ready
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
