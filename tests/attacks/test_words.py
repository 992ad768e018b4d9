"""Names and notes that look like markup or mark a key: the window shows them as they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as with_fields
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as Gui
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QMenu, QWidget

from softphone.model.calls import CallChanged
from softphone.model.history import HistoryChanged, PersonFound
from softphone.model.notes import NoteChanged
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.model.workplace import Profile
from tests.ui import values as v
from tests.ui.stage import LOGIN, Stage, talk

MARKUP = '<b>R&D</b> <img src="file:///etc/hostname"> <a href="http://evil.example">x</a>' + " and on" * 17
CALL = replace(v.TALKING, name=MARKUP, number="<u>&7</u>", queue="<i>&queue</i>")


def hostile_profile() -> Profile:
    assert v.PROFILE.queues is not None
    queue = with_fields(v.PROFILE.queues.queues[0], name=MARKUP, greeting=MARKUP, dispositions=("R&D", "<b>Bold</b>"))
    return with_fields(
        v.PROFILE,
        queues=with_fields(v.PROFILE.queues, queues=(queue,), break_reasons=("Tea & cake", "<i>Lunch</i>")),
        workplace=with_fields(v.PROFILE.workplace, name="A & <u>B</u>"),
        agent=with_fields(v.PROFILE.agent, name=MARKUP),
        directory=tuple(with_fields(entry, name=MARKUP, what_for=MARKUP) for entry in v.PROFILE.directory),
    )


@pytest.fixture
def hostile(stage: Stage) -> Stage:
    """In the middle of a call, with such words in every place that has words from outside."""
    talk(stage)
    past = tuple(replace(each, name=MARKUP) for each in v.HISTORY.calls)
    stage.tell(SignInChanged(SignInStep.SIGNED_IN, LOGIN, hostile_profile()), CallChanged(CALL))
    stage.tell(PersonFound(CALL.id, replace(v.MARIA, name=MARKUP, region=MARKUP)), HistoryChanged(past, 2))
    stage.tell(NoteChanged(replace(v.NOTE, name=MARKUP, text=MARKUP), is_saved=True))
    stage.window.grab()
    return stage


def test_no_label_reads_markup(hostile: Stage) -> None:
    labels = hostile.window.findChildren(QLabel)
    assert any("<b>R&D</b>" in label.text() for label in labels)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_no_tool_tip_shows_markup_as_what_it_says(hostile: Stage) -> None:
    tips = [widget.toolTip() for widget in hostile.window.findChildren(QWidget)]
    for view in hostile.window.findChildren(QAbstractItemView):
        model = view.model()
        tips += [str(model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole)) for row in range(model.rowCount())]
    shown_as_markup = [words for words in tips if Gui.mightBeRichText(words)]
    assert shown_as_markup
    assert not [words for words in shown_as_markup if "<b>" in words or "<img" in words or "<u>" in words]


def test_an_ampersand_in_a_word_makes_no_key(hostile: Stage) -> None:
    chip = next(button for button in hostile.window.findChildren(QAbstractButton) if button.text() == "R&D")
    assert chip.isVisible()
    QTest.keyClick(hostile.window, Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    assert not [wish for wish, _ in hostile.wishes if wish == "choose_disposition"]
    assert all(button.shortcut().isEmpty() for button in hostile.window.findChildren(QAbstractButton))


def test_a_menu_shows_an_ampersand(hostile: Stage) -> None:
    words = [*_lines(hostile.window.desk.top.agent.menu_now()), *_lines(hostile.window.desk.top.state.menu_now())]
    assert "A && <u>B</u>" in words
    assert "Break: Tea && cake" in words


def _lines(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions()]
