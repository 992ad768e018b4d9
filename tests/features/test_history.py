"""The calls that were: from the ring on, also after a crash, also on a full disk."""

from __future__ import annotations

from datetime import datetime

import msgspec

from softphone.features.history import History
from softphone.model.calls import CallEnd, CallId, EndedBy, EndReason
from softphone.model.history import HistoryChanged, TodayChanged
from softphone.model.notes import Note, NoteFinished, NoteId
from softphone.model.problems import DiskFull, ProblemArose
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.model.workplace import DirectoryEntry
from softphone.ports.store import Store
from softphone.runtime.events import Events
from tests.fakes.clock import FakeClock
from tests.fakes.heard import Heard
from tests.fakes.loop import on_loop, settle
from tests.fakes.numbers import FakeNumbers
from tests.fakes.phone import FakePhone
from tests.fakes.sign_in import PROFILE
from tests.fakes.store import FakeStore

_GAVE_UP = CallEnd(EndedBy.THEM, EndReason.CANCELLED, 487)


class Desk:
    def __init__(self, store: FakeStore | None = None) -> None:
        self.events = Events()
        self.clock = FakeClock()
        self.phone = FakePhone(self.events, self.clock)
        self.store = store or FakeStore()
        self.open_store: Store | None = None
        self.history = History(lambda: self.open_store, FakeNumbers(), self.events, self.clock)
        self.heard = Heard(self.events, HistoryChanged, TodayChanged, ProblemArose)

    async def sign_in(self) -> Desk:
        self.open_store = self.store
        self.events.publish(SignInChanged(SignInStep.SIGNED_IN))
        await settle()
        return self


@on_loop
async def test_a_call_is_kept_from_the_ring_on() -> None:
    desk = await Desk().sign_in()
    call = desk.phone.rings("+46 70 123")
    await settle()
    assert desk.store.kept_calls[call.id] == (call, "+4670123")
    assert desk.heard.last(HistoryChanged).calls[0].call == call


@on_loop
async def test_a_number_of_the_directory_stands_there_by_its_name() -> None:
    desk = await Desk().sign_in()
    with_directory = msgspec.structs.replace(PROFILE, directory=(DirectoryEntry(name="Billing", target="710"),))
    desk.events.publish(SignInChanged(SignInStep.SIGNED_IN, profile=with_directory))
    await desk.phone.dial("710")
    await settle()
    assert desk.heard.last(HistoryChanged).calls[0].name == "Billing"


@on_loop
async def test_a_missed_call_is_shown_as_unseen_until_the_agent_looked() -> None:
    desk = await Desk().sign_in()
    call = desk.phone.rings()
    desk.phone.ends(call.id, _GAVE_UP)
    await settle()
    assert desk.heard.last(HistoryChanged).unseen_missed == 1
    assert desk.heard.last(TodayChanged).today.missed == 1

    await desk.history.mark_seen()
    assert desk.heard.last(HistoryChanged).unseen_missed == 0


@on_loop
async def test_feature_codes_are_no_history() -> None:
    desk = await Desk().sign_in()
    await desk.phone.dial("*46", service=True)
    await settle()
    assert not desk.store.kept_calls


@on_loop
async def test_holding_and_muting_write_nothing() -> None:
    desk = await Desk().sign_in()
    call = desk.phone.rings()
    await desk.phone.answer(call.id)
    await settle()
    written = len(desk.store.saved_calls)
    await desk.phone.mute(call.id)
    await desk.phone.hold(call.id)
    await settle()
    assert len(desk.store.saved_calls) == written


@on_loop
async def test_a_full_disk_loses_no_call_and_is_told_once() -> None:
    desk = await Desk().sign_in()
    desk.store.problem = DiskFull()
    first, second = desk.phone.rings("1"), desk.phone.rings("2")
    desk.phone.ends(first.id, _GAVE_UP)
    await desk.clock.advance(5)
    assert len(desk.heard.of(ProblemArose)) == 1
    assert not desk.store.kept_calls

    desk.store.problem = None
    await desk.clock.advance(1)
    assert {call_id: call.is_over for call_id, (call, _) in desk.store.kept_calls.items()} == {
        first.id: True,
        second.id: False,
    }


@on_loop
async def test_a_call_that_a_dead_window_left_standing_is_ended_and_says_why() -> None:
    before = await Desk().sign_in()
    call = before.phone.rings()
    await before.phone.answer(call.id)
    await settle()

    after = await Desk(before.store).sign_in()
    kept, _ = after.store.kept_calls[call.id]
    assert kept.end == CallEnd(EndedBy.ENGINE, EndReason.ENGINE_LOST)
    assert kept.talk_seconds(1e12) == 0.0
    assert after.heard.last(HistoryChanged).calls[0].call.is_over


@on_loop
async def test_a_call_that_the_engine_still_has_goes_on() -> None:
    before = await Desk().sign_in()
    call = before.phone.rings()
    await before.phone.answer(call.id)
    await settle()

    after = Desk(before.store)
    after.phone.tells(before.phone.calls[call.id])
    await after.sign_in()
    kept, _ = after.store.kept_calls[call.id]
    assert not kept.is_over


@on_loop
async def test_a_call_that_rang_before_the_store_was_open_is_kept_when_it_is() -> None:
    desk = Desk()
    call = desk.phone.rings()
    desk.phone.ends(call.id, _GAVE_UP)
    await settle()
    assert not desk.store.kept_calls
    await desk.sign_in()
    assert desk.store.kept_calls[call.id][0].was_missed


@on_loop
async def test_today_begins_at_the_agents_midnight() -> None:
    desk = await Desk().sign_in()
    midnight = datetime.fromtimestamp(desk.store.today_since).astimezone()
    assert (midnight.hour, midnight.minute) == (0, 0)
    assert midnight.date() == desk.clock.now().astimezone().date()


@on_loop
async def test_a_finished_note_shows_its_disposition_at_once() -> None:
    desk = await Desk().sign_in()
    desk.heard.clear()
    desk.events.publish(NoteFinished(Note(NoteId("n"), CallId("c"), 1.0, 1.0), is_last=True))
    await settle()
    assert desk.heard.of(HistoryChanged)


@on_loop
async def test_flushing_tells_that_a_call_is_not_on_disk() -> None:
    desk = await Desk().sign_in()
    desk.store.problem = DiskFull()
    desk.phone.rings()
    try:
        await desk.history.flush()
    except DiskFull:
        assert not desk.store.kept_calls
    else:
        raise AssertionError("flushed onto a full disk")


@on_loop
async def test_the_next_workplace_sees_nothing_of_the_one_before() -> None:
    desk = await Desk().sign_in()
    desk.store.problem = DiskFull()
    call = desk.phone.rings()
    desk.phone.ends(call.id, _GAVE_UP)
    await desk.clock.advance(0.5)
    desk.open_store = None
    desk.events.publish(SignInChanged(SignInStep.SIGNED_OUT))
    desk.store = FakeStore()
    await desk.sign_in()
    await desk.clock.advance(5)
    assert not desk.store.kept_calls
