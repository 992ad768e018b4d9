from __future__ import annotations

from dataclasses import replace

import pytest

from softphone.model.availability import AgentStateKind, Cause, QueuePresence, QueuePresenceChanged
from softphone.model.calls import CallEnd, CallState, EndedBy, EndReason, Hold, Transfer, TransferState
from softphone.model.registration import Registration, RegistrationState
from softphone.ui.theme.tokens import Ink
from softphone.ui.words.call_words import call_face, end_words, transfer_words
from softphone.ui.words.line_quality import figures, quality_face
from softphone.ui.words.state_words import cause_words, presence_face, registration_face, state_face
from softphone.ui.words.times import ago, clock, day, long_clock, moment, span
from tests.ui import values as v
from tests.ui.stage import state


@pytest.mark.parametrize("reason", list(EndReason))
@pytest.mark.parametrize("incoming", [True, False], ids=["incoming", "outgoing"])
@pytest.mark.parametrize("answered", [True, False], ids=["answered", "not answered"])
def test_every_end_of_a_call_has_words(reason: EndReason, incoming: bool, answered: bool) -> None:
    call = replace(v.ENDED, incoming=incoming, answered_at=v.NOW - 60 if answered else None)
    for by in EndedBy:
        words = end_words(replace(call, end=CallEnd(by, reason)))
        assert words
        assert not (answered and "Missed" in words)


def test_who_hung_up_is_said() -> None:
    said = {end_words(replace(v.ENDED, end=CallEnd(by, EndReason.HUNG_UP))) for by in EndedBy}
    assert len(said) == len(EndedBy)


def test_a_missed_call_is_said_with_how_long_it_rang_and_no_guess_why() -> None:
    cancelled = CallEnd(EndedBy.THEM, EndReason.CANCELLED)
    call = replace(v.ENDED, incoming=True, answered_at=None, started_at=v.NOW - 15, ended_at=v.NOW, end=cancelled)
    assert end_words(call) == "Missed: it rang 15 s"


def test_a_transfer_is_said_with_its_target_afterwards_too() -> None:
    end = CallEnd(EndedBy.THEM, EndReason.TRANSFERRED)
    call = replace(v.ENDED, end=end, transfer=Transfer("711", TransferState.ACCEPTED))
    assert "711" in end_words(call)


def test_what_the_caller_hears_on_hold_is_not_known_and_not_said() -> None:
    assert "music" not in call_face(replace(v.TALKING, hold=Hold.BY_US)).word


def test_the_servers_own_words_are_given_where_ours_are_vague() -> None:
    call = replace(v.ENDED, answered_at=None, end=CallEnd(EndedBy.NETWORK, EndReason.OTHER, 488, "Not Acceptable Here"))
    assert "Not Acceptable Here" in end_words(call)


@pytest.mark.parametrize("call_state", list(CallState))
@pytest.mark.parametrize("hold", list(Hold))
@pytest.mark.parametrize("muted", [True, False])
def test_every_state_of_a_call_has_a_face(call_state: CallState, hold: Hold, muted: bool) -> None:
    assert call_face(replace(v.TALKING, state=call_state, hold=hold, muted=muted)).word


def test_held_and_muted_are_both_said() -> None:
    word = call_face(replace(v.TALKING, hold=Hold.BY_US, muted=True)).word
    assert "hold" in word
    assert "muted" in word


@pytest.mark.parametrize("transfer_state", list(TransferState))
def test_every_state_of_a_transfer_is_said_with_its_target(transfer_state: TransferState) -> None:
    assert "710" in transfer_words(Transfer("710", transfer_state))


@pytest.mark.parametrize("kind", list(AgentStateKind))
def test_every_state_has_an_icon_and_a_word(kind: AgentStateKind) -> None:
    face = state_face(state(kind))
    assert face.icon
    assert face.word


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_is_said(cause: Cause) -> None:
    assert cause_words(cause)


@pytest.mark.parametrize("wanted", list(QueuePresence))
@pytest.mark.parametrize("confirmed", list(QueuePresence))
def test_the_queue_is_never_said_to_be_confirmed_before_it_is(wanted: QueuePresence, confirmed: QueuePresence) -> None:
    face = presence_face(QueuePresenceChanged(wanted, confirmed))
    assert face.word
    if wanted is QueuePresence.IN and confirmed is not QueuePresence.IN:
        assert face.ink is not Ink.READY
        assert "confirmed" not in face.word


@pytest.mark.parametrize("registration_state", list(RegistrationState))
def test_every_registration_has_a_word_and_only_the_confirmed_one_is_green(
    registration_state: RegistrationState,
) -> None:
    face = registration_face(Registration(registration_state, server="pbx.acme.example"))
    assert face.explanation
    assert "{" not in face.explanation
    assert (face.ink is Ink.READY) == (registration_state is RegistrationState.REGISTERED)


def test_the_line_is_good_until_one_figure_is_not() -> None:
    assert quality_face(v.STATISTICS).word == "Line good"
    assert quality_face(replace(v.STATISTICS, received_jitter_ms=31.0)).ink is Ink.BREAK
    assert quality_face(replace(v.STATISTICS, received_loss_percent=1.5)).ink is Ink.BREAK
    assert quality_face(replace(v.STATISTICS, sent_loss_percent=7.0)).ink is Ink.MISSED
    assert "delay" in quality_face(replace(v.STATISTICS, round_trip_ms=500.0)).word


def test_figures_that_were_not_reported_are_not_shown() -> None:
    assert "round trip" not in figures(replace(v.STATISTICS, round_trip_ms=None))


def test_clocks_and_spans() -> None:
    assert [clock(0), clock(207), clock(3727)] == ["0:00", "3:27", "1:02:07"]
    assert long_clock(207) == "00:03:27"
    assert [span(40), span(250), span(7860)] == ["40 s", "4 min", "2 h 11 min"]
    assert clock(-5) == "0:00"


def test_moments_are_near_or_far() -> None:
    assert "14:07" in moment(v.NOW, v.NOW)
    assert "Yesterday" in moment(v.NOW - v.DAY, v.NOW)
    assert day(v.NOW - 9 * v.DAY, v.NOW) == "12 Nov"
    assert "2024" in day(v.NOW - 800 * v.DAY, v.NOW) or "2023" in day(v.NOW - 1100 * v.DAY, v.NOW)
    assert ago(30) == "just now"
