"""A window's telephone with an engine in the same loop, for the tests of the gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from softphone.gateways.engine_phone import EnginePhone
from softphone.model.calls import (
    Call,
    CallChanged,
    CallId,
    CallState,
    CallStatistics,
    Levels,
)
from softphone.model.devices import ChosenDevices, DeviceName, DevicesReported
from softphone.model.engine_link import (
    Account,
    WindowIs,
)
from softphone.model.lamps import LampChanged
from softphone.model.phone_events import DigitHeard, PhoneState, PhoneStateChanged
from softphone.model.registration import Registration, RegistrationChanged, RegistrationState
from softphone.runtime.events import Events
from softphone.runtime.folders import Folders
from tests.fakes.clock import FakeClock
from tests.fakes.engine import FakeEngine, FakeProcess
from tests.fakes.heard import Heard

ACCOUNT = Account(server="pbx.acme.example", user="101", password="sip-101")
HEADSET = ChosenDevices(DeviceName("ALSA", "mouth"), DeviceName("ALSA", "ear"))
TALKS = Call(CallId("c1"), True, CallState.TALKING, "+46701234567", 100.0, answered_at=110.0)
REGISTERED = Registration(RegistrationState.REGISTERED, "sip:101@127.0.0.1")
KINDS = (
    CallChanged,
    RegistrationChanged,
    LampChanged,
    Levels,
    CallStatistics,
    DevicesReported,
    DigitHeard,
    PhoneStateChanged,
)


class Window:
    def __init__(self, folder: Path) -> None:
        self.events = Events()
        self.clock = FakeClock()
        self.process = FakeProcess(Folders(folder))
        self.phone = EnginePhone(self.process, self.events, self.clock, ("softphone", "--again"))
        self.heard = Heard(self.events, *KINDS)

    @property
    def engine(self) -> FakeEngine:
        return self.process.engine

    @property
    def state(self) -> PhoneState:
        return self.states[-1]

    @property
    def states(self) -> list[PhoneState]:
        return [event.state for event in self.heard.of(PhoneStateChanged)]

    async def until(self, is_so: Callable[[], bool]) -> None:
        """The sockets of the loop need real moments; the clock does not move."""
        async with asyncio.timeout(3):
            while not is_so():  # noqa: ASYNC110 - nobody tells when a socket was read
                await asyncio.sleep(0.001)

    async def is_running(self) -> None:
        await self.until(lambda: bool(self.states) and self.states[-1] is PhoneState.RUNNING)
        await self.until(lambda: bool(self.engine.commands(WindowIs)))


@asynccontextmanager
async def window(folder: Path) -> AsyncIterator[Window]:
    opened = Window(folder)
    opened.phone.start()
    try:
        yield opened
    finally:
        await opened.phone.sever()
        opened.engine.dies()
