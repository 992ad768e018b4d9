"""Makes the PBX's queue agree with the agent's state by dialling the workplace's feature codes.

Both codes toggle, so nothing is dialled before the truth is known (`model/queue_codes.py`). One code at a time; each is
followed until the lamp agrees. A PBX without the lamp is believed to have done what it accepted.
"""

from __future__ import annotations

import asyncio

from softphone.features.feature_codes import FeatureCodes
from softphone.features.waiting import News
from softphone.model.availability import AgentStateChanged, QueuePresence, QueuePresenceChanged
from softphone.model.lamps import Lamp, LampChanged, LampState
from softphone.model.problems import PhoneProblem, ProblemArose
from softphone.model.queue_codes import QueueCodes, Standing, Step, StepKind, queue_codes, wanted_presence
from softphone.model.registration import Registration, RegistrationChanged, RegistrationState
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.ports.phone import Phone
from softphone.runtime.background import Background
from softphone.runtime.clock import Clock
from softphone.runtime.events import Events

LAMP_SECONDS = 2.0
LATE_SECONDS = 1.0
"""After the code was taken: a lamp that is silent for so long stands still. More than SIP's first retransmission."""
LEFT_SECONDS = 0.3
"""The same for leaving, where a lamp that stands still is good news."""
MOST_REFUSALS = 3
MOST_STEPS = 6
STEPS_COUNT_SECONDS = 60.0
"""Steps older than this are forgotten: a supervisor may un-pause us now and then, two phones must not quarrel."""


class QueueMembership:
    def __init__(self, phone: Phone, events: Events, clock: Clock) -> None:
        self._phone = phone
        self._events = events
        self._clock = clock
        self._codes: QueueCodes | None = None
        self._dialling = FeatureCodes(phone, events, clock)
        self._wanted = QueuePresence.OUT
        self._standing = Standing()
        self._last_lamp = LampState.UNKNOWN
        self._believed = QueuePresence.OUT
        self._expected: QueuePresence | None = None
        self._is_registered = False
        self._has_failed = False
        self._steps = self._refusals = 0
        self._stepped_at = 0.0
        self._told: QueuePresenceChanged | None = None
        self._news = News(clock)
        self._reconciling: asyncio.Task[None] | None = None
        self._work = Background()
        events.subscribe(SignInChanged, self._note_sign_in)
        events.subscribe(AgentStateChanged, self._note_state)
        events.subscribe(LampChanged, lambda event: self._note_lamp(event.lamp))
        events.subscribe(RegistrationChanged, lambda event: self._note_registration(event.registration))

    async def leave(self) -> None:
        """Wait until we are out of the queue, or it is told that this failed. Ask before un-registering."""
        self._wanted = QueuePresence.OUT
        self._begin_anew()
        while self._reconciling is not None:
            await self._reconciling

    # ------------------------------------------------------------ what happens

    def _note_sign_in(self, event: SignInChanged) -> None:
        if event.step is SignInStep.SIGNED_OUT:
            self._codes = None
        elif event.step is SignInStep.SIGNED_IN and event.profile is not None:
            self._use(queue_codes(event.profile))

    def _use(self, codes: QueueCodes | None) -> None:
        if codes != self._codes or codes is None:
            self._codes = codes
            self._standing, self._last_lamp, self._believed = Standing(), LampState.UNKNOWN, QueuePresence.OUT
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
            self._standing = self._standing.without_lamp()
            self._begin_anew()

    def _note_lamp(self, lamp: Lamp) -> None:
        if self._codes is None or lamp.extension != self._codes.lamp:
            return
        if lamp.state is not LampState.UNKNOWN:
            self._last_lamp = lamp.state
        before = self._standing
        self._standing = before.lamp_says(lamp.state)
        by_server = self._is_by_server(before)
        self._news.tell()
        if by_server:
            self._tell(by_server=True)
        self._start()

    def _is_by_server(self, before: Standing) -> bool:
        """Not the first news, not the answer to what we dialled, however late that comes."""
        presence = self._standing.presence
        if QueuePresence.UNKNOWN in (presence, before.presence) or presence is before.presence:
            return False
        if presence is self._expected:
            self._expected = None
            return False
        return self._expected is None or not self._dialling.is_busy

    # ------------------------------------------------------------ how

    @property
    def _has_lamp(self) -> bool:
        return self._last_lamp is not LampState.UNKNOWN

    def _begin_anew(self) -> None:
        self._has_failed = False
        self._steps = self._refusals = 0
        self._start()

    def _start(self) -> None:
        self._tell()
        self._news.tell()
        if self._reconciling is None and self._codes is not None and self._is_registered and not self._has_failed:
            self._reconciling = self._work.start(self._reconcile(self._codes))

    async def _reconcile(self, codes: QueueCodes) -> None:
        try:
            if self._standing.lamp is LampState.UNKNOWN:
                await self._learn(codes)
            while self._is_registered and (step := codes.step(self._wanted, self._standing)):
                if not self._may_step():
                    break
                await self._take(step, codes)
            agrees = codes.agrees(self._wanted, self._standing.presence)
            self._has_failed = self._is_registered and not agrees
        except PhoneProblem as problem:
            self._has_failed = True
            self._events.publish(ProblemArose(problem, "queue"))
        finally:
            self._reconciling = None
            self._tell()

    async def _learn(self, codes: QueueCodes) -> None:
        """Ask for the lamp. One that is not told again stands as it stood; without any, we begin outside."""
        if codes.lamp:
            await self._phone.watch_lamp(codes.lamp)
            await self._news.until(lambda: self._standing.lamp is not LampState.UNKNOWN, LAMP_SECONDS)
        if self._standing.lamp is LampState.UNKNOWN and self._is_registered:
            self._standing = self._as_remembered()
        self._tell()

    def _as_remembered(self) -> Standing:
        if self._has_lamp:
            return self._standing.lamp_says(self._last_lamp)
        return self._standing.believed(self._believed)

    def _may_step(self) -> bool:
        now = self._clock.monotonic()
        if now - self._stepped_at > STEPS_COUNT_SECONDS:
            self._steps = self._refusals = 0
        self._steps += 1
        self._stepped_at = now
        return self._steps <= MOST_STEPS and self._refusals < MOST_REFUSALS

    async def _take(self, step: Step, codes: QueueCodes) -> None:
        before = self._standing
        self._expected = step.leads_to
        async with self._dialling.dial(step.code) as dialled:
            await self._dialling.until(lambda: self._has_had_effect or dialled.is_decided, LAMP_SECONDS)
            if self._has_lamp and not dialled.was_refused:
                await self._await_lamp(step)
            self._conclude(step, before, was_accepted=dialled.was_accepted)
            self._tell()
        if step.kind is StepKind.JOIN and self._has_lamp and not self._has_had_effect:
            # The lamp's word may be lost: dialling a toggle again by guess could undo it.
            await self._phone.watch_lamp(codes.lamp)
            await self._await_lamp(step)

    async def _await_lamp(self, step: Step) -> None:
        seconds = LEFT_SECONDS if step.kind is StepKind.LEAVE else LATE_SECONDS
        await self._news.until(lambda: self._has_had_effect, seconds)

    def _conclude(self, step: Step, before: Standing, *, was_accepted: bool) -> None:
        if not was_accepted:
            self._refusals += 1
        elif not self._has_lamp:
            self._standing = self._standing.believed(step.leads_to)
            self._believed = step.leads_to
        elif self._standing == before:
            self._standing = step.had_no_effect(before)
        if self._standing.presence is step.leads_to:
            self._expected = None

    @property
    def _has_had_effect(self) -> bool:
        """What the last code was to lead to has been seen."""
        return self._expected is None

    def _tell(self, *, by_server: bool = False) -> None:
        if self._codes is None:
            event = QueuePresenceChanged(QueuePresence.UNKNOWN, QueuePresence.UNKNOWN)
        else:
            event = QueuePresenceChanged(self._wanted, self._standing.presence, self._has_failed, by_server)
        if event != self._told:
            self._told = event
            self._events.publish(event)
