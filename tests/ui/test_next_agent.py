"""Who signs in next in the same window reads nothing of who was there before."""

from __future__ import annotations

from dataclasses import replace

from softphone.model.calls import CallChanged
from softphone.model.notes import NoteChanged, NotesFound
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.ui.left.left_column import Page
from tests.ui import values as v
from tests.ui.stage import LOGIN, OTHER_LOGIN, Stage, search, wrap_up


def change_agent(stage: Stage) -> None:
    stage.tell(SignInChanged(SignInStep.SIGNING_OUT, LOGIN), NoteChanged(None, True))
    stage.tell(SignInChanged(SignInStep.SIGNED_OUT, LOGIN))
    stage.tell(SignInChanged(SignInStep.SIGNED_IN, OTHER_LOGIN, v.PROFILE))


def test_neither_note_nor_calls_of_the_agent_before_are_left(stage: Stage) -> None:
    wrap_up(stage)
    change_agent(stage)
    desk = stage.window.desk
    assert not desk.right.last._last.isVisible()
    assert desk.right.last._words.text() == ""
    assert desk.board.last is None
    assert desk.middle.home.recent.list.current() is None
    assert not desk.left.waiting.isVisible()


def test_that_the_agent_before_was_reached_says_nothing_of_the_next(stage: Stage) -> None:
    wrap_up(stage)
    assert stage.window.desk.top.reached.word.startswith("Last call")
    change_agent(stage)
    assert stage.window.desk.top.reached.word == "No call yet"


def test_what_was_searched_is_not_found_by_the_next(stage: Stage) -> None:
    search(stage)
    change_agent(stage)
    pane = stage.window.desk.middle.search
    assert stage.window.desk.middle.page is Page.CALLS
    assert pane.field.text() == ""
    assert pane.list.current() is None
    stage.tell(NotesFound("parcel", v.FOUND))
    assert pane.list.current() is None


def test_a_call_that_outlives_its_agent_is_not_shown_to_the_next(stage: Stage) -> None:
    wrap_up(stage)
    stage.tell(CallChanged(v.SECOND_RINGING))
    change_agent(stage)
    stage.tell(CallChanged(replace(v.ENDED, id=v.SECOND_RINGING.id)))
    assert stage.window.desk.board.last is None
