"""What an agent does with calls. Only one call is un-held at a time; what fails is told as ProblemArose."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from softphone.features.auto_answer import AutoAnswer
from softphone.features.waiting import News
from softphone.model.calls import Call, CallChanged, CallId, RejectReason
from softphone.model.devices import DevicesChanged, DeviceTrouble
from softphone.model.engine_link import Refusal
from softphone.model.problems import CommandRefused, PhoneProblem, ProblemArose
from softphone.model.registration import RegistrationChanged, RegistrationState
from softphone.ports.numbers import NumberPlan
from softphone.ports.phone import Phone
from softphone.runtime.clock import Clock
from softphone.runtime.events import Events

HOLD_SECONDS = 5.0
"""How long the other end may take to agree to a hold before we give up answering another call."""
_KEYPAD = frozenset("0123456789*#ABCD")


class Calls:
    def __init__(self, phone: Phone, numbers: NumberPlan, events: Events, clock: Clock) -> None:
        self._phone = phone
        self._numbers = numbers
        self._events = events
        self._calls: dict[CallId, Call] = {}
        self._asked: set[tuple[str, CallId]] = set()
        self._news = News(clock)
        self._switching = asyncio.Lock()
        self._has_server = self._has_headset = True
        self._auto_answer = AutoAnswer(events, clock, self._is_free, self.answer)
        events.subscribe(CallChanged, lambda event: self.note(event.call))
        events.subscribe(RegistrationChanged, self._note_registration)
        events.subscribe(DevicesChanged, self._note_devices)

    @property
    def calls(self) -> tuple[Call, ...]:
        """The newest state of every call that is not over, oldest first."""
        return tuple(self._calls.values())

    def note(self, call: Call) -> None:
        if call.service:
            return
        if call.is_over:
            self._calls.pop(call.id, None)
        else:
            self._calls[call.id] = call
        self._news.tell()

    async def dial(self, text: str) -> CallId | None:
        """Call what was typed or pasted; holds the call that is talking. None when it could not be placed."""
        with self._telling("dial"):
            target = self._numbers.dialable(text)
            if not target:
                raise CommandRefused(Refusal.BAD_TARGET.value)
            if self._why_not_dial is not None:
                raise CommandRefused(self._why_not_dial.value)
            async with self._switching:
                await self._hold_others(None)
                return await self._phone.dial(target)
        return None

    async def answer(self, call_id: CallId) -> None:
        """Answer; a call that is talking is held first."""
        await self.let_ring(call_id)
        await self._once("answer", call_id, self._answer)

    async def hold_and_answer(self, call_id: CallId) -> None:
        await self.answer(call_id)

    async def let_ring(self, call_id: CallId) -> None:
        """The call goes on ringing until somebody answers it by hand."""
        self._auto_answer.cancel(call_id)

    async def reject(self, call_id: CallId, reason: RejectReason = RejectReason.BUSY) -> None:
        async def reject(call: Call) -> None:
            if call.may_reject:
                await self._phone.reject(call.id, reason)

        await self._once("reject", call_id, reject)

    async def hang_up(self, call_id: CallId) -> None:
        await self._once("hang up", call_id, lambda call: self._phone.hang_up(call.id))

    async def hold(self, call_id: CallId) -> None:
        async def hold(call: Call) -> None:
            if call.may_hold:
                await self._phone.hold(call.id)

        await self._once("hold", call_id, hold)

    async def resume(self, call_id: CallId) -> None:
        """Talk to this one again; another one that is talking is held first."""
        await self._once("resume", call_id, self._resume)

    async def swap(self, call_id: CallId) -> None:
        await self.resume(call_id)

    async def mute(self, call_id: CallId) -> None:
        async def mute(call: Call) -> None:
            if call.may_mute and not call.muted:
                await self._phone.mute(call.id)

        await self._once("mute", call_id, mute)

    async def unmute(self, call_id: CallId) -> None:
        async def unmute(call: Call) -> None:
            if call.muted:
                await self._phone.unmute(call.id)

        await self._once("unmute", call_id, unmute)

    async def send_digits(self, call_id: CallId, digits: str) -> None:
        keys = digits.strip().upper()
        with self._telling("digits"):
            call = self._calls.get(call_id)
            if call is None or not call.may_send_digits:
                raise CommandRefused(Refusal.NOT_NOW.value)
            if not keys or not _KEYPAD.issuperset(keys):
                raise CommandRefused(Refusal.BAD_DIGITS.value)
            await self._phone.send_digits(call_id, keys)

    async def transfer(self, call_id: CallId, target: str) -> None:
        """Blind transfer to a number or SIP address; how it goes is told in `Call.transfer`."""

        async def transfer(call: Call) -> None:
            dialable = self._numbers.dialable(target)
            if not dialable:
                raise CommandRefused(Refusal.BAD_TARGET.value)
            if not call.may_transfer:
                raise CommandRefused(Refusal.NOT_NOW.value)
            await self._phone.transfer(call.id, dialable)

        await self._once("transfer", call_id, transfer)

    # ------------------------------------------------------------ what happens

    def _note_registration(self, event: RegistrationChanged) -> None:
        self._has_server = event.registration.state is not RegistrationState.UNREACHABLE

    def _note_devices(self, event: DevicesChanged) -> None:
        self._has_headset = event.trouble not in (DeviceTrouble.LOST, DeviceTrouble.NOT_THERE)

    @property
    def _why_not_dial(self) -> Refusal | None:
        """At once, instead of ringing for nothing or calling somebody who hears nobody."""
        if not self._has_server:
            return Refusal.NO_SERVER
        return None if self._has_headset else Refusal.NO_HEADSET

    # ------------------------------------------------------------ how

    async def _once(self, subject: str, call_id: CallId, act: Callable[[Call], Awaitable[None]]) -> None:
        """Do it unless the call is gone or the same is being done already: a second click is no second command."""
        if (subject, call_id) in self._asked or call_id not in self._calls:
            return
        self._asked.add((subject, call_id))
        try:
            with self._telling(subject):
                await act(self._calls[call_id])
        finally:
            self._asked.discard((subject, call_id))

    @contextmanager
    def _telling(self, subject: str) -> Iterator[None]:
        try:
            yield
        except PhoneProblem as problem:
            self._events.publish(ProblemArose(problem, subject))

    async def _answer(self, call: Call) -> None:
        async with self._switching:
            await self._hold_others(call.id)
            # While the other one was being held the caller may have gone.
            newest = self._calls.get(call.id)
            if newest and newest.may_answer:
                await self._phone.answer(call.id)
                await self._news.until(lambda: not self._may_answer(call.id), HOLD_SECONDS)

    async def _resume(self, call: Call) -> None:
        async with self._switching:
            await self._hold_others(call.id)
            newest = self._calls.get(call.id)
            if newest and newest.may_resume:
                await self._phone.resume(call.id)

    async def _hold_others(self, call_id: CallId | None) -> None:
        """Raises CommandRefused when another call cannot be held: two customers must never hear each other's agent."""
        for other in self.calls:
            if other.id == call_id or other.may_answer:
                continue
            if not other.is_talking:
                raise CommandRefused(Refusal.NOT_NOW.value, "another call is being set up")
            if other.may_hold:
                await self._phone.hold(other.id)
                await self._wait_for_hold(other.id)

    async def _wait_for_hold(self, call_id: CallId) -> None:
        def is_quiet() -> bool:
            call = self._calls.get(call_id)
            return call is None or call.is_held

        if not await self._news.until(is_quiet, HOLD_SECONDS):
            raise CommandRefused(Refusal.NOT_NOW.value, "the other call could not be held")

    def _may_answer(self, call_id: CallId) -> bool:
        call = self._calls.get(call_id)
        return call is not None and call.may_answer

    def _is_free(self, call_id: CallId) -> bool:
        """Whether no other call would be put on hold by answering this one."""
        return all(call.id == call_id or call.may_answer for call in self.calls)
