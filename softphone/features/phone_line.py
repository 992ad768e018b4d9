"""Keeps the agent's line registered: after sign-in, and again slowly where the telephone itself does not retry."""

from __future__ import annotations

import asyncio

from softphone.model.engine_link import Account
from softphone.model.problems import PhoneProblem, ProblemArose
from softphone.model.registration import Registration, RegistrationChanged, RegistrationState
from softphone.ports.phone import Phone
from softphone.runtime.background import Background
from softphone.runtime.clock import Clock
from softphone.runtime.events import Events

RETRY_SECONDS = {
    RegistrationState.REFUSED: 60.0,
    RegistrationState.FORGOTTEN: 5.0,
    RegistrationState.UNTRUSTED: 60.0,
    RegistrationState.UNREACHABLE: 3.0,
}
"""A refused password is not tried every second: servers lock accounts for that. A network that comes back must ring
within 5 s."""


class PhoneLine:
    """The engine gateway registers again after a restart of the engine; the rest is here."""

    def __init__(self, phone: Phone, events: Events, clock: Clock) -> None:
        self._phone = phone
        self._events = events
        self._clock = clock
        self._account: Account | None = None
        self._retry: asyncio.Task[None] | None = None
        self._work = Background()
        events.subscribe(RegistrationChanged, lambda event: self._note(event.registration))

    async def open(self, account: Account) -> None:
        """Register with this account; ProblemArose when the telephone cannot even try."""
        self._account = account
        try:
            await self._phone.register(account)
        except PhoneProblem as problem:
            self._events.publish(ProblemArose(problem, "register"))

    async def close(self) -> None:
        """Take our contact from the registrar."""
        self._account = None
        self._stop_retrying()
        try:
            await self._phone.unregister()
        except PhoneProblem as problem:
            self._events.publish(ProblemArose(problem, "unregister"))

    async def register_now(self) -> None:
        """The network changed, or the agent wants it: do not wait for the next try."""
        if self._account is None:
            return
        try:
            await self._phone.register_now()
        except PhoneProblem as problem:
            self._events.publish(ProblemArose(problem, "register"))

    def _note(self, registration: Registration) -> None:
        if registration.state is RegistrationState.TRYING:
            return
        self._stop_retrying()
        seconds = RETRY_SECONDS.get(registration.state)
        if self._account is not None and seconds is not None:
            self._retry = self._work.start(self._try_after(seconds))

    async def _try_after(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
        self._retry = None
        await self.register_now()

    def _stop_retrying(self) -> None:
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None
