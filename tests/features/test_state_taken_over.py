"""What the agent's state takes over from a window that died or was left: wishes, clocks, wrap-up that is owed."""

from __future__ import annotations

from softphone.model.availability import Cause
from softphone.model.calls import CallId
from softphone.model.notes import Note, NoteId, NoteLeftOpen
from softphone.model.sign_in import SignInChanged, SignInStep
from tests.fakes.loop import on_loop
from tests.features.test_availability import BREAK, READY, RINGING, TALKING, WRAP_UP, Desk


def note_for(queue: str) -> Note:
    return Note(NoteId("n1"), CallId("old"), 0.0, 0.0, queue=queue)


@on_loop
async def test_after_a_crash_in_a_call_its_clock_and_what_shall_follow_it_are_kept() -> None:
    before = Desk()
    await before.is_ready()
    call = before.phone.rings(queue="support")
    await before.phone.answer(call.id)
    answered = before.phone.calls[call.id]
    await before.agent.written()
    await before.clock.advance(90)

    after = Desk(before)
    after.phone.tells(answered)
    after.signs_in()
    await after.agent.written()
    assert (after.kind, after.agent.state.after) == (TALKING, READY)
    assert after.agent.state.since == answered.answered_at

    await after.agent.take_break("Lunch")
    await after.agent.written()
    again = Desk(after)
    again.phone.tells(answered)
    again.signs_in()
    await again.agent.written()
    assert (again.agent.state.after, again.agent.state.after_reason) == (BREAK, "Lunch")


@on_loop
async def test_what_was_wished_for_after_a_call_is_forgotten_with_it() -> None:
    before = Desk()
    await before.is_ready()
    await before.phone.answer(before.phone.rings(queue="support").id)
    before.events.publish(SignInChanged(SignInStep.SIGNED_OUT))
    await before.agent.written()

    after = Desk(before)
    after.signs_in()
    after.phone.rings(queue="support")
    await after.agent.written()
    assert after.agent.state.after is BREAK


@on_loop
async def test_a_note_that_was_left_open_is_wrapped_up_before_the_agent_is_ready() -> None:
    desk = Desk()
    desk.signs_in()
    desk.events.publish(NoteLeftOpen(note_for("support")))
    assert (desk.kind, desk.agent.state.cause) == (WRAP_UP, Cause.SIGN_IN)
    await desk.agent.go_ready()
    assert desk.kind is WRAP_UP
    await desk.agent.finish_wrap_up()
    assert desk.kind is READY


@on_loop
async def test_a_note_that_was_left_open_is_still_owed_after_a_call() -> None:
    for answered in (False, True):
        desk = Desk()
        desk.signs_in()
        call = desk.phone.rings(queue="help")
        desk.events.publish(NoteLeftOpen(note_for("support")))
        assert desk.kind is RINGING
        if answered:
            await desk.phone.answer(call.id)
        desk.phone.ends(call.id)
        assert desk.kind is WRAP_UP


@on_loop
async def test_a_note_of_a_queue_without_wrap_up_holds_nobody_up() -> None:
    desk = Desk()
    desk.signs_in()
    desk.events.publish(NoteLeftOpen(note_for("help")))
    assert desk.kind is BREAK
