"""Notes of more than one call, wrap-up, and what comes back after a crash."""

from __future__ import annotations

from softphone.model.availability import AgentState, AgentStateChanged, AgentStateKind, Cause
from softphone.model.calls import Hold
from softphone.model.history import PersonFound
from softphone.model.notes import NoteChanged, NoteFinished, NoteLeftOpen
from tests.fakes.loop import on_loop, settle
from tests.features.notes_desk import Desk


@on_loop
async def test_must_choose_means_that_finishing_waits_for_a_disposition() -> None:
    desk = await Desk().sign_in()
    call = await desk.talk(queue="support")
    await desk.notes.edit("text", 4)
    await desk.hang_up(call)
    assert await desk.notes.finish() is False
    assert not desk.heard.of(NoteFinished)

    await desk.notes.choose_disposition("solved")
    await settle()
    finished = desk.heard.last(NoteFinished)
    assert (finished.note.disposition, finished.note.text, finished.is_last) == ("solved", "text", True)
    assert desk.heard.last(NoteChanged) == NoteChanged(None, True)


@on_loop
async def test_a_disposition_that_is_chosen_during_the_call_does_not_end_it() -> None:
    desk = await Desk().sign_in()
    call = await desk.talk()
    await desk.notes.choose_disposition("solved")
    assert await desk.notes.finish() is False
    assert desk.shown.disposition == "solved"
    await desk.hang_up(call)
    assert desk.notes.shown is not None
    assert await desk.notes.finish() is True


@on_loop
async def test_an_empty_note_is_not_kept() -> None:
    desk = await Desk().sign_in()
    call = await desk.talk(queue="sales")
    await desk.clock.advance(1)
    assert len(desk.store.notes) == 1, "kept while it is open: a crash in wrap-up must not lose what is owed"
    await desk.notes.edit("  \n", 2)
    await desk.hang_up(call)
    await desk.notes.finish()
    await desk.clock.advance(2)
    assert not desk.store.notes


@on_loop
async def test_wrap_up_that_ends_by_its_time_closes_the_note_as_it_is() -> None:
    desk = await Desk().sign_in()
    call = await desk.talk(queue="sales")
    await desk.notes.edit("half a sen", 10)
    await desk.hang_up(call)
    desk.events.publish(AgentStateChanged(AgentState(AgentStateKind.WRAP_UP)))
    desk.events.publish(AgentStateChanged(AgentState(AgentStateKind.READY, cause=Cause.TIME)))
    await settle()
    assert desk.notes.shown is None
    assert desk.heard.last(NoteFinished).note.text == "half a sen"


@on_loop
async def test_what_is_typed_while_wrap_up_ends_is_not_lost_and_not_put_into_another_note() -> None:
    desk = await Desk().sign_in()
    call = await desk.talk(queue="sales")
    first = desk.shown
    await desk.hang_up(call)
    await desk.notes.edit("half", 4)
    await desk.notes.finish()
    second = await desk.talk("+46709999999")

    await desk.notes.edit("half a sentence", 15, note_id=first.id)
    await desk.clock.advance(1)
    assert desk.store.notes[first.id].text == "half a sentence"
    assert desk.store.notes[first.id].finished_at is not None
    assert desk.shown.call_id == second.id
    assert desk.shown.text == ""


@on_loop
async def test_each_of_two_calls_has_its_own_note_and_the_talking_one_is_shown() -> None:
    desk = await Desk().sign_in()
    first = await desk.talk()
    await desk.notes.edit("first", 5)
    second = desk.phone.rings("+46709999999")
    await desk.phone.hold(first.id)
    await desk.phone.answer(second.id)
    await settle()
    assert desk.shown.call_id == second.id
    await desk.notes.edit("second", 6)

    desk.phone.changes(second.id, hold=Hold.BY_US)
    desk.phone.changes(first.id, hold=Hold.NONE)
    await settle()
    assert desk.shown.call_id == first.id

    await desk.notes.show_note_of(second.id)
    assert desk.notes.shown is not None
    assert desk.notes.shown.text == "second"
    desk.phone.changes(first.id, muted=True)
    await settle()
    assert desk.notes.shown.call_id == second.id, "the agent chose it"


@on_loop
async def test_wrap_up_is_over_with_the_last_of_two_notes() -> None:
    desk = await Desk().sign_in()
    first = await desk.talk()
    second = await desk.talk("+46709999999")
    await desk.hang_up(first)
    await desk.hang_up(second)
    await desk.notes.choose_disposition("solved")
    await desk.notes.choose_disposition("follow-up")
    await settle()
    assert [finished.is_last for finished in desk.heard.of(NoteFinished)] == [False, True]


@on_loop
async def test_a_queue_without_wrap_up_leaves_the_note_open_until_the_next_call() -> None:
    desk = await Desk().sign_in()
    await desk.hang_up(await desk.talk(queue="hotline"))
    await desk.notes.edit("a last word", 11)
    second = await desk.talk("+46709999999", queue="hotline")
    assert desk.shown.call_id == second.id
    assert desk.heard.last(NoteFinished).note.text == "a last word"


@on_loop
async def test_after_a_crash_in_a_call_the_same_note_goes_on() -> None:
    before = await Desk().sign_in()
    call = await before.talk()
    await before.notes.edit("typed before the crash", 7)
    await before.clock.advance(1)

    after = Desk(before.store)
    after.phone.tells(before.phone.calls[call.id])
    await settle()
    assert after.notes.shown is None, "no store is open yet"
    await after.sign_in()
    assert (after.shown.text, after.shown.cursor) == ("typed before the crash", 7)
    assert len(after.store.notes) == 1
    assert after.heard.last(PersonFound).person.notes == (), "the open note is no earlier one"
    assert not after.heard.of(NoteLeftOpen)


@on_loop
async def test_after_a_crash_in_wrap_up_the_note_is_open_again() -> None:
    before = await Desk().sign_in()
    call = await before.talk()
    await before.clock.advance(1)
    await before.hang_up(call)

    after = await Desk(before.store).sign_in()
    assert after.shown.call_id == call.id
    assert [event.note.call_id for event in after.heard.of(NoteLeftOpen)] == [call.id]
    assert await after.notes.finish() is False, "the disposition is still owed"


@on_loop
async def test_a_finished_note_does_not_come_back() -> None:
    before = await Desk().sign_in()
    call = await before.talk()
    await before.notes.edit("done", 4)
    await before.hang_up(call)
    await before.notes.choose_disposition("solved")
    await settle()

    after = await Desk(before.store).sign_in()
    assert after.notes.shown is None


@on_loop
async def test_the_note_of_a_past_call_can_be_opened_and_corrected() -> None:
    desk = await Desk().sign_in()
    call = await desk.talk()
    await desk.hang_up(call)
    await desk.notes.choose_disposition("solved")
    finished_at = desk.heard.last(NoteFinished).note.finished_at
    await desk.clock.advance(60)

    await desk.notes.open_for(desk.phone.calls[call.id])
    await desk.notes.edit("corrected", 9)
    assert await desk.notes.finish() is True
    (kept,) = desk.store.notes.values()
    assert (kept.text, kept.disposition, kept.finished_at) == ("corrected", "solved", finished_at)


@on_loop
async def test_reading_an_old_note_does_not_keep_wrap_up_going() -> None:
    desk = await Desk().sign_in()
    old = await desk.talk()
    await desk.hang_up(old)
    await desk.notes.choose_disposition("solved")
    call = await desk.talk("+46709999999")
    await desk.hang_up(call)
    await desk.notes.open_for(desk.phone.calls[old.id])
    await desk.notes.show_note_of(call.id)
    await desk.notes.choose_disposition("solved")
    await settle()
    assert desk.heard.last(NoteFinished) == NoteFinished(desk.heard.last(NoteFinished).note, is_last=True)
    assert desk.shown.call_id == old.id


@on_loop
async def test_two_notes_that_were_left_open_are_one_wrap_up() -> None:
    before = await Desk().sign_in()
    first, second = await before.talk(), await before.talk("+46709999999")
    await before.clock.advance(1)
    await before.hang_up(first)
    await before.hang_up(second)

    after = await Desk(before.store).sign_in()
    await after.notes.choose_disposition("solved")
    await after.notes.choose_disposition("solved")
    await settle()
    assert [finished.is_last for finished in after.heard.of(NoteFinished)] == [False, True]


@on_loop
async def test_the_note_of_the_call_on_hold_is_shown_again_when_the_other_one_fails() -> None:
    desk = await Desk().sign_in()
    first = await desk.talk()
    await desk.phone.hold(first.id)
    busy = await desk.phone.dial("+46709999999")
    await settle()
    assert desk.shown.call_id == busy
    desk.phone.ends(busy)
    await settle()
    assert desk.shown.call_id == first.id
    assert desk.heard.last(NoteChanged).waiting == 1


@on_loop
async def test_the_notes_that_still_wait_are_counted() -> None:
    desk = await Desk().sign_in()
    calls = [await desk.talk(number) for number in ("+46701111111", "+46702222222", "+46703333333")]
    for call in calls:
        await desk.hang_up(call)
    counts = [desk.heard.last(NoteChanged).waiting]
    for _ in calls:
        await desk.notes.choose_disposition("solved")
        await settle()
        counts.append(desk.heard.last(NoteChanged).waiting)
    assert counts == [2, 1, 0, 0]
