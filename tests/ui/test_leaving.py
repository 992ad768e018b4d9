"""Leaving in a call is asked for twice."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from softphone.model.calls import CallChanged
from softphone.ui.controls.push_button import PushButton
from tests.ui import values as v
from tests.ui.stage import Stage, be_ready, talk


def signs_out(stage: Stage) -> bool:
    return ("sign_out", ()) in stage.wishes


def test_signing_out_in_a_call_asks_before_the_customer_is_cut_off(stage: Stage) -> None:
    talk(stage)
    stage.window.desk.top.agent.sign_out_requested.emit()
    assert not signs_out(stage)
    QApplication.processEvents()
    asked = stage.window.desk.middle.banners.findChildren(PushButton)
    next(button for button in asked if button.text() == "End the call and sign out").click()
    assert signs_out(stage)


def test_the_question_goes_with_the_call(stage: Stage) -> None:
    talk(stage)
    stage.window.desk.top.agent.sign_out_requested.emit()
    stage.tell(CallChanged(v.ENDED))
    assert not stage.window.desk.middle.banners.banners
    stage.window.desk.top.agent.sign_out_requested.emit()
    assert signs_out(stage)


def test_without_a_call_signing_out_is_not_asked_for_twice(stage: Stage) -> None:
    be_ready(stage)
    stage.window.desk.top.agent.sign_out_requested.emit()
    assert signs_out(stage)
