"""Banners never cost the call its room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from softphone.model.calls import CallChanged
from softphone.model.devices import FILE_DRIVER, ChosenDevices, DeviceName
from softphone.model.problems import DiskFull, NoNetwork, ProblemArose
from softphone.ui.banners.banner import BannerPane
from softphone.ui.calls.keypad import DigitButton
from softphone.ui.controls.painted_button import PaintedButton
from softphone.ui.left.left_column import Page
from softphone.ui.theme.theme import Scheme, theme
from tests.ui import values as v
from tests.ui.stage import Stage, be_ready, hold_two, open_keypad, ring, ring_again, wrap_up
from tests.ui.test_every_state import cut_off

PRACTICE = replace(v.DEVICES, chosen=ChosenDevices(DeviceName(FILE_DRIVER, "/tmp/voice.wav"), v.HEADSET_SPEAKER))


def open_banners(stage: Stage) -> list[BannerPane]:
    return [pane for pane in stage.window.findChildren(BannerPane) if pane.isVisible()]


def arouse(stage: Stage) -> None:
    stage.tell(PRACTICE, ProblemArose(DiskFull(), "note"), ProblemArose(NoNetwork(), "feed"))


def test_in_a_low_window_one_banner_is_open_and_the_others_are_counted(stage: Stage) -> None:
    be_ready(stage)
    arouse(stage)
    (pane,) = open_banners(stage)
    assert "no network" in pane.banner.what
    assert pane._more.text() == "and 2 more"
    stage.window.resize(1280, 1000)
    for _ in range(3):
        QApplication.processEvents()
    assert len(open_banners(stage)) == 3


def test_the_same_words_are_not_said_twice(stage: Stage) -> None:
    be_ready(stage)
    stage.tell(ProblemArose(NoNetwork(), "dial"), ProblemArose(NoNetwork(), "transfer"))
    assert len(stage.window.desk.middle.banners.banners) == 1


def test_what_only_informs_waits_for_the_end_of_the_call_and_once_read_stays_away(stage: Stage) -> None:
    be_ready(stage)
    stage.tell(PRACTICE)
    assert open_banners(stage)
    stage.tell(CallChanged(v.RINGING))
    assert not open_banners(stage)
    stage.tell(CallChanged(replace(v.ENDED, answered_at=None)))
    (pane,) = open_banners(stage)
    pane.closed.emit(pane.banner.key)
    stage.tell(PRACTICE)
    assert not open_banners(stage)


def test_nothing_is_squeezed_in_the_smallest_window_with_every_banner(stage: Stage) -> None:
    stage.window.resize(stage.window.minimumSize())
    for state in (be_ready, open_keypad, ring_again):
        state(stage)
        arouse(stage)
        assert cut_off(stage) == [], state.__name__


def test_settings_under_a_ring_scroll_and_do_not_overlap(stage: Stage) -> None:
    be_ready(stage)
    stage.window.desk.open_page(Page.SETTINGS)
    arouse(stage)
    stage.tell(CallChanged(v.RINGING))
    pane = stage.window.desk.middle.settings
    assert pane.height() >= pane.minimumSizeHint().height()
    assert pane.microphone.height() >= pane.microphone.minimumSizeHint().height()


def test_the_keypad_keeps_its_keys_whole_with_large_type(stage: Stage) -> None:
    theme().choose(Scheme.LIGHT, 1.5)
    open_keypad(stage)
    for _ in range(3):
        QApplication.processEvents()
    for key in stage.window.desk.middle.keypad.findChildren(DigitButton):
        assert key.height() >= key.sizeHint().height()


@pytest.mark.parametrize("state", [ring, ring_again, hold_two, wrap_up, be_ready], ids=lambda state: state.__name__)
def test_with_large_type_the_middle_is_whole_or_scrolls(state: Callable[[Stage], None], stage: Stage) -> None:
    theme().choose(Scheme.LIGHT, 1.5)
    state(stage)
    for _ in range(5):
        QApplication.processEvents()
    middle = stage.window.desk.middle
    for button in middle.findChildren(PaintedButton):
        if button.isVisible():
            assert button.height() >= button.minimumSizeHint().height(), button.text()
            right = button.mapTo(middle, button.rect().bottomRight()).x()
            assert right < middle.width(), button.text()


def test_with_large_type_the_top_line_and_the_note_are_whole(stage: Stage) -> None:
    theme().choose(Scheme.LIGHT, 1.5)
    wrap_up(stage)
    for _ in range(5):
        QApplication.processEvents()
    desk = stage.window.desk
    assert desk.top.height() >= desk.top.state.height()
    note = desk.right.note
    assert note.editor.height() >= theme().scaled(80)
    assert note.height() >= note.minimumSizeHint().height()


def test_the_note_is_finished_without_scrolling_in_a_low_window(stage: Stage) -> None:
    stage.window.resize(1280, 680)
    wrap_up(stage)
    finish, right = stage.window.desk.right.note.finish, stage.window.desk.right
    assert finish.mapTo(right, finish.rect().bottomLeft()).y() < right.height()
