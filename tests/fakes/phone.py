"""A telephone that does what it is told at once, and lets a test play the other end."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from softphone.model.calls import (
    Call,
    CallChanged,
    CallEnd,
    CallId,
    CallState,
    EndedBy,
    EndReason,
    Hold,
    Media,
    RejectReason,
    Transfer,
    TransferState,
)
from softphone.model.devices import ChosenDevices
from softphone.model.engine_link import Account
from softphone.model.problems import CommandRefused, Problem
from softphone.model.registration import Registration, RegistrationChanged, RegistrationState
from softphone.runtime.events import Events
from tests.fakes.clock import FakeClock

_HEARD = Media(active=True, codec="Opus", encrypted=True, telephone_event=True)
_HUNG_UP_THERE = CallEnd(EndedBy.THEM, EndReason.HUNG_UP, 200)


class FakePhone:
    """`asked` lists every command in order as (name, arguments…); `failing` maps a name to the problem it raises."""

    def __init__(self, events: Events, clock: FakeClock) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.failing: dict[str, Problem] = {}
        self.calls: dict[CallId, Call] = {}
        self.on_service_call: Callable[[CallId, str], None] | None = None
        self.on_watch: Callable[[str], None] | None = None
        self.refuses_devices: ChosenDevices | None = None
        self.gate: asyncio.Event | None = None
        """Commands are done when it is set; None: at once."""
        self._events = events
        self._clock = clock
        self._ids = itertools.count(1)

    # ------------------------------------------------------------ the other end

    def rings(self, number: str = "+46701234567", **fields: Any) -> Call:
        call_id = CallId(f"in-{next(self._ids)}")
        return self.tells(Call(call_id, True, CallState.RINGING, number, self._now, **fields))

    def tells(self, call: Call) -> Call:
        self.calls[call.id] = call
        self._events.publish(CallChanged(call))
        return call

    def changes(self, call_id: CallId, **fields: Any) -> Call:
        return self.tells(replace(self.calls[call_id], **fields))

    def is_answered_there(self, call_id: CallId) -> Call:
        return self.changes(call_id, state=CallState.TALKING, answered_at=self._now, media=_HEARD)

    def ends(self, call_id: CallId, end: CallEnd = _HUNG_UP_THERE) -> Call:
        return self.changes(call_id, state=CallState.ENDED, ended_at=self._now, end=end)

    def registration_is(self, state: RegistrationState) -> None:
        self._events.publish(RegistrationChanged(Registration(state)))

    def commands(self, *names: str) -> list[tuple[Any, ...]]:
        return [command for command in self.asked if command[0] in names]

    # ------------------------------------------------------------ the port

    async def register(self, account: Account) -> None:
        await self._do("register", account)

    async def unregister(self) -> None:
        await self._do("unregister")

    async def register_now(self) -> None:
        await self._do("register_now")

    async def dial(self, target: str, *, service: bool = False) -> CallId:
        await self._do("dial", target, service)
        call_id = CallId(f"out-{next(self._ids)}")
        self.tells(Call(call_id, False, CallState.DIALLING, target, self._now, service=service))
        if service and self.on_service_call:
            self.on_service_call(call_id, target)
        return call_id

    async def ring(self, call_id: CallId) -> None:
        await self._do("ring", call_id)

    async def answer(self, call_id: CallId) -> None:
        await self._do("answer", call_id)
        self.changes(call_id, state=CallState.CONNECTING)
        self.is_answered_there(call_id)

    async def reject(self, call_id: CallId, reason: RejectReason) -> None:
        await self._do("reject", call_id, reason)
        self.ends(call_id, CallEnd(EndedBy.US, EndReason.REJECTED, reason.value))

    async def hang_up(self, call_id: CallId) -> None:
        await self._do("hang_up", call_id)
        self.ends(call_id, CallEnd(EndedBy.US, EndReason.HUNG_UP))

    async def hold(self, call_id: CallId) -> None:
        await self._do("hold", call_id)
        self.changes(call_id, hold=Hold.BY_US)

    async def resume(self, call_id: CallId) -> None:
        await self._do("resume", call_id)
        self.changes(call_id, hold=Hold.NONE)

    async def mute(self, call_id: CallId) -> None:
        await self._do("mute", call_id)
        self.changes(call_id, muted=True)

    async def unmute(self, call_id: CallId) -> None:
        await self._do("unmute", call_id)
        self.changes(call_id, muted=False)

    async def send_digits(self, call_id: CallId, digits: str) -> None:
        await self._do("send_digits", call_id, digits)

    async def transfer(self, call_id: CallId, target: str) -> None:
        await self._do("transfer", call_id, target)
        self.changes(call_id, transfer=Transfer(target, TransferState.ASKED))

    async def list_devices(self) -> None:
        await self._do("list_devices")

    async def choose_devices(self, chosen: ChosenDevices) -> None:
        await self._do("choose_devices", chosen)
        if chosen == self.refuses_devices:
            raise CommandRefused("device will not open")

    async def park_sound(self, device: str) -> None:
        await self._do("park_sound", device)

    async def set_levels(self, microphone: float, speaker: float) -> None:
        await self._do("set_levels", microphone, speaker)

    async def watch_lamp(self, extension: str) -> None:
        await self._do("watch_lamp", extension)
        if self.on_watch:
            self.on_watch(extension)

    # ------------------------------------------------------------

    async def _do(self, name: str, *arguments: object) -> None:
        self.asked.append((name, *arguments))
        await asyncio.sleep(0)
        if self.gate:
            await self.gate.wait()
        if name in self.failing:
            raise self.failing[name]

    @property
    def _now(self) -> float:
        return self._clock.now().timestamp()
