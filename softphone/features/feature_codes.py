"""Dials feature codes as service calls, one at a time, and tells how the PBX took each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from softphone.features.waiting import News
from softphone.model.calls import Call, CallChanged, CallId
from softphone.ports.phone import Phone
from softphone.runtime.clock import Clock
from softphone.runtime.events import Events

END_SECONDS = 2.0


class Dialled:
    """A code under way. It is accepted when the PBX answered the call, refused when the call ended without."""

    def __init__(self) -> None:
        self.call_id: CallId | None = None
        self.calls: dict[CallId, Call] = {}

    @property
    def was_accepted(self) -> bool:
        return self._call is not None and self._call.answered_at is not None

    @property
    def was_refused(self) -> bool:
        return self.is_over and not self.was_accepted

    @property
    def is_decided(self) -> bool:
        return self.was_accepted or self.was_refused

    @property
    def is_over(self) -> bool:
        return self._call is not None and self._call.is_over

    @property
    def _call(self) -> Call | None:
        return self.calls.get(self.call_id) if self.call_id else None


class FeatureCodes:
    def __init__(self, phone: Phone, events: Events, clock: Clock) -> None:
        self._phone = phone
        self._news = News(clock)
        self._under_way: Dialled | None = None
        events.subscribe(CallChanged, lambda event: self._note(event.call))

    @property
    def is_busy(self) -> bool:
        return self._under_way is not None

    @asynccontextmanager
    async def dial(self, code: str) -> AsyncIterator[Dialled]:
        """When the block ends the call is over: hung up by us if the PBX does not. Raises PhoneProblem."""
        dialled = self._under_way = Dialled()
        try:
            dialled.call_id = await self._phone.dial(code, service=True)
            yield dialled
            if not await self.until(lambda: dialled.is_over, END_SECONDS):
                await self._phone.hang_up(dialled.call_id)
        finally:
            self._under_way = None

    async def until(self, is_so: Callable[[], bool], seconds: float) -> bool:
        """Look again at every news of the call."""
        return await self._news.until(is_so, seconds)

    def _note(self, call: Call) -> None:
        """The first reports may come before the phone has told us the call's id."""
        if call.service and self._under_way:
            self._under_way.calls[call.id] = call
            self._news.tell()
