"""The note: opens with the call, is on disk within a second, is never lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from softphone.model.calls import CallId, CallState
from softphone.model.history import PersonFound
from softphone.model.notes import Note, NoteChanged, NoteId
from softphone.model.problems import DiskFull, ProblemArose, StoreDamaged
from softphone.model.sign_in import SignInChanged, SignInStep
from tests.fakes.loop import on_loop, settle
from tests.fakes.sign_in import PROFILE
from tests.fakes.store import FakeStore
from tests.features.notes_desk import Desk


@on_loop
async def test_the_note_opens_when_the_call_is_answered_and_not_before() -> None:
    desk = await Desk().sign_in()
    call = desk.phone.rings(queue="Support")
    await settle()
    assert desk.notes.shown is None

    await desk.phone.answer(call.id)
    await settle()
    assert (desk.shown.call_id, desk.shown.queue, desk.shown.number) == (call.id, "support", "+46701234567")


@on_loop
async def test_the_note_of_an_outgoing_call_opens_with_dialling() -> None:
    desk = await Desk().sign_in()
    call_id = await desk.phone.dial("101")
    await settle()
    assert desk.shown.call_id == call_id


@on_loop
async def test_a_feature_code_has_no_note() -> None:
    desk = await Desk().sign_in()
    await desk.phone.dial("*45", service=True)
    await settle()
    assert desk.notes.shown is None
    assert not desk.heard.of(PersonFound)


@on_loop
async def test_a_call_that_was_answered_and_over_between_two_reports_has_its_note() -> None:
    desk = await Desk().sign_in()
    ringing = desk.phone.rings(queue="support")
    now = desk.clock.now().timestamp()
    desk.phone.tells(replace(ringing, state=CallState.ENDED, answered_at=now, ended_at=now))
    await settle()
    assert desk.shown.call_id == ringing.id


@on_loop
async def test_typing_is_on_disk_at_the_first_pause_of_three_tenths_of_a_second() -> None:
    desk = await Desk().sign_in()
    await desk.talk()
    await desk.clock.advance(1)
    await desk.notes.edit("hel", 3)
    assert desk.heard.last(NoteChanged).is_saved is False
    await desk.clock.advance(0.2)
    await desk.notes.edit("hello", 5)
    await desk.clock.advance(0.29)
    assert desk.on_disk == [""]

    await desk.clock.advance(0.02)
    assert desk.on_disk == ["hello"]
    assert desk.heard.last(NoteChanged).is_saved is True
    assert desk.store.saves[-1].cursor == 5


@on_loop
async def test_typing_without_a_pause_is_on_disk_within_a_second_all_the_same() -> None:
    desk = await Desk().sign_in()
    await desk.talk()
    await desk.clock.advance(1)
    typed_at: dict[str, float] = {}
    for count in range(1, 51):
        await desk.notes.edit("x" * count, count)
        typed_at["x" * count] = desk.clock.monotonic()
        await desk.clock.advance(0.1)
        oldest_unsaved = len(desk.on_disk[0]) + 1
        waiting = desk.clock.monotonic() - typed_at.get("x" * oldest_unsaved, desk.clock.monotonic())
        assert waiting < 0.85, f"key {oldest_unsaved} waits {waiting:.1f} s"
    assert len(desk.store.saves) < 20, "not a write for each key"


@on_loop
async def test_keys_do_not_each_publish_the_note_again() -> None:
    desk = await Desk().sign_in()
    await desk.talk()
    await desk.clock.advance(1)
    desk.heard.clear()
    for count in range(20):
        await desk.notes.edit("x" * count, count)
    assert len(desk.heard.of(NoteChanged)) == 1


@on_loop
async def test_a_full_disk_loses_nothing_and_is_told_once() -> None:
    desk = await Desk().sign_in()
    await desk.talk()
    await desk.clock.advance(1)
    desk.store.problem = DiskFull()
    await desk.notes.edit("important", 9)
    await desk.clock.advance(10)
    assert [type(told.problem) for told in desk.heard.of(ProblemArose)] == [DiskFull]
    assert desk.heard.last(NoteChanged).is_saved is False

    desk.store.problem = None
    await desk.clock.advance(1)
    assert desk.on_disk == ["important"]
    assert desk.heard.last(NoteChanged).is_saved is True


@on_loop
async def test_what_is_typed_while_the_disk_is_slow_is_saved_next() -> None:
    desk = await Desk().sign_in()
    await desk.talk()
    await desk.clock.advance(1)
    desk.store.gate = asyncio.Event()
    await desk.notes.edit("first", 5)
    await desk.clock.advance(0.5)
    await desk.notes.edit("first and second", 16)
    desk.store.gate.set()
    await settle()
    assert desk.on_disk == ["first"]
    assert desk.heard.last(NoteChanged).is_saved is False
    await desk.clock.advance(1)
    assert desk.on_disk == ["first and second"]


@on_loop
async def test_a_second_full_disk_is_told_again() -> None:
    desk = await Desk().sign_in()
    await desk.talk()
    for text in ("one", "two"):
        desk.store.problem = DiskFull()
        await desk.notes.edit(text, 3)
        await desk.clock.advance(2)
        desk.store.problem = None
        await desk.clock.advance(2)
    assert len(desk.heard.of(ProblemArose)) == 2


@on_loop
async def test_a_note_finished_on_a_full_disk_reaches_it_later() -> None:
    desk = await Desk().sign_in()
    call = await desk.talk(queue="hotline")
    await desk.hang_up(call)
    await desk.clock.advance(1)
    desk.store.problem = DiskFull()
    await desk.notes.edit("last words", 10)
    assert await desk.notes.finish()
    assert desk.notes.shown is None, "what is on disk is older than what was finished"
    desk.store.problem = None
    await desk.clock.advance(2)
    assert desk.on_disk == ["last words"]


@on_loop
async def test_the_end_of_the_call_saves_at_once() -> None:
    desk = await Desk().sign_in()
    call = await desk.talk()
    await desk.clock.advance(1)
    await desk.notes.edit("bye", 3)
    await desk.hang_up(call)
    assert desk.on_disk == ["bye"]
    assert desk.notes.shown is not None


@on_loop
async def test_a_note_that_cannot_be_read_is_never_written_over() -> None:
    old = Note(NoteId("old"), CallId("in-1"), 1.0, 1.0, text="from before")
    desk = await Desk().sign_in()
    desk.store.notes[old.id] = old
    desk.store.unreadable = StoreDamaged()
    await desk.talk()
    await desk.notes.edit("new", 3)
    await desk.clock.advance(1)
    assert desk.store.notes[old.id] == old
    assert sorted(desk.on_disk) == ["from before", "new"]
    assert isinstance(desk.heard.last(ProblemArose).problem, StoreDamaged)


@on_loop
async def test_leaving_stops_when_something_typed_cannot_be_saved() -> None:
    desk = await Desk().sign_in()
    await desk.talk()
    await desk.notes.edit("typed", 5)
    desk.store.problem = DiskFull()
    try:
        await desk.notes.leave()
    except DiskFull:
        assert desk.notes.shown is not None
    else:
        raise AssertionError("left with unsaved text")


@on_loop
async def test_leaving_saves_and_shows_nothing_any_more() -> None:
    desk = await Desk().sign_in()
    await desk.talk()
    await desk.notes.edit("typed", 5)
    await desk.notes.leave()
    assert desk.on_disk == ["typed"]
    assert desk.heard.last(NoteChanged) == NoteChanged(None, True)


@on_loop
async def test_the_next_workplace_sees_nothing_of_the_one_before() -> None:
    desk = await Desk().sign_in()
    call = await desk.talk()
    await desk.notes.edit("of the first workplace", 5)
    desk.events.publish(SignInChanged(SignInStep.SIGNING_OUT))
    await desk.notes.leave()
    await desk.hang_up(call)
    assert desk.notes.shown is None
    desk.open_store = None
    desk.events.publish(SignInChanged(SignInStep.SIGNED_OUT))
    await settle()
    desk.store = FakeStore()
    await desk.sign_in()
    await desk.clock.advance(5)
    assert desk.notes.shown is None
    assert not desk.store.notes


@on_loop
async def test_a_note_that_was_left_unfinished_is_not_made_anew_at_the_next_workplace() -> None:
    desk = await Desk().sign_in()
    await desk.hang_up(await desk.talk())
    desk.events.publish(SignInChanged(SignInStep.SIGNING_OUT))
    await desk.notes.leave()
    desk.events.publish(SignInChanged(SignInStep.SIGNED_OUT))
    desk.store = FakeStore()
    await desk.sign_in()
    await desk.clock.advance(5)
    assert not desk.store.notes


@on_loop
async def test_when_signing_out_is_refused_the_note_goes_on() -> None:
    desk = await Desk().sign_in()
    call = await desk.talk()
    await desk.notes.edit("still here", 5)
    desk.events.publish(SignInChanged(SignInStep.SIGNING_OUT))
    await desk.sign_in()
    assert desk.notes.shown is not None
    assert (desk.notes.shown.call_id, desk.notes.shown.text) == (call.id, "still here")


@on_loop
async def test_a_call_in_the_first_moment_after_signing_in_has_one_note() -> None:
    desk = Desk()
    desk.open_store = desk.store
    call = desk.phone.rings(queue="support")
    desk.events.publish(SignInChanged(SignInStep.SIGNED_IN, profile=PROFILE))
    await desk.phone.answer(call.id)
    await desk.clock.advance(1)
    assert [note.call_id for note in desk.store.notes.values()] == [call.id]
