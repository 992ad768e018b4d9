from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication

from softphone.model.availability import QueuePresence, QueuePresenceChanged
from softphone.model.calls import CallChanged
from softphone.model.devices import DeviceName
from softphone.model.history import HistoryChanged, PastCall
from softphone.model.phone_events import PhoneState, PhoneStateChanged
from softphone.model.problems import NoNetwork
from softphone.model.registration import Registration, RegistrationChanged, RegistrationState
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.ui.controls.row_model import ROW
from softphone.ui.left.left_column import Page
from softphone.ui.main_window import _first_size
from softphone.ui.theme.theme import Scheme, theme
from tests.ui import values as v
from tests.ui.stage import (
    LOGIN,
    OTHER_LOGIN,
    Stage,
    be_ready,
    fail_to_sign_in,
    lose_engine,
    see_history,
    see_settings,
    start_empty,
    take_break,
    talk,
    wrap_up,
)
from tests.ui.test_calls import press, type_words


def test_signing_in_asks_with_what_was_typed(stage: Stage) -> None:
    start_empty(stage)
    for words in ("acme.example", "anna", "secret"):
        type_words(stage, words)
        press(stage, Qt.Key.Key_Return if words == "secret" else Qt.Key.Key_Tab)
    assert ("sign_in", ("acme.example", "anna", "secret", False)) in stage.wishes


def test_a_problem_at_sign_in_loses_nothing_that_was_typed(stage: Stage) -> None:
    fail_to_sign_in(stage)
    pane = stage.window.sign_in
    assert (pane.address.text(), pane.agent_id.text(), pane.password.text()) == ("acme.example", "anna", "not this one")
    assert QApplication.focusWidget() is pane.password


def test_the_password_is_gone_from_the_window_after_signing_in(stage: Stage) -> None:
    fail_to_sign_in(stage)
    stage.tell(SignInChanged(SignInStep.SIGNED_IN, LOGIN, v.PROFILE))
    assert stage.window.sign_in.password.text() == ""
    assert stage.window.desk.isVisible()


def test_while_signing_in_nothing_can_be_changed_and_progress_is_said(stage: Stage) -> None:
    fail_to_sign_in(stage)
    stage.tell(SignInChanged(SignInStep.FETCHING, LOGIN))
    pane = stage.window.sign_in
    assert not pane.go.isEnabled()
    assert pane._progress.text()
    stage.tell(SignInChanged(SignInStep.SIGNED_OUT, LOGIN, problem=NoNetwork()))
    assert pane.go.isEnabled()
    assert pane.password.text() == "not this one"


def test_a_remembered_workplace_fills_the_fields(stage: Stage) -> None:
    stage.tell(SignInChanged(SignInStep.SIGNED_OUT, remembered=(LOGIN, OTHER_LOGIN)))
    pane = stage.window.sign_in
    pane.remembered.chosen.emit(OTHER_LOGIN)
    assert pane.address.text() == OTHER_LOGIN.address
    assert QApplication.focusWidget() is pane.password


def test_the_password_can_be_looked_at(stage: Stage) -> None:
    fail_to_sign_in(stage)
    field = stage.window.sign_in.password
    field.eye.click()
    assert field.echoMode() is field.EchoMode.Normal
    field.eye.click()
    assert field.echoMode() is field.EchoMode.Password


def test_signing_out_clears_the_troubles_of_the_other_agent(stage: Stage) -> None:
    lose_engine(stage)
    stage.tell(SignInChanged(SignInStep.SIGNED_OUT))
    assert stage.window.desk.middle.banners.banners == ()
    assert stage.window.sign_in.isVisible()


def test_ctrl_r_goes_ready_from_a_break(stage: Stage) -> None:
    take_break(stage)
    press(stage, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert ("go_ready", ()) in stage.wishes


def test_ctrl_b_takes_a_break_also_during_a_call(stage: Stage) -> None:
    talk(stage)
    press(stage, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert ("take_break", ("",)) in stage.wishes


def test_the_menu_offers_the_workplaces_reasons(stage: Stage) -> None:
    be_ready(stage)
    menu = stage.window.desk.top.state.menu_now()
    lunch = next(action for action in menu.actions() if "Lunch" in action.text())
    lunch.trigger()
    assert ("take_break", ("Lunch",)) in stage.wishes


def test_what_changed_the_state_is_always_said(stage: Stage) -> None:
    be_ready(stage)
    assert "by you" in stage.window.desk.top.state.accessibleName()
    wrap_up(stage)
    assert "then Ready" in stage.window.desk.top.state.accessibleName()


def test_the_running_time_of_a_state_runs(stage: Stage) -> None:
    be_ready(stage)
    button = stage.window.desk.top.state
    before = button.grab().toImage()
    stage.now += 1
    stage.window.ticker.tick.emit(stage.now)
    assert button.grab().toImage() != before


def test_ready_without_registration_says_that_no_call_can_come(stage: Stage) -> None:
    be_ready(stage)
    refused = Registration(RegistrationState.REFUSED, server="pbx.acme.example")
    stage.tell(RegistrationChanged(refused))
    assert "no call can reach you" in stage.window.desk.middle.home._title.text()
    assert [banner.key for banner in stage.window.desk.middle.banners.banners] == ["server"]
    stage.tell(RegistrationChanged(Registration(RegistrationState.REGISTERED)))
    assert stage.window.desk.middle.banners.banners == ()


def test_a_queue_that_did_not_agree_can_be_asked_again(stage: Stage) -> None:
    be_ready(stage)
    stage.tell(QueuePresenceChanged(QueuePresence.IN, QueuePresence.OUT, failed=True))
    banner = stage.window.desk.middle.banners.banners[0]
    assert banner.action is not None
    banner.action()
    assert ("go_ready", ()) in stage.wishes


def test_the_engine_back_again_ends_its_banner_but_not_that_of_the_lost_call(stage: Stage) -> None:
    lose_engine(stage)
    stage.tell(PhoneStateChanged(PhoneState.RUNNING))
    keys = [banner.key for banner in stage.window.desk.middle.banners.banners]
    assert keys == ["lost-1"]


def test_a_lost_call_can_be_called_back(stage: Stage) -> None:
    lose_engine(stage)
    banner = next(b for b in stage.window.desk.middle.banners.banners if b.key == "lost-1")
    assert banner.action is not None
    banner.action()
    assert ("dial", ("+46855512345",)) in stage.wishes


def test_a_call_that_is_still_on_is_shown_as_such_in_the_history(stage: Stage) -> None:
    be_ready(stage)
    stage.tell(HistoryChanged((PastCall(v.TALKING, v.TALKING.number, "Maria Lindqvist"),), 0))
    row = stage.window.desk.middle.history.list.rows.index(0).data(ROW)
    assert (row.icon, row.about) == ("phone-call", "Talking")


def test_enter_in_the_history_calls(stage: Stage) -> None:
    see_history(stage)
    press(stage, Qt.Key.Key_Return)
    assert ("dial", ("+442079460958",)) in stage.wishes


def test_opening_the_history_marks_the_missed_calls_as_seen(stage: Stage) -> None:
    see_history(stage)
    assert ("mark_seen", ()) in stage.wishes


def test_the_history_can_show_the_missed_ones_only(stage: Stage) -> None:
    see_history(stage)
    pane = stage.window.desk.middle.history
    pane.missed.click()
    assert pane.list.rows.rowCount() == sum(past.call.was_missed for past in v.HISTORY.calls)


def test_missed_calls_wait_in_the_left_column(stage: Stage) -> None:
    be_ready(stage)
    assert stage.window.desk.left.waiting.rows.rowCount() == 2


def test_a_device_that_is_chosen_is_asked_for(stage: Stage) -> None:
    see_settings(stage)
    box = stage.window.desk.middle.settings.microphone
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert ("choose", (DeviceName("pulse", "cam"), v.HEADSET_SPEAKER)) in stage.wishes


def test_a_chosen_device_that_is_missing_stays_chosen_and_is_said(stage: Stage) -> None:
    see_settings(stage)
    stage.tell(replace(v.DEVICES, devices=v.DEVICES.devices[2:]))
    pane = stage.window.desk.middle.settings
    assert "not plugged in" in pane.microphone.currentText()
    assert pane.microphone.currentData() == v.HEADSET_MICROPHONE
    assert pane._trouble.isVisible()


def test_the_chosen_look_is_kept_for_the_next_start(stage: Stage, tmp_path: Path) -> None:
    see_settings(stage)
    pane = stage.window.desk.middle.settings
    pane.scheme.setCurrentIndex(pane.scheme.findText("Dark"))
    pane.scheme.activated.emit(2)
    assert theme().scheme is Scheme.DARK
    stage.window._preferences.sync()
    assert "dark" in (tmp_path / "window.ini").read_text()


def test_closing_during_a_call_asks_first(stage: Stage) -> None:
    talk(stage)
    assert not stage.window.close()
    assert stage.window.isVisible()
    assert stage.window.desk.middle.banners.banners[0].key == "closing"


def test_the_window_keeps_its_place(stage: Stage) -> None:
    be_ready(stage)
    stage.window.resize(1250, 760)
    stage.window.close()
    again = Stage(stage.preferences)
    assert again.window.height() >= 760
    again.close()


def test_a_ring_while_another_program_is_in_front_shows_the_small_window_without_focus(stage: Stage) -> None:
    be_ready(stage)
    stage.window.isActiveWindow = lambda: False  # type: ignore[method-assign]
    stage.tell(CallChanged(v.RINGING))
    small = stage.window.ring_window
    assert small.isVisible()
    assert small.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert small.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    picture = small.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, 8).lightness() > 240
    assert not small.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    small.answer.click()
    assert ("answer", ("1",)) in stage.wishes
    stage.tell(CallChanged(v.TALKING))
    assert not small.isVisible()


@pytest.mark.parametrize(
    ("key", "page"),
    [
        (Qt.Key.Key_H, Page.HISTORY),
        (Qt.Key.Key_F, Page.SEARCH),
        (Qt.Key.Key_Comma, Page.SETTINGS),
        (Qt.Key.Key_D, Page.CALLS),
    ],
)
def test_every_page_has_its_key(key: Qt.Key, page: Page, stage: Stage) -> None:
    be_ready(stage)
    press(stage, key, Qt.KeyboardModifier.ControlModifier)
    assert stage.window.desk.middle.page is page


def test_tab_reaches_every_button_of_a_call(stage: Stage) -> None:
    talk(stage)
    keys = stage.window.desk.middle.keys
    wanted = {keys.mute, keys.hold, keys.keypad, keys.transfer, keys.hang_up, stage.window.desk.right.note.editor}
    for _ in range(80):
        wanted.discard(QApplication.focusWidget())
        press(stage, Qt.Key.Key_Tab)
    assert not wanted


def test_a_wrong_password_marks_its_field(stage: Stage) -> None:
    fail_to_sign_in(stage)
    assert stage.window.sign_in.password.property("wrong") == "true"
    stage.tell(SignInChanged(SignInStep.SIGNED_OUT, LOGIN, problem=NoNetwork()))
    assert stage.window.sign_in.password.property("wrong") == "false"


def test_a_break_says_its_reason(stage: Stage) -> None:
    take_break(stage)
    assert stage.window.desk.top.state.text() == "Lunch"


@pytest.mark.parametrize(
    ("room", "size"),
    [(QSize(1280, 680), (1280, 680)), (QSize(1366, 728), (1280, 720)), (QSize(1920, 1040), (1536, 832))],
)
def test_the_first_window_uses_a_large_screen_and_fits_a_small_one(room: QSize, size: tuple[int, int]) -> None:
    assert _first_size(room).toTuple() == size
