"""A PBX's queue that takes feature codes from the fake phone and shows its lamp, as the test PBX does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from softphone.model.availability import QueuePresence
from softphone.model.calls import CallEnd, CallId, EndedBy, EndReason
from softphone.model.lamps import Lamp, LampChanged, LampState
from softphone.runtime.events import Events
from tests.fakes.phone import FakePhone

LAMP = "*46101"


class FakeQueue:
    """`has_lamp`: whether it tells; `refuses`: answers 403; `is_deaf`: takes the code and does nothing.

    `tells_removal`: the lamp says when a member is removed. Asterisk's does not: it stays as it was.
    """

    def __init__(self, phone: FakePhone, events: Events, *, has_lamp: bool = True, tells_removal: bool = True) -> None:
        self.is_member = False
        self.is_paused = False
        self.has_lamp = has_lamp
        self.tells_removal = tells_removal
        self.lamp = LampState.ABSENT
        self.refuses = False
        self.is_deaf = False
        self.dialled: list[str] = []
        self.after_code: Callable[[], None] = lambda: None
        """Happens after a code did its work and before its call is over."""
        self._phone = phone
        self._events = events
        phone.on_service_call = self._take
        phone.on_watch = self._watched

    @property
    def presence(self) -> QueuePresence:
        if not self.is_member:
            return QueuePresence.OUT
        return QueuePresence.PAUSED if self.is_paused else QueuePresence.IN

    def tell(self) -> None:
        if self.has_lamp:
            self._events.publish(LampChanged(Lamp(LAMP, self.lamp)))

    def supervisor(self, *, member: bool = True, paused: bool = False) -> None:
        self._become(member, paused)

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
            self.after_code()
        self._phone.is_answered_there(call_id)
        self._phone.ends(call_id)

    def _toggle(self, code: str) -> None:
        if code == "*45":
            self._become(not self.is_member, False)
        elif self.is_member:
            self._become(True, not self.is_paused)

    def _become(self, member: bool, paused: bool) -> None:
        self.is_member, self.is_paused = member, paused
        before = self.lamp
        if member:
            self.lamp = LampState.ON if paused else LampState.OFF
        elif self.tells_removal:
            self.lamp = LampState.ABSENT
        if self.lamp is not before:
            self.tell()
