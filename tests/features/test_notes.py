"""The note: opens with the call, is on disk within a second, comes back, and is finished with wrap-up."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from softphone.features.notes import Notes
from softphone.model.availability import AgentState, AgentStateChanged, AgentStateKind, Cause
from softphone.model.calls import Call, CallId, CallState, Hold
from softphone.model.history import PersonFound
from softphone.model.notes import Note, NoteChanged, NoteFinished, NoteFound, NoteId, NotesFound
from softphone.model.problems import DiskFull, ProblemArose, StoreDamaged
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.ports.store import Store
from softphone.runtime.events import Events
from tests.fakes.clock import FakeClock
from tests.fakes.heard import Heard
from tests.fakes.loop import on_loop, settle
from tests.fakes.numbers import FakeNumbers
from tests.fakes.phone import FakePhone
from tests.fakes.sign_in import PROFILE
from tests.fakes.store import FakeStore


class Desk:
    """An agent's desk: signed in, with a telephone and a store."""

    def __init__(self, store: FakeStore | None = None) -> None:
        self.events = Events()
        self.clock = FakeClock()
        self.phone = FakePhone(self.events, self.clock)
        self.store = store or FakeStore()
        self.open_store: Store | None = None
        self.notes = Notes(lambda: self.open_store, FakeNumbers(), self.events, self.clock)
        self.heard = Heard(self.events, NoteChanged, NoteFinished, NotesFound, PersonFound, ProblemArose)

    async def sign_in(self) -> Desk:
        self.open_store = self.store
        self.events.publish(SignInChanged(SignInStep.SIGNED_IN, profile=PROFILE))
        await settle()
        return self

    async def talk(self, number: str = "+46701234567", queue: str = "support") -> Call:
        call = self.phone.rings(number, queue=queue)
        await self.phone.answer(call.id)
        await settle()
        return call

    async def hang_up(self, call: Call) -> None:
        await self.phone.hang_up(call.id)
        await settle()

    @property
    def shown(self) -> Note:
        note = self.heard.last(NoteChanged).note
        assert note is not None
        return note

    @property
    def on_disk(self) -> list[str]:
        return [note.text for note in self.store.notes.values()]


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


@on_loop
async def test_after_a_crash_in_wrap_up_the_note_is_open_again() -> None:
    before = await Desk().sign_in()
    call = await before.talk()
    await before.clock.advance(1)
    await before.hang_up(call)

    after = await Desk(before.store).sign_in()
    assert after.shown.call_id == call.id
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
async def test_who_it_is_is_known_while_it_rings() -> None:
    desk = await Desk().sign_in()
    earlier = Note(NoteId("n"), CallId("c"), 1.0, 1.0, text="wants a refund", number="+46701234567", finished_at=2.0)
    desk.store.notes[earlier.id] = earlier
    desk.store.names["+46701234567"] = "Berta"
    call = desk.phone.rings("+46701234567", name="+46701234567")
    await settle()
    found = desk.heard.last(PersonFound)
    assert (found.call_id, found.person.name, found.person.notes) == (call.id, "Berta", (earlier,))


@on_loop
async def test_the_current_call_is_no_earlier_contact() -> None:
    desk = await Desk().sign_in()
    call = desk.phone.rings("+46701234567")
    await desk.store.save_call(call, "+46701234567")
    await settle()
    assert desk.heard.last(PersonFound).person.calls == 0


@on_loop
async def test_nobody_is_taken_for_another_anonymous_caller() -> None:
    desk = await Desk().sign_in()
    desk.store.names[""] = "Somebody"
    desk.phone.rings("anonymous")
    await settle()
    assert desk.heard.last(PersonFound).person.name == ""


@on_loop
async def test_a_name_is_given_to_the_person_and_the_note() -> None:
    desk = await Desk().sign_in()
    await desk.talk("+46701234567")
    await desk.notes.name_person("  Berta   Bok ")
    await settle()
    assert desk.store.names == {"+46701234567": "Berta Bok"}
    assert desk.shown.name == "Berta Bok"
    assert desk.heard.last(PersonFound).person.name == "Berta Bok"


@on_loop
async def test_an_answer_that_a_newer_search_has_overtaken_is_dropped() -> None:
    desk = await Desk().sign_in()
    await asyncio.gather(desk.notes.search("ref"), desk.notes.search("refund"))
    assert [found.words for found in desk.heard.of(NotesFound)] == ["refund"]


@on_loop
async def test_a_search_finds_notes() -> None:
    desk = await Desk().sign_in()
    note = Note(NoteId("n"), CallId("c"), 1.0, 1.0, text="wants a refund", finished_at=2.0)
    desk.store.notes[note.id] = note
    await desk.notes.search("refund")
    assert desk.heard.last(NotesFound) == NotesFound("refund", (NoteFound(note, "wants a refund"),))


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
async def test_a_call_in_the_first_moment_after_signing_in_has_one_note() -> None:
    desk = Desk()
    desk.open_store = desk.store
    call = desk.phone.rings(queue="support")
    desk.events.publish(SignInChanged(SignInStep.SIGNED_IN, profile=PROFILE))
    await desk.phone.answer(call.id)
    await desk.clock.advance(1)
    assert [note.call_id for note in desk.store.notes.values()] == [call.id]
