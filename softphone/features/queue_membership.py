"""Makes the PBX's queue agree with the agent's state by dialling the workplace's feature codes.

Both codes toggle, so nothing is dialled before the truth is known: the lamp tells it. One code at a time; each is
followed until the lamp agrees. A PBX without the lamp is believed to have done what it accepted.
"""

from __future__ import annotations

import asyncio

from softphone.features.waiting import News
from softphone.model.availability import AgentStateChanged, QueuePresence, QueuePresenceChanged
from softphone.model.calls import Call, CallChanged, CallId
from softphone.model.lamps import Lamp, LampChanged, LampState
from softphone.model.problems import PhoneProblem, ProblemArose
from softphone.model.queue_codes import QueueCodes, Step, presence_of, queue_codes, wanted_presence
from softphone.model.registration import Registration, RegistrationChanged, RegistrationState
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.ports.phone import Phone
from softphone.runtime.background import Background
from softphone.runtime.clock import Clock
from softphone.runtime.events import Events

LAMP_SECONDS = 2.0
MOST_TRIES = 3
TRIES_COUNT_SECONDS = 60.0
"""Tries older than this are forgotten: a supervisor may un-pause us now and then, two phones must not quarrel."""


class QueueMembership:
    def __init__(self, phone: Phone, events: Events, clock: Clock) -> None:
        self._phone = phone
        self._events = events
        self._clock = clock
        self._codes: QueueCodes | None = None
        self._wanted = QueuePresence.OUT
        self._confirmed = QueuePresence.UNKNOWN
        self._remembered = QueuePresence.OUT
        self._has_lamp = False
        self._expected: QueuePresence | None = None
        self._is_registered = False
        self._has_failed = False
        self._tries = 0
        self._tried_at = 0.0
        self._told: QueuePresenceChanged | None = None
        self._codes_dialled: dict[CallId, Call | None] = {}
        self._news = News(clock)
        self._reconciling: asyncio.Task[None] | None = None
        self._work = Background()
        events.subscribe(SignInChanged, self._note_sign_in)
        events.subscribe(AgentStateChanged, self._note_state)
        events.subscribe(LampChanged, lambda event: self._note_lamp(event.lamp))
        events.subscribe(RegistrationChanged, lambda event: self._note_registration(event.registration))
        events.subscribe(CallChanged, lambda event: self._note_code(event.call))

    async def leave(self) -> None:
        """Wait until we are out of the queue, or it is told that this failed. Ask before un-registering."""
        self._wanted = QueuePresence.OUT
        self._begin_anew()
        while self._reconciling is not None:
            await self._reconciling

    # ------------------------------------------------------------ what happens

    def _note_sign_in(self, event: SignInChanged) -> None:
        if event.step is not SignInStep.SIGNED_IN or event.profile is None:
            return
        codes = queue_codes(event.profile)
        if codes == self._codes and codes is not None:
            return
        self._codes = codes
        self._has_lamp = False
        self._confirmed, self._remembered = QueuePresence.UNKNOWN, QueuePresence.OUT
        self._begin_anew()

    def _note_state(self, event: AgentStateChanged) -> None:
        wanted = wanted_presence(event.state)
        if wanted is not self._wanted:
            self._wanted = wanted
            self._begin_anew()

    def _note_registration(self, registration: Registration) -> None:
        if registration.state is RegistrationState.TRYING:
            return
        if registration.is_registered != self._is_registered:
            self._is_registered = registration.is_registered
            self._confirmed = QueuePresence.UNKNOWN
            self._begin_anew()

    def _note_lamp(self, lamp: Lamp) -> None:
        if self._codes is None or lamp.extension != self._codes.lamp:
            return
        presence = presence_of(lamp.state)
        self._has_lamp = lamp.state is not LampState.UNKNOWN
        by_server = self._is_by_server(presence)
        if presence is not QueuePresence.UNKNOWN:
            self._confirmed = self._remembered = presence
        self._news.tell()
        if by_server:
            self._tell(by_server=True)
        self._start()

    def _note_code(self, call: Call) -> None:
        if call.service and call.id in self._codes_dialled:
            self._codes_dialled[call.id] = call
            self._news.tell()

    def _is_by_server(self, presence: QueuePresence) -> bool:
        """Not the first news, not the answer to what we dialled, however late that comes."""
        if QueuePresence.UNKNOWN in (presence, self._confirmed) or presence is self._confirmed:
            return False
        if presence is self._expected:
            self._expected = None
            return False
        return not self._codes_dialled

    # ------------------------------------------------------------ how

    def _begin_anew(self) -> None:
        self._has_failed = False
        self._tries = 0
        self._start()

    def _start(self) -> None:
        self._tell()
        self._news.tell()
        if self._reconciling is None and self._codes is not None and self._is_registered and not self._has_failed:
            self._reconciling = self._work.start(self._reconcile(self._codes))

    async def _reconcile(self, codes: QueueCodes) -> None:
        try:
            if self._confirmed is QueuePresence.UNKNOWN:
                await self._learn(codes)
            while self._is_registered and (step := codes.step(self._wanted, self._confirmed)):
                if not self._may_try():
                    break
                await self._take(step, codes)
            self._has_failed = self._is_registered and not codes.agrees(self._wanted, self._confirmed)
        except PhoneProblem as problem:
            self._has_failed = True
            self._events.publish(ProblemArose(problem, "queue"))
        finally:
            self._reconciling = None
            self._tell()

    async def _learn(self, codes: QueueCodes) -> None:
        """Ask for the lamp; without an answer the PBX has none and what we remember counts."""
        if codes.lamp:
            await self._phone.watch_lamp(codes.lamp)
            await self._news.until(lambda: self._confirmed is not QueuePresence.UNKNOWN, LAMP_SECONDS)
        if self._confirmed is QueuePresence.UNKNOWN and self._is_registered:
            self._confirmed = self._remembered
        self._tell()

    def _may_try(self) -> bool:
        now = self._clock.monotonic()
        if now - self._tried_at > TRIES_COUNT_SECONDS:
            self._tries = 0
        self._tries += 1
        self._tried_at = now
        return self._tries <= MOST_TRIES

    async def _take(self, step: Step, codes: QueueCodes) -> None:
        before = self._confirmed
        self._expected = step.leads_to
        call_id = await self._dial(step.code)
        try:
            await self._follow(step, call_id)
            if not self._has_lamp and self._was_accepted(call_id):
                self._confirmed = self._remembered = step.leads_to
            self._tell()
            await self._end(call_id)
        finally:
            self._codes_dialled.pop(call_id, None)
        if self._confirmed is step.leads_to:
            self._expected = None
        elif self._has_lamp and self._confirmed is before:
            # The lamp may be late or lost: dialling a toggle again by guess could undo it.
            await self._ask_again(codes)

    async def _dial(self, code: str) -> CallId:
        seen: list[Call] = []
        stop = self._events.subscribe(CallChanged, lambda event: seen.append(event.call))
        try:
            call_id = await self._phone.dial(code, service=True)
        finally:
            stop()
        mine = [call for call in seen if call.id == call_id]
        self._codes_dialled[call_id] = mine[-1] if mine else None
        return call_id

    async def _follow(self, step: Step, call_id: CallId) -> None:
        def is_decided() -> bool:
            if self._has_lamp and self._confirmed is step.leads_to:
                return True
            return self._was_refused(call_id) or (not self._has_lamp and self._was_accepted(call_id))

        await self._news.until(is_decided, LAMP_SECONDS)

    async def _end(self, call_id: CallId) -> None:
        """One code at a time: the call of this one is over before the next is dialled."""
        if not await self._news.until(lambda: self._is_over(call_id), LAMP_SECONDS):
            await self._phone.hang_up(call_id)

    async def _ask_again(self, codes: QueueCodes) -> None:
        self._confirmed = QueuePresence.UNKNOWN
        await self._learn(codes)

    def _was_refused(self, call_id: CallId) -> bool:
        call = self._codes_dialled.get(call_id)
        return call is not None and call.is_over and call.answered_at is None

    def _was_accepted(self, call_id: CallId) -> bool:
        call = self._codes_dialled.get(call_id)
        return call is not None and call.answered_at is not None

    def _is_over(self, call_id: CallId) -> bool:
        call = self._codes_dialled.get(call_id)
        return call is not None and call.is_over

    def _tell(self, *, by_server: bool = False) -> None:
        if self._codes is None:
            event = QueuePresenceChanged(QueuePresence.UNKNOWN, QueuePresence.UNKNOWN)
        else:
            event = QueuePresenceChanged(self._wanted, self._confirmed, self._has_failed, by_server)
        if event != self._told:
            self._told = event
            self._events.publish(event)
