from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from softphone.model.calls import (
    AutoAnswerSet,
    CallChanged,
    CallEnd,
    CallId,
    CallState,
    EndedBy,
    EndReason,
    Hold,
    RejectReason,
)
from softphone.model.history import PersonFound
from softphone.ui.calls.board import Board
from softphone.ui.left.left_column import Page
from tests.ui import values as v
from tests.ui.stage import Stage, be_ready, hold_two, open_transfer, ring, ring_again, talk


def press(stage: Stage, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = QApplication.focusWidget() or stage.window
    QTest.keyClick(target, key, modifier)


def type_words(stage: Stage, words: str) -> None:
    QTest.keyClicks(QApplication.focusWidget() or stage.window, words)


def test_a_board_knows_what_rings_what_talks_and_what_waits() -> None:
    board = Board().with_call(v.TALKING).with_call(v.SECOND_RINGING)
    assert (board.ringing, board.main, board.second) == (v.SECOND_RINGING, v.TALKING, None)
    held = replace(v.TALKING, hold=Hold.BY_US)
    answered = replace(v.SECOND_RINGING, state=CallState.TALKING, answered_at=v.NOW)
    board = board.with_call(held).with_call(answered)
    assert (board.ringing, board.main, board.second) == (None, answered, held)


def test_a_board_forgets_a_call_that_is_over_but_keeps_the_last() -> None:
    board = Board().with_call(v.TALKING).with_call(v.ENDED)
    assert board.calls == ()
    assert board.last == v.ENDED


def test_service_calls_are_never_on_the_board() -> None:
    assert Board().with_call(replace(v.TALKING, service=True)) == Board()


def test_f2_answers_and_the_panel_takes_no_focus(stage: Stage) -> None:
    ring(stage)
    assert stage.window.desk.middle.incoming.isVisible()
    assert not stage.window.desk.middle.incoming.isAncestorOf(QApplication.focusWidget() or stage.window)
    press(stage, Qt.Key.Key_F2)
    assert ("answer", ("1",)) in stage.wishes


def test_the_panel_says_company_queue_person_greeting_and_waiting_time(stage: Stage) -> None:
    ring(stage)
    words = stage.window.desk.middle.incoming.accessibleDescription()
    for part in ("Maria Lindqvist", "Acme Support · Support", "+46 8 555 123 45", "3 earlier calls"):
        assert part in words
    panel = stage.window.desk.middle.incoming
    assert "my name is Anna Berg" in panel._greeting.text()
    assert "waited 0:42" in panel._waited.text()


def test_esc_silences_and_the_call_still_rings(stage: Stage) -> None:
    ring(stage)
    assert stage.window.ringer.is_ringing
    press(stage, Qt.Key.Key_Escape)
    assert not stage.window.ringer.is_ringing
    assert stage.window.desk.middle.incoming.isVisible()
    stage.tell(CallChanged(replace(v.RINGING, waited_seconds=43.0)))
    assert not stage.window.ringer.is_ringing


def test_a_call_that_answers_itself_says_so_and_esc_lets_it_wait(stage: Stage) -> None:
    ring(stage)
    stage.tell(AutoAnswerSet(v.RINGING.id, stage.window.desk.now + 2))
    stage.window.desk.show_time(stage.window.desk.now)
    assert "answers itself in 2" in stage.window.desk.middle.incoming._waited.text()
    press(stage, Qt.Key.Key_Escape)
    assert ("let_ring", (v.RINGING.id,)) in stage.wishes
    stage.tell(AutoAnswerSet(v.RINGING.id, None))
    stage.window.desk.show_time(stage.window.desk.now)
    assert "waited" in stage.window.desk.middle.incoming._waited.text()


def test_another_call_after_a_silenced_one_rings_again(stage: Stage) -> None:
    ring(stage)
    press(stage, Qt.Key.Key_Escape)
    stage.tell(CallChanged(replace(v.ENDED, answered_at=None)), CallChanged(v.SECOND_RINGING))
    assert stage.window.ringer.is_ringing


def test_f4_declines_what_rings_and_never_hangs_up_the_other_call(stage: Stage) -> None:
    ring_again(stage)
    press(stage, Qt.Key.Key_F4)
    assert ("reject", ("2", RejectReason.BUSY)) in stage.wishes
    assert not [wish for wish in stage.wishes if wish[0] == "hang_up"]


def test_f4_hangs_up_when_nothing_rings(stage: Stage) -> None:
    talk(stage)
    press(stage, Qt.Key.Key_F4)
    assert ("hang_up", ("1",)) in stage.wishes


def test_while_talking_f2_holds_and_answers(stage: Stage) -> None:
    ring_again(stage)
    assert stage.window.desk.middle.incoming.answer.text() == "Hold and answer"
    press(stage, Qt.Key.Key_F2)
    assert ("hold_and_answer", ("2",)) in stage.wishes


def test_f5_and_f6_ask_for_the_opposite_of_what_is(stage: Stage) -> None:
    talk(stage)
    press(stage, Qt.Key.Key_F5)
    press(stage, Qt.Key.Key_F6)
    stage.tell(CallChanged(replace(v.TALKING, muted=True, hold=Hold.BY_US)))
    press(stage, Qt.Key.Key_F5)
    press(stage, Qt.Key.Key_F6)
    asked = [name for name, _ in stage.wishes if name in ("mute", "unmute", "hold", "resume")]
    assert asked == ["mute", "hold", "unmute", "resume"]


def test_a_button_shows_what_is_so_and_not_what_was_asked(stage: Stage) -> None:
    talk(stage)
    keys = stage.window.desk.middle.keys
    press(stage, Qt.Key.Key_F5)
    assert keys.mute.text() == "Mute"
    assert not keys.mute.isChecked()
    stage.tell(CallChanged(replace(v.TALKING, muted=True)))
    assert keys.mute.text() == "Unmute"
    assert keys.mute.isChecked()


def test_what_the_call_does_not_allow_is_off(stage: Stage) -> None:
    talk(stage)
    stage.tell(CallChanged(replace(v.TALKING, incoming=False, state=CallState.DIALLING, answered_at=None)))
    keys = stage.window.desk.middle.keys
    assert not any(tile.isEnabled() for tile in (keys.mute, keys.hold, keys.keypad, keys.transfer))
    assert keys.hang_up.isEnabled()


def test_digits_typed_on_the_keyboard_go_to_the_open_keypad(stage: Stage) -> None:
    talk(stage)
    press(stage, Qt.Key.Key_F7)
    for key in (Qt.Key.Key_4, Qt.Key.Key_2, Qt.Key.Key_NumberSign):
        press(stage, key)
    assert [a for name, a in stage.wishes if name == "send_digits"] == [("1", "4"), ("1", "2"), ("1", "#")]
    press(stage, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is stage.window.desk.right.note.editor


def test_a_name_typed_and_enter_transfers_to_the_directory(stage: Stage) -> None:
    open_transfer(stage)
    type_words(stage, "deliv")
    press(stage, Qt.Key.Key_Return)
    assert ("transfer", ("1", "sip:720@pbx.acme.example")) in stage.wishes


def test_a_number_typed_and_enter_transfers_to_it(stage: Stage) -> None:
    open_transfer(stage)
    type_words(stage, "0701234567")
    press(stage, Qt.Key.Key_Return)
    assert ("transfer", ("1", "0701234567")) in stage.wishes


def test_down_chooses_in_the_directory_while_the_field_keeps_the_keyboard(stage: Stage) -> None:
    open_transfer(stage)
    press(stage, Qt.Key.Key_Down)
    press(stage, Qt.Key.Key_Down)
    press(stage, Qt.Key.Key_Return)
    assert ("transfer", ("1", "sip:720@pbx.acme.example")) in stage.wishes


def test_f3_swaps_the_two_calls(stage: Stage) -> None:
    hold_two(stage)
    press(stage, Qt.Key.Key_F3)
    assert ("swap", ("1",)) in stage.wishes


def test_the_keypad_closes_when_its_call_ends(stage: Stage) -> None:
    talk(stage)
    press(stage, Qt.Key.Key_F7)
    stage.tell(CallChanged(v.ENDED))
    assert stage.window.desk.middle.page is Page.CALLS


def test_digits_typed_while_nothing_is_open_are_a_number_to_call(stage: Stage) -> None:
    be_ready(stage)
    stage.window.desk.setFocus()
    for key in (Qt.Key.Key_1, Qt.Key.Key_0, Qt.Key.Key_2):
        press(stage, key)
    press(stage, Qt.Key.Key_Return)
    assert ("dial", ("102",)) in stage.wishes


def test_only_an_encrypted_call_shows_the_lock(stage: Stage) -> None:
    talk(stage)
    card = stage.window.desk.middle.card
    assert card._lock.isVisible()
    stage.tell(CallChanged(replace(v.TALKING, media=replace(v.TALKING.media, encrypted=False))))
    assert not card._lock.isVisible()
    assert "Encrypted" not in card._media.text()


def test_markup_from_outside_is_shown_as_it_is(stage: Stage) -> None:
    stage.sign_in()
    stage.tell(CallChanged(replace(v.RINGING, name="<b>Bob</b><img src=x>")))
    title = stage.window.desk.middle.incoming._title
    assert title.textFormat() is Qt.TextFormat.PlainText
    assert "<b>Bob</b>" in title.text()


def test_a_failed_outgoing_call_says_why(stage: Stage) -> None:
    be_ready(stage)
    failed = replace(
        v.ENDED, id=CallId("7"), incoming=False, answered_at=None, end=CallEnd(EndedBy.THEM, EndReason.BUSY)
    )
    stage.tell(CallChanged(failed))
    assert "The line was busy" in stage.window.desk.middle.home._last.text()


def test_levels_of_another_call_are_not_shown(stage: Stage) -> None:
    talk(stage)
    card = stage.window.desk.middle.card
    before = card._caller.part
    stage.tell(replace(v.LEVELS, call_id=CallId("9"), heard=1.0))
    assert card._caller.part == before


def test_heard_is_said_only_while_something_is_sent(stage: Stage) -> None:
    talk(stage)
    heard = stage.window.desk.top.heard
    assert heard.word == "They hear you"
    stage.now += 10
    stage.tell(replace(v.LEVELS, sent=0.0))
    assert heard.word == "Not heard"
    stage.tell(CallChanged(replace(v.TALKING, muted=True)))
    assert heard.word == "Muted by you"


def test_reached_is_said_only_after_a_call_came_in(stage: Stage) -> None:
    be_ready(stage)
    reached = stage.window.desk.top.reached
    assert reached.word == "No call yet"
    stage.tell(CallChanged(v.RINGING), PersonFound("1", v.MARIA))
    assert reached.word == "Last call just now"
