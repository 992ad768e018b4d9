"""A PBX's queue that takes feature codes from the fake phone and shows its lamp, as the test PBX does."""

from __future__ import annotations

import asyncio

from softphone.model.calls import CallEnd, CallId, EndedBy, EndReason
from softphone.model.lamps import Lamp, LampChanged, LampState
from softphone.runtime.events import Events
from tests.fakes.phone import FakePhone

LAMP = "*46101"


class FakeQueue:
    """`has_lamp`: whether it tells; `refuses`: answers 403; `is_deaf`: takes the code and does nothing."""

    def __init__(self, phone: FakePhone, events: Events, *, has_lamp: bool = True) -> None:
        self.is_member = False
        self.is_paused = False
        self.has_lamp = has_lamp
        self.refuses = False
        self.is_deaf = False
        self.dialled: list[str] = []
        self._phone = phone
        self._events = events
        phone.on_service_call = self._take
        phone.on_watch = self._watched

    @property
    def state(self) -> LampState:
        if not self.is_member:
            return LampState.ABSENT
        return LampState.ON if self.is_paused else LampState.OFF

    def tell(self) -> None:
        if self.has_lamp:
            self._events.publish(LampChanged(Lamp(LAMP, self.state)))

    def supervisor(self, *, member: bool = True, paused: bool = False) -> None:
        self.is_member, self.is_paused = member, paused
        self.tell()

    def _watched(self, extension: str) -> None:
        if extension == LAMP:
            asyncio.get_running_loop().call_soon(self.tell)

    def _take(self, call_id: CallId, code: str) -> None:
        self.dialled.append(code)
        asyncio.get_running_loop().call_soon(self._answer, call_id, code)

    def _answer(self, call_id: CallId, code: str) -> None:
        if self.refuses:
            self._phone.ends(call_id, CallEnd(EndedBy.THEM, EndReason.FORBIDDEN, 403))
            return
        if not self.is_deaf:
            self._toggle(code)
            self.tell()
        self._phone.is_answered_there(call_id)
        self._phone.ends(call_id)

    def _toggle(self, code: str) -> None:
        if code == "*45":
            self.is_member, self.is_paused = not self.is_member, False
        elif self.is_member:
            self.is_paused = not self.is_paused
