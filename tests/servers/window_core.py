"""A window without pixels: the features and the real engine on their own loop, asked from a test's thread.

Run as a program it is a window that can be killed: python -m tests.servers.window_core PROFILE SIP_PORT AGENT
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from softphone.features.availability import Availability
from softphone.features.calls import Calls
from softphone.features.devices import Devices
from softphone.features.queue_membership import QueueMembership
from softphone.gateways.engine_phone import EnginePhone
from softphone.gateways.engine_process import EngineProcess
from softphone.gateways.sound_devices import SoundDevices
from softphone.model.availability import QueuePresence, QueuePresenceChanged
from softphone.model.calls import Call, CallChanged, CallState
from softphone.model.devices import FILE_DRIVER, ChosenDevices, DeviceName, DevicesChanged
from softphone.model.engine_link import Account, Srtp, Transport
from softphone.model.lamps import LampChanged
from softphone.model.phone_events import PhoneState, PhoneStateChanged
from softphone.model.problems import ProblemArose
from softphone.model.registration import Registration, RegistrationChanged
from softphone.runtime.clock import SystemClock
from softphone.runtime.events import Events
from softphone.runtime.folders import Folders
from softphone.runtime.loop_thread import LoopThread
from tests.fakes.heard import Heard
from tests.fakes.kept import FakeLedger, FakeSettings
from tests.fakes.numbers import FakeNumbers
from tests.fakes.profiles import signed_in

T = TypeVar("T")
SILENCE = ChosenDevices(DeviceName(FILE_DRIVER, ""), DeviceName(FILE_DRIVER, ""))
KINDS = (
    CallChanged,
    RegistrationChanged,
    PhoneStateChanged,
    QueuePresenceChanged,
    LampChanged,
    DevicesChanged,
    ProblemArose,
)


def account(sip_port: int, agent: str) -> Account:
    return Account(
        server=f"127.0.0.1:{sip_port}",
        user=agent,
        password=f"sip-{agent}",
        transport=Transport.UDP,
        srtp=Srtp.OFF,
        local_address="127.0.0.1",
    )


class WindowCore:
    """`opened` with a folder of its own; times are measured from the moment an event was published."""

    def __init__(self, profile: Path, *, watches_devices: bool = False) -> None:
        folders = Folders(profile)
        self.events = Events()
        self.heard = Heard(self.events, *KINDS)
        self.registration = Registration()
        self.phone_state = PhoneState.STARTING
        self.presence = QueuePresenceChanged(QueuePresence.UNKNOWN, QueuePresence.UNKNOWN)
        self.sound = SoundDevices(folders, self.events, can_watch=watches_devices)
        self.process = EngineProcess(folders, self.sound.environment)
        self.process.begin()
        clock = SystemClock()
        self.settings = FakeSettings()
        self.phone = EnginePhone(self.process, self.events, clock)
        self.calls = Calls(self.phone, FakeNumbers(), self.events, clock)
        self.agent = Availability(self.events, clock, FakeLedger)
        self.membership = QueueMembership(self.phone, self.events, clock)
        self.devices = Devices(self.phone, lambda: self.settings, self.sound, self.events)
        self._follow()
        self._thread = LoopThread()
        self._thread.start()
        self.run(self._start())

    def _follow(self) -> None:
        self.events.subscribe(RegistrationChanged, lambda event: setattr(self, "registration", event.registration))
        self.events.subscribe(PhoneStateChanged, lambda event: setattr(self, "phone_state", event.state))
        self.events.subscribe(QueuePresenceChanged, lambda event: setattr(self, "presence", event))

    def run(self, work: Coroutine[Any, Any, T], seconds: float = 15.0) -> T:
        return self._thread.run(work).result(seconds)

    def signs_in(self, **profile: Any) -> None:
        self._thread.call(self.events.publish, signed_in(**profile))

    def registers(self, sip_port: int, agent: str = "101") -> None:
        self.run(self.phone.register(account(sip_port, agent)))
        self.until(lambda: self.registration.is_registered)

    def until(self, is_so: Callable[[], bool], seconds: float = 10.0) -> float:
        """Seconds until it was so; `AssertionError` with what was heard last when it was not."""
        began = time.monotonic()
        while not is_so():
            if time.monotonic() - began > seconds:
                raise AssertionError(f"not within {seconds} s; heard last: {self.heard.all[-8:]}")
            time.sleep(0.002)
        return time.monotonic() - began

    def call_in(self, state: CallState, seconds: float = 10.0) -> Call:
        self.until(lambda: any(call.state is state for call in self.calls.calls), seconds)
        return next(call for call in self.calls.calls if call.state is state)

    def ended(self) -> list[Call]:
        return [event.call for event in self.heard.of(CallChanged) if event.call.is_over and not event.call.service]

    def close(self) -> None:
        self.run(self.phone.leave())
        self.run(self.sound.close())
        self._thread.stop()

    async def _start(self) -> None:
        self.sound.start()
        self.phone.start()


def main() -> None:
    profile, port, agent = sys.argv[1:]
    window = WindowCore(Path(profile))
    window.run(window.phone.choose_devices(SILENCE))
    window.registers(int(port), agent)
    window.run(_answer_everything(window))
    threading.Event().wait()


async def _answer_everything(window: WindowCore) -> None:
    def answer(event: CallChanged) -> None:
        if event.call.may_answer:
            asyncio.ensure_future(window.calls.answer(event.call.id))  # noqa: RUF006 - it lives as long as we do

    window.events.subscribe(CallChanged, answer)


if __name__ == "__main__":
    main()
