"""After the calls: card, steps and note always belong to one call."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from softphone.model.availability import AgentStateChanged, AgentStateKind
from softphone.model.calls import CallChanged, CallEnd, CallId, CallState, EndedBy, EndReason, Hold
from softphone.model.notes import NoteChanged, NoteFinished, NoteId
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.model.workplace import Profile
from tests.ui import values as v
from tests.ui.stage import LOGIN, Stage, hold_two, state, talk, wrap_up

OTHER = replace(v.ENDED, id=CallId("2"), number="+16502530000", name="", queue="orders")
OTHER_NOTE = replace(v.NOTE, id=NoteId("n10"), call_id=OTHER.id, number=OTHER.number, name="", text="", queue="orders")
FAILED = replace(OTHER, incoming=False, queue="", answered_at=None, end=CallEnd(EndedBy.THEM, EndReason.BUSY, 486))


def with_orders() -> Profile:
    assert v.PROFILE.queues is not None
    support = v.PROFILE.queues.queues[0]
    orders = type(support)(id="orders", name="Orders", wrap_up="timed", dispositions=("Sold",))
    queues = msgspec.structs.replace(v.PROFILE.queues, queues=(support, orders))
    return msgspec.structs.replace(v.PROFILE, queues=queues)


def end_both(stage: Stage) -> None:
    hold_two(stage)
    stage.tell(SignInChanged(SignInStep.SIGNED_IN, LOGIN, with_orders()))
    stage.tell(CallChanged(v.ENDED), CallChanged(OTHER), AgentStateChanged(state(AgentStateKind.WRAP_UP, ago=2.0)))


def test_the_wrap_up_shows_the_call_of_the_shown_note_and_counts_the_others(stage: Stage) -> None:
    end_both(stage)
    pane = stage.window.desk.middle.wrap_up
    stage.tell(NoteChanged(v.NOTE, True))
    assert "Maria Lindqvist" in pane._title.text()
    assert "Choose how it ended" in pane._end_step.words
    assert pane._waiting.text() == "1 more note to finish after this one"
    stage.tell(NoteFinished(v.NOTE, is_last=False), NoteChanged(OTHER_NOTE, True))
    assert "650-253-0000" in pane._title.text()
    assert "Orders" in pane._chip.text
    assert "may stay open" in pane._end_step.words
    assert not pane._waiting.isVisible()


def test_a_note_left_open_by_an_earlier_window_says_whose_it_is(stage: Stage) -> None:
    stage.sign_in(AgentStateKind.WRAP_UP)
    stage.tell(NoteChanged(v.NOTE, True))
    pane = stage.window.desk.middle.wrap_up
    assert "Maria Lindqvist" in pane._title.text()
    assert pane._chip.text == "Support"
    assert "Choose how it ended" in pane._end_step.words


def test_while_a_choice_is_owed_the_page_does_not_say_that_ctrl_enter_finishes(stage: Stage) -> None:
    wrap_up(stage)
    pane = stage.window.desk.middle.wrap_up
    assert "that finishes the note" in pane._end_step.words
    assert not pane._finish_step.isVisible()
    stage.tell(NoteChanged(replace(v.NOTE, disposition="Solved"), True))
    assert pane._finish_step.isVisible()


def test_a_call_of_ours_that_fails_beside_another_is_said_with_its_reason(stage: Stage) -> None:
    talk(stage)
    dialled = replace(FAILED, state=CallState.DIALLING, ended_at=None, end=None)
    stage.tell(CallChanged(replace(v.TALKING, hold=Hold.BY_US)), CallChanged(dialled), CallChanged(FAILED))
    banner = stage.window.desk.middle.banners.banners[0]
    assert "The line was busy" in banner.what
    assert "650-253-0000" in banner.what
    assert "on hold" in banner.mend
    stage.tell(CallChanged(replace(dialled, id=CallId("3"))))
    assert stage.window.desk.middle.banners.banners == ()


def test_a_call_that_we_gave_up_ourselves_is_no_trouble(stage: Stage) -> None:
    talk(stage)
    stage.tell(CallChanged(replace(FAILED, end=CallEnd(EndedBy.US, EndReason.CANCELLED))))
    assert stage.window.desk.middle.banners.banners == ()
