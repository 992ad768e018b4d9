"""Signing in: nothing to fill in while a start signs in by itself, and what is missing or wrong is said where it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from softphone.app import _fill_in
from softphone.gateways.practice_centre import PracticeProcess
from softphone.model.practice import PracticeFacts
from softphone.model.problems import Problem, UnknownHost, WrongPassword
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.ui.banners.banner import BannerPane
from softphone.ui.controls.text import Text
from softphone.ui.sign_in.remembered import RememberedLine
from softphone.ui.theme.theme import Scheme
from tests.ui.stage import LOGIN, OTHER_LOGIN, Stage, start_empty
from tests.ui.test_calls import press, type_words


def said(stage: Stage) -> str:
    QApplication.processEvents()
    return " ".join(pane.banner.what for pane in stage.window.sign_in.findChildren(BannerPane) if pane.isVisible())


def test_a_start_that_signs_in_by_itself_shows_no_form(stage: Stage) -> None:
    pane = stage.window.sign_in
    for step in (None, SignInStep.OPENING, SignInStep.FETCHING):
        if step is not None:
            stage.tell(SignInChanged(step, LOGIN))
        assert pane._starting.isVisible()
        assert pane._starting.text()
        assert not pane.address.isVisible()
        assert not isinstance(QApplication.focusWidget(), QLineEdit)
    stage.tell(SignInChanged(SignInStep.SIGNED_OUT, LOGIN))
    assert not pane._starting.isVisible()
    assert pane.address.isVisible()
    assert QApplication.focusWidget() is pane.password


@pytest.mark.parametrize(
    ("typed", "word"), [("", "address"), ("acme.example", "agent id"), ("acme.example anna", "password")]
)
def test_enter_says_which_field_is_missing(stage: Stage, typed: str, word: str) -> None:
    start_empty(stage)
    for words in typed.split():
        type_words(stage, words)
        press(stage, Qt.Key.Key_Tab)
    press(stage, Qt.Key.Key_Return)
    assert word in said(stage)
    assert stage.wishes == []
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.text() == ""
    assert field.property("wrong") == "true"


@pytest.mark.parametrize(("problem", "name"), [(UnknownHost(), "address"), (WrongPassword(), "password")])
def test_the_keyboard_goes_to_the_field_that_is_wrong(stage: Stage, problem: Problem, name: str) -> None:
    start_empty(stage)
    pane = stage.window.sign_in
    for field in (pane.address, pane.agent_id, pane.password):
        field.setText("typed")
    stage.tell(SignInChanged(SignInStep.FETCHING, LOGIN))
    stage.tell(SignInChanged(SignInStep.SIGNED_OUT, LOGIN, problem=problem))
    wrong = getattr(pane, name)
    assert isinstance(wrong, QLineEdit)
    assert wrong.hasFocus()
    assert wrong.selectedText() == "typed"


def test_who_signs_out_of_practice_comes_back_with_enter(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    start_empty(stage)
    facts = PracticeFacts(
        address="http://127.0.0.1:1", sip_address="", agent_id="anna", password="given", token="", pid=1, scenario=""
    )
    monkeypatch.setattr(PracticeProcess, "facts", facts)
    practice = PracticeProcess.__new__(PracticeProcess)
    _fill_in(stage.window.sign_in, practice, SignInChanged(SignInStep.SIGNED_OUT))
    press(stage, Qt.Key.Key_Return)
    assert stage.wishes == [("sign_in", ("http://127.0.0.1:1", "anna", "given", False))]


def lines(stage: Stage) -> list[RememberedLine]:
    return [line for line in stage.window.sign_in.findChildren(RememberedLine) if not line.isHidden()]


def test_a_workplace_is_forgotten_only_after_asking_and_the_notes_are_said_to_stay(stage: Stage) -> None:
    stage.tell(SignInChanged(SignInStep.SIGNED_OUT, remembered=(LOGIN, OTHER_LOGIN)))
    QApplication.processEvents()
    first, second = lines(stage)
    first.forget.click()
    assert stage.wishes == []
    assert any("notes stay" in text.text() for text in first.findChildren(Text) if text.isVisible())
    assert QApplication.focusWidget() is first.keep
    press(stage, Qt.Key.Key_Return)
    assert first.choose.isVisible()
    assert said(stage) == ""
    second.forget.click()
    second.sure.click()
    assert stage.wishes == [("forget", (OTHER_LOGIN,))]


def test_each_cross_says_which_workplace_and_agent_it_forgets(stage: Stage) -> None:
    twin = replace(LOGIN, agent_id="ben")
    stage.tell(SignInChanged(SignInStep.SIGNED_OUT, remembered=(LOGIN, twin)))
    QApplication.processEvents()
    assert len({line.forget.accessibleName() for line in lines(stage)}) == 2


def test_large_type_squeezes_no_field(stage: Stage) -> None:
    start_empty(stage)
    stage.window.choose_look(Scheme.LIGHT, 1.5)
    press(stage, Qt.Key.Key_Return)
    QApplication.processEvents()
    pane = stage.window.sign_in
    for field in (pane.address, pane.agent_id, pane.password):
        assert field.height() > field.fontMetrics().height()
