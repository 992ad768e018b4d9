"""The agent's state follows wishes, calls, the queue and the headset, and each change is in the ledger."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from softphone.features.availability import Availability
from softphone.model.availability import AgentStateChanged, AgentStateKind, Cause, QueuePresence, QueuePresenceChanged
from softphone.model.calls import CallEnd, EndedBy, EndReason
from softphone.model.devices import ChosenDevices, DevicesChanged, DeviceTrouble
from softphone.model.problems import DiskFull, ProblemArose
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.runtime.events import Events
from tests.fakes.clock import FakeClock
from tests.fakes.heard import Heard
from tests.fakes.kept import FakeLedger
from tests.fakes.loop import on_loop, settle
from tests.fakes.phone import FakePhone
from tests.fakes.profiles import signed_in

BREAK, READY, RINGING, TALKING, WRAP_UP, SIGNED_OUT = (
    AgentStateKind.BREAK,
    AgentStateKind.READY,
    AgentStateKind.RINGING,
    AgentStateKind.TALKING,
    AgentStateKind.WRAP_UP,
    AgentStateKind.SIGNED_OUT,
)
BUSY = CallEnd(EndedBy.THEM, EndReason.BUSY, 486)
CANCELLED = CallEnd(EndedBy.THEM, EndReason.CANCELLED, 487)
ENGINE_LOST = CallEnd(EndedBy.ENGINE, EndReason.ENGINE_LOST)


class Desk:
    def __init__(self, before: Desk | None = None) -> None:
        """`before`: the same agent's, whose window is gone."""
        self.events = Events()
        self.clock: FakeClock = before.clock if before else FakeClock()
        self.phone = FakePhone(self.events, self.clock)
        self.ledger: FakeLedger = before.ledger if before else FakeLedger()
        self.agent = Availability(self.events, self.clock, lambda: self.ledger)
        self.heard = Heard(self.events, AgentStateChanged, ProblemArose)

    @property
    def kind(self) -> AgentStateKind:
        return self.agent.state.kind

    def signs_in(self) -> None:
        self.events.publish(signed_in())

    async def is_ready(self) -> None:
        self.signs_in()
        await self.agent.go_ready()


@on_loop
async def test_a_shift_goes_through_the_states_and_the_ledger_has_each_with_its_cause() -> None:
    desk = Desk()
    await desk.is_ready()
    call = desk.phone.rings(queue="support")
    await desk.phone.answer(call.id)
    desk.phone.ends(call.id)
    await desk.agent.finish_wrap_up(Cause.DISPOSITION)
    await desk.agent.take_break("lunch")
    await desk.agent.written()
    assert [(state.kind, state.cause) for state in desk.ledger.states] == [
        (BREAK, Cause.SIGN_IN),
        (READY, Cause.AGENT),
        (RINGING, Cause.CALL),
        (TALKING, Cause.CALL),
        (WRAP_UP, Cause.CALL),
        (READY, Cause.DISPOSITION),
        (BREAK, Cause.AGENT),
    ]
    assert [event.state for event in desk.heard.of(AgentStateChanged)] == desk.ledger.states


@on_loop
async def test_a_call_that_ends_by_the_engines_death_leads_to_wrap_up() -> None:
    desk = Desk()
    await desk.is_ready()
    call = desk.phone.rings(queue="support")
    await desk.phone.answer(call.id)
    desk.phone.ends(call.id, ENGINE_LOST)
    assert desk.kind is WRAP_UP


@on_loop
async def test_a_failed_outgoing_call_on_a_break_goes_to_wrap_up_and_back_to_the_break() -> None:
    desk = Desk()
    desk.signs_in()
    await desk.agent.take_break("lunch")
    call_id = await desk.phone.dial("604")
    assert desk.kind is TALKING
    desk.phone.ends(call_id, BUSY)
    assert desk.kind is WRAP_UP
    await desk.clock.advance(59)
    assert desk.kind is WRAP_UP
    await desk.clock.advance(2)
    assert (desk.kind, desk.agent.state.break_reason, desk.agent.state.cause) == (BREAK, "lunch", Cause.TIME)


@on_loop
async def test_a_missed_call_leads_back_to_ready() -> None:
    desk = Desk()
    await desk.is_ready()
    call = desk.phone.rings(queue="support")
    desk.phone.ends(call.id, CANCELLED)
    assert (desk.kind, desk.agent.state.cause) == (READY, Cause.CALL)


@on_loop
async def test_wrap_up_by_the_queues_rule_lasts_until_chosen_or_until_time_or_not_at_all() -> None:
    for queue, after_a_day, cause in (("support", WRAP_UP, Cause.CALL), ("sales", READY, Cause.TIME)):
        desk = Desk()
        await desk.is_ready()
        call = desk.phone.rings(queue=queue)
        await desk.phone.answer(call.id)
        desk.phone.ends(call.id)
        await desk.clock.advance(29)
        assert desk.kind is WRAP_UP
        await desk.clock.advance(86_400)
        assert (desk.kind, desk.agent.state.cause) == (after_a_day, cause)
    desk = Desk()
    await desk.is_ready()
    call = desk.phone.rings(queue="help")
    await desk.phone.answer(call.id)
    desk.phone.ends(call.id)
    assert desk.kind is READY


@on_loop
async def test_a_disposition_ends_a_timed_wrap_up_and_the_time_does_not_strike_later() -> None:
    desk = Desk()
    await desk.is_ready()
    call = desk.phone.rings(queue="sales")
    await desk.phone.answer(call.id)
    desk.phone.ends(call.id)
    await desk.agent.finish_wrap_up()
    await desk.agent.take_break("lunch")
    await desk.clock.advance(60)
    assert (desk.kind, desk.agent.state.break_reason) == (BREAK, "lunch")


@on_loop
async def test_the_first_of_two_calls_to_end_leaves_its_wrap_up_owed() -> None:
    desk = Desk()
    await desk.is_ready()
    first = desk.phone.rings(queue="support")
    await desk.phone.answer(first.id)
    second = desk.phone.rings(queue="help")
    await desk.phone.answer(second.id)
    desk.phone.ends(first.id)
    assert desk.kind is TALKING
    desk.phone.ends(second.id)
    assert desk.kind is WRAP_UP
    await desk.clock.advance(3600)
    assert desk.kind is WRAP_UP


@on_loop
async def test_a_call_that_still_rings_after_wrap_up_is_shown_ringing() -> None:
    desk = Desk()
    await desk.is_ready()
    first = desk.phone.rings(queue="support")
    await desk.phone.answer(first.id)
    desk.phone.rings(queue="support")
    desk.phone.ends(first.id)
    assert desk.kind is WRAP_UP
    await desk.agent.finish_wrap_up()
    assert desk.kind is RINGING


@on_loop
async def test_feature_codes_are_no_calls() -> None:
    desk = Desk()
    await desk.is_ready()
    call_id = await desk.phone.dial("*46", service=True)
    desk.phone.ends(call_id)
    assert desk.kind is READY


@on_loop
async def test_calls_that_stand_when_the_window_comes_back_are_taken_up_at_sign_in() -> None:
    desk = Desk()
    call = desk.phone.rings(queue="support")
    await desk.phone.answer(call.id)
    assert desk.kind is SIGNED_OUT
    desk.signs_in()
    assert desk.kind is TALKING
    desk.phone.ends(call.id)
    await desk.agent.finish_wrap_up()
    assert desk.kind is BREAK


@on_loop
async def test_a_supervisors_pause_makes_a_break_that_names_the_server() -> None:
    desk = Desk()
    await desk.is_ready()
    desk.events.publish(QueuePresenceChanged(QueuePresence.IN, QueuePresence.PAUSED, by_server=True))
    assert (desk.kind, desk.agent.state.cause) == (BREAK, Cause.SERVER)


@on_loop
async def test_our_own_pause_changes_no_state() -> None:
    desk = Desk()
    await desk.is_ready()
    desk.events.publish(QueuePresenceChanged(QueuePresence.IN, QueuePresence.PAUSED))
    assert desk.kind is READY


@on_loop
async def test_without_a_headset_ready_is_withdrawn_and_the_cause_named() -> None:
    desk = Desk()
    await desk.is_ready()
    desk.events.publish(DevicesChanged((), ChosenDevices(), DeviceTrouble.NOT_THERE, "Jabra"))
    assert (desk.kind, desk.agent.state.cause) == (BREAK, Cause.DEVICE)
    await desk.agent.go_ready()
    assert (desk.kind, desk.agent.state.cause) == (BREAK, Cause.DEVICE)
    desk.events.publish(DevicesChanged((), ChosenDevices()))
    assert desk.kind is BREAK
    await desk.agent.go_ready()
    assert desk.kind is READY


@on_loop
async def test_a_headset_lost_while_it_rings_leaves_the_call_to_be_answered() -> None:
    desk = Desk()
    await desk.is_ready()
    call = desk.phone.rings(queue="support")
    desk.events.publish(DevicesChanged((), ChosenDevices(), DeviceTrouble.NOT_THERE, "Jabra"))
    assert desk.kind is RINGING
    desk.phone.ends(call.id, CANCELLED)
    assert (desk.kind, desk.agent.state.cause) == (BREAK, Cause.DEVICE)


@on_loop
async def test_signing_out_ends_every_state() -> None:
    desk = Desk()
    await desk.is_ready()
    desk.events.publish(SignInChanged(SignInStep.SIGNING_OUT))
    assert desk.kind is SIGNED_OUT


@on_loop
async def test_a_full_disk_is_told_and_the_line_is_written_with_the_next_change() -> None:
    desk = Desk()
    desk.ledger.problem = DiskFull()
    await desk.is_ready()
    await desk.agent.written()
    assert isinstance(desk.heard.last(ProblemArose).problem, DiskFull)
    desk.ledger.problem = None
    await desk.agent.take_break("lunch")
    await desk.agent.written()
    assert [state.kind for state in desk.ledger.states] == [BREAK, READY, BREAK]


# ------------------------------------------------------------ any sequence of events

DOINGS = st.lists(
    st.tuples(
        st.sampled_from(
            ("ready", "break", "rings", "answer", "dial", "answered there", "ends", "fails", "finish", "time", "paused")
        ),
        st.integers(0, 3),
    ),
    max_size=25,
)


class AnyShift(Desk):
    """Does what it is told, and checks after every step what must always be so."""

    def __init__(self) -> None:
        super().__init__()
        self.wishes_ready = False
        self.owes_disposition = False

    async def do(self, doing: str, which: int) -> None:
        before = self.agent.state
        await self._do(doing, which)
        await settle(5)
        after = self.agent.state
        assert after.kind is not READY or self.wishes_ready, "ready, though the agent does not want it"
        assert not (before.kind is TALKING and after.kind in (READY, BREAK)) or not self.owes_disposition
        if self.owes_disposition:
            assert after.kind in (TALKING, WRAP_UP)

    async def _do(self, doing: str, which: int) -> None:
        live = [call for call in self.phone.calls.values() if not call.is_over]
        call = live[which % len(live)] if live else None
        match doing:
            case "ready":
                self.wishes_ready = True
                await self.agent.go_ready()
            case "break":
                self.wishes_ready = False
                await self.agent.take_break("tea")
            case "paused":
                self.wishes_ready = self.wishes_ready and not self.agent.state.wants_queue_calls
                self.events.publish(QueuePresenceChanged(QueuePresence.IN, QueuePresence.PAUSED, by_server=True))
            case "rings":
                self.phone.rings(queue=("support", "sales", "help", "")[which])
            case "dial":
                await self.phone.dial("604")
            case "answer" if call and call.may_answer:
                await self.phone.answer(call.id)
            case "answered there" if call and not call.incoming:
                self.phone.is_answered_there(call.id)
            case "ends" | "fails" if call:
                self.owes_disposition |= call.is_talking and call.queue == "support"
                self.phone.ends(call.id, BUSY if doing == "fails" else ENGINE_LOST)
            case "finish":
                self.owes_disposition &= self.kind is not WRAP_UP
                await self.agent.finish_wrap_up()
            case "time":
                await self.clock.advance(40.0)


@settings(max_examples=150, deadline=None)
@given(DOINGS)
def test_whatever_happens_the_state_has_a_cause_and_no_wrap_up_is_skipped(doings: list[tuple[str, int]]) -> None:
    async def shift() -> None:
        desk = AnyShift()
        desk.signs_in()
        for doing, which in doings:
            await desk.do(doing, which)

    asyncio.run(shift())
