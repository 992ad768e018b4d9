"""Works a whole shift in practice through the same features as a person, and measures what comes of each step.

What is measured is never our own word for it: the centre says what its people heard, saw and were sent, and the sound
on both sides is compared with what was spoken.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from softphone.features.autopilot_call import CallLeg
from softphone.features.autopilot_logbook import LegOver, Logbook
from softphone.features.autopilot_partner import Partner, SoundFiles
from softphone.features.autopilot_sight import Sight, StepFailed
from softphone.features.availability import Availability
from softphone.features.calls import Calls
from softphone.features.devices import Devices
from softphone.features.notes import Notes
from softphone.features.sign_in import SignIn
from softphone.model.availability import AgentStateKind, QueuePresence
from softphone.model.calls import EndReason
from softphone.model.devices import FILE_DRIVER, DeviceName
from softphone.model.practice import AutopilotPlan, AutopilotReport, PersonState, PracticeFacts, Step, StepResult
from softphone.model.problems import Problem
from softphone.model.sign_in import SignInStep
from softphone.runtime.clock import Clock
from softphone.runtime.events import Events

SOON = 5.0
"""Seconds that anything may take that the network or a person does not slow down."""
log = logging.getLogger(__name__)
ENTERING = (Step.SIGNED_IN, Step.REGISTERED, Step.READY)
CALL = (
    Step.RANG,
    Step.ANSWERED,
    Step.HEARD,
    Step.SPOKE,
    Step.MUTED,
    Step.HELD,
    Step.RESUMED,
    Step.DIGITS,
    Step.NOTE_SAVED,
    Step.TRANSFERRED,
    Step.WRAPPED_UP,
    Step.NOTE_FOUND,
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What an agent works with."""

    sign_in: SignIn
    availability: Availability
    calls: Calls
    notes: Notes
    devices: Devices


class Autopilot:
    def __init__(self, desk: Desk, partner: Partner, events: Events, clock: Clock, files: SoundFiles) -> None:
        self._desk, self._partner, self._clock, self._files = desk, partner, clock, files
        self._sight = Sight(events, clock)

    async def work(self, facts: PracticeFacts, told: Callable[[StepResult], None]) -> AutopilotReport:
        """Every step is tried that can be; `told` hears of each. PracticeProblem when the centre gives no part."""
        book = Logbook(self._clock, told)
        try:
            plan = await self._partner.plan()
            if await self._leg(book, ENTERING, lambda: self._enter(book, facts)):
                await self._leg(book, CALL, lambda: self._take_call(book, plan))
                await self._leg(book, (Step.MISSED,), lambda: self._miss(book, plan))
                await self._leg(book, (Step.CALLED,), lambda: self._call_out(book, plan))
                await self._leg(book, (Step.ON_BREAK,), lambda: self._take_break(book, plan))
            await self._leg(book, (Step.SIGNED_OUT,), lambda: self._sign_out(book))
            book.not_reached(tuple(Step))
        finally:
            self._sight.close()
        return book.report

    async def _leg(self, book: Logbook, steps: tuple[Step, ...], work: Callable[[], Awaitable[None]]) -> bool:
        """Whether it went well; if not, everything is hung up, so that the next leg begins afresh."""
        try:
            await work()
        except LegOver:
            book.not_reached(steps)
            await self._tidy_up()
            return False
        return True

    # ------------------------------------------------------------ the legs

    async def _enter(self, book: Logbook, facts: PracticeFacts) -> None:
        sight, partner = self._sight, self._partner
        with book.step(Step.SIGNED_IN):
            await self._desk.sign_in.sign_in(facts.address, facts.agent_id, facts.password, False)
            await sight.until("signed in", lambda: sight.sign_in.step is SignInStep.SIGNED_IN, SOON)
            if sight.sign_in.problem is not None:
                raise sight.sign_in.problem
        with book.step(Step.REGISTERED):
            await sight.until("registered", lambda: sight.registration.is_registered, SOON)
            await partner.until("our contact", lambda state: bool(state.agent(self._user).contact), SOON)
            await self._desk.devices.choose(
                DeviceName(FILE_DRIVER, str(self._files.microphone)), DeviceName(FILE_DRIVER, str(self._files.speaker))
            )
        with book.step(Step.READY):
            await self._desk.availability.go_ready()
            await self._until_in_queue(QueuePresence.IN)

    async def _take_call(self, book: Logbook, plan: AutopilotPlan) -> None:
        leg = self._call_leg(book, plan)
        await leg.take()
        await leg.talk()
        await leg.write_note()
        await leg.transfer()
        with book.step(Step.WRAPPED_UP):
            await self._sight.until("wrap-up", lambda: self._is_agent(AgentStateKind.WRAP_UP), SOON)
            await self._desk.notes.choose_disposition(plan.disposition or self._first_disposition())
            await self._until_ready()
        await leg.find_note()
        await self._partner.centre.hang_up(plan.customer)

    async def _miss(self, book: Logbook, plan: AutopilotPlan) -> None:
        sight = self._sight
        with book.step(Step.MISSED):
            await self._partner.centre.call(plan.impatient)
            await sight.until("it rings", lambda: sight.ringing(plan.impatient) is not None, SOON)
            await sight.until("the caller gives up", lambda: sight.ringing(plan.impatient) is None, 30.0)
            await sight.until("it is in the history", lambda: self._is_missed(plan.impatient), SOON)
            await self._until_ready()

    async def _call_out(self, book: Logbook, plan: AutopilotPlan) -> None:
        sight, partner = self._sight, self._partner
        with book.step(Step.CALLED) as figures:
            call_id = await self._desk.calls.dial(plan.called)
            if call_id is None:
                raise StepFailed("the call could not be placed")
            await sight.until("answered", lambda: sight.call(call_id).is_talking, 10.0)
            figures.update(await self._call_leg(book, plan).hear_and_speak(plan.called))
            await self._desk.calls.hang_up(call_id)
            await sight.until("over", lambda: sight.call(call_id).is_over, SOON)
            await partner.until_person(plan.called, "hung up", lambda person: person.state is PersonState.AWAY, SOON)
            await self._until_wrapped_up()

    async def _take_break(self, book: Logbook, plan: AutopilotPlan) -> None:
        with book.step(Step.ON_BREAK):
            await self._desk.availability.take_break(plan.break_reason)
            await self._sight.until("on a break", lambda: self._is_agent(AgentStateKind.BREAK), SOON)
            await self._until_in_queue(QueuePresence.PAUSED)

    async def _sign_out(self, book: Logbook) -> None:
        user = self._user
        with book.step(Step.SIGNED_OUT):
            await self._desk.sign_in.sign_out()
            await self._sight.until("signed out", lambda: self._sight.sign_in.step is SignInStep.SIGNED_OUT, SOON)
            await self._partner.until("our contact is gone", lambda state: not state.agent(user).contact, SOON)
            await self._partner.until(
                "out of the queue", lambda state: state.agent(user).presence is QueuePresence.OUT, SOON
            )

    # ------------------------------------------------------------ how

    def _call_leg(self, book: Logbook, plan: AutopilotPlan) -> CallLeg:
        desk, profile = self._desk, self._desk.sign_in.profile
        targets = [entry.target for entry in profile.directory] if profile else []
        target = next((target for target in targets if f":{plan.colleague}@" in target), plan.colleague)
        return CallLeg(desk.calls, desk.notes, self._sight, self._partner, self._clock, book, plan, target)

    async def _until_in_queue(self, presence: QueuePresence) -> None:
        """The queue says so: to us, and by its own word."""
        sight, user = self._sight, self._user
        await sight.until(f"{presence.value} for us", lambda: sight.presence.confirmed is presence, SOON)
        await self._partner.until(presence.value, lambda state: state.agent(user).presence is presence, SOON)

    async def _until_ready(self) -> None:
        await self._sight.until("ready again", lambda: self._is_agent(AgentStateKind.READY), SOON)
        await self._until_in_queue(QueuePresence.IN)

    async def _until_wrapped_up(self) -> None:
        await self._sight.until("wrap-up", lambda: self._is_agent(AgentStateKind.WRAP_UP), SOON)
        await self._desk.notes.finish()
        await self._until_ready()

    async def _tidy_up(self) -> None:
        for call in self._desk.calls.calls:
            await self._desk.calls.hang_up(call.id)
        try:
            await self._sight.until("all calls over", lambda: not self._desk.calls.calls, SOON)
            await self._hang_up_people()
            if self._is_agent(AgentStateKind.WRAP_UP):
                await self._desk.notes.choose_disposition(self._first_disposition())
                await self._desk.notes.finish()
                await self._until_ready()
        except (StepFailed, Problem) as fault:
            log.warning("the next leg does not begin afresh: %s", fault)

    async def _hang_up_people(self) -> None:
        state = await self._partner.centre.state()
        for person in state.people:
            if person.state is not PersonState.AWAY:
                await self._partner.centre.hang_up(person.number)

    @property
    def _user(self) -> str:
        """Of our phone; "" when nobody is signed in."""
        profile = self._desk.sign_in.profile
        return profile.phone.user if profile and profile.phone else ""

    def _first_disposition(self) -> str:
        profile, note = self._desk.sign_in.profile, self._desk.notes.shown
        queue = profile.queue(note.queue) if profile and note else None
        return queue.dispositions[0] if queue and queue.dispositions else ""

    def _is_agent(self, kind: AgentStateKind) -> bool:
        return self._sight.agent.kind is kind

    def _is_missed(self, number: str) -> bool:
        """With the reason: the caller gave up."""
        calls = [past.call for past in self._sight.history if past.call.number == number]
        return any(call.was_missed and call.end and call.end.reason is EndReason.CANCELLED for call in calls)
