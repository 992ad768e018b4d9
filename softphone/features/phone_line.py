"""The agent's line to the company's PBX: opened after sign-in, closed at sign-out."""

from __future__ import annotations

from collections.abc import Awaitable

from softphone.model.engine_link import Account
from softphone.model.problems import PhoneProblem, ProblemArose
from softphone.ports.phone import Phone
from softphone.runtime.events import Events


class PhoneLine:
    """The telephone itself tries again when the server is away, and registers again after a restart of its own.

    A refused password is never tried again by itself: servers lock accounts for that.
    """

    def __init__(self, phone: Phone, events: Events) -> None:
        self._phone = phone
        self._events = events
        self._is_open = False

    async def open(self, account: Account) -> None:
        """Register with this account; ProblemArose when the telephone cannot even try."""
        self._is_open = True
        await self._telling(self._phone.register(account), "register")

    async def close(self) -> None:
        """Take our contact from the registrar."""
        if self._is_open:
            self._is_open = False
            await self._telling(self._phone.unregister(), "unregister")

    async def register_now(self) -> None:
        """The network changed, or the agent wants it: do not wait for the next try."""
        if self._is_open:
            await self._telling(self._phone.register_now(), "register")

    async def _telling(self, asked: Awaitable[None], subject: str) -> None:
        try:
            await asked
        except PhoneProblem as problem:
            self._events.publish(ProblemArose(problem, subject))
