"""The telephone of `ports/phone.py`: the engine behind a link, started again and told all it knew when it dies."""

from __future__ import annotations

import asyncio
import logging
import uuid
from dataclasses import replace

from softphone.gateways.engine_life import EngineLife
from softphone.gateways.engine_link import DEADLINE_SECONDS, EngineLink
from softphone.gateways.engine_process import EngineProcess
from softphone.gateways.engine_wishes import Wishes
from softphone.model.calls import (
    Call,
    CallChanged,
    CallEnd,
    CallId,
    CallState,
    EndedBy,
    EndReason,
    RejectReason,
)
from softphone.model.devices import ChosenDevices, DeviceName, DevicesReported
from softphone.model.engine_link import (
    LINK_VERSION,
    Account,
    Answer,
    AnyReport,
    CallReport,
    ChooseDevices,
    Command,
    DeviceError,
    Devices,
    Dial,
    DigitReport,
    HangUp,
    HoldCall,
    LampReport,
    Leave,
    LevelsReport,
    ListDevices,
    Mute,
    ParkSound,
    Register,
    RegisterNow,
    RegistrationReport,
    Reject,
    Resume,
    Ring,
    SendDigits,
    SetLevels,
    SeverWindow,
    Snapshot,
    StatisticsReport,
    TransferCall,
    Unmute,
    Unregister,
    WatchLamp,
    WindowIs,
)
from softphone.model.lamps import LampChanged
from softphone.model.phone_events import DigitHeard, PhoneState, PhoneStateChanged
from softphone.model.problems import PhoneGone, PhoneProblem, ProblemArose
from softphone.model.registration import Registration, RegistrationChanged
from softphone.runtime.background import Background
from softphone.runtime.clock import Clock
from softphone.runtime.events import Events

LEAVE_SECONDS = 4.0
_LOST = CallEnd(EndedBy.ENGINE, EndReason.ENGINE_LOST)

log = logging.getLogger(__name__)


class EnginePhone:
    """`start` on the loop; `leave` when the agent closes the window, `sever` when it closes only to come back."""

    def __init__(
        self, process: EngineProcess, events: Events, clock: Clock, restart_command: tuple[str, ...] = ()
    ) -> None:
        self._process = process
        self._events = events
        self._clock = clock
        self._window = WindowIs(restart_command=restart_command)
        self._life = EngineLife(process, clock, self._heard, self._state_is, self._ended)
        self._wishes = Wishes()
        self._link: EngineLink | None = None
        self._linked = asyncio.Event()
        self._calls: dict[CallId, Call] = {}
        self._registration = Registration()
        self._devices = DevicesReported((), ChosenDevices())
        self._state: PhoneState | None = None
        self._work = Background()

    @property
    def engine_pid(self) -> int | None:
        return self._process.pid

    def start(self) -> None:
        """Take over the engine that is there, or wait for the one that is starting."""
        self._work.start(self._life.live())

    async def leave(self) -> None:
        """Hang up, un-register, end the engine: politely within 4 s, else by force."""
        link = self._finish()
        if link:
            try:
                await link.ask(Leave(), LEAVE_SECONDS)
            except PhoneProblem as problem:
                log.info("the engine was asked to leave: %r", problem)
        if not link or not await self._process.ended(LEAVE_SECONDS):
            self._process.kill()
        await self._close()

    async def sever(self) -> None:
        """Go and leave the engine with its calls: another window will take them over."""
        link = self._finish()
        if link:
            try:
                await link.ask(SeverWindow())
            except PhoneProblem as problem:
                log.warning("the engine was not told that the window comes back: %r", problem)
        await self._close()

    # ------------------------------------------------------------ the port

    async def register(self, account: Account) -> None:
        await self._wish("account", Register(account=account))
        # With an account the engine begins anew: it has forgotten its lamps.
        await asyncio.gather(*map(self._ask, self._wishes.lamps()))

    async def unregister(self) -> None:
        self._wishes.drop("account")
        await self._ask(Unregister())

    async def register_now(self) -> None:
        await self._ask(RegisterNow())

    async def dial(self, target: str, *, service: bool = False) -> CallId:
        call_id = CallId(uuid.uuid4().hex)
        await self._ask(Dial(call_id=call_id, target=target, service=service))
        return call_id

    async def ring(self, call_id: CallId) -> None:
        await self._ask(Ring(call_id=call_id))

    async def answer(self, call_id: CallId) -> None:
        await self._ask(Answer(call_id=call_id))

    async def reject(self, call_id: CallId, reason: RejectReason) -> None:
        await self._ask(Reject(call_id=call_id, reason=reason))

    async def hang_up(self, call_id: CallId) -> None:
        await self._ask(HangUp(call_id=call_id))

    async def hold(self, call_id: CallId) -> None:
        await self._ask(HoldCall(call_id=call_id))

    async def resume(self, call_id: CallId) -> None:
        await self._ask(Resume(call_id=call_id))

    async def mute(self, call_id: CallId) -> None:
        await self._ask(Mute(call_id=call_id))

    async def unmute(self, call_id: CallId) -> None:
        await self._ask(Unmute(call_id=call_id))

    async def send_digits(self, call_id: CallId, digits: str) -> None:
        await self._ask(SendDigits(call_id=call_id, digits=digits))

    async def transfer(self, call_id: CallId, target: str) -> None:
        await self._ask(TransferCall(call_id=call_id, target=target))

    async def list_devices(self) -> None:
        await self._until_linked()
        await self._ask(ListDevices())

    async def choose_devices(self, chosen: ChosenDevices) -> None:
        await self._wish("devices", ChooseDevices(chosen=chosen))

    async def park_sound(self, device: str) -> None:
        # A new engine would open the device that is gone: it is parked, too.
        await self._wish("devices", ParkSound(device=device))

    async def set_levels(self, microphone: float, speaker: float) -> None:
        await self._wish("levels", SetLevels(microphone=microphone, speaker=speaker))

    async def watch_lamp(self, extension: str) -> None:
        await self._wish(f"lamp {extension}", WatchLamp(extension=extension))

    # ------------------------------------------------------------ commands

    async def _ask(self, command: Command) -> None:
        if self._link is None:
            raise PhoneGone(type(command).__name__)
        await self._link.ask(command)

    async def _wish(self, name: str, command: Command) -> None:
        """Do it now and for every later engine."""
        self._wishes.keep(name, command)
        await self._until_linked()
        if not self._wishes.is_told(name):
            self._wishes.tell(name)
            await self._ask(command)

    async def _until_linked(self) -> None:
        try:
            await asyncio.wait_for(self._linked.wait(), DEADLINE_SECONDS)
        except TimeoutError as error:
            raise PhoneGone("the engine did not come") from error

    async def _restore(self, link: EngineLink) -> None:
        """Tell a new engine all that the last one knew; the order is kept, the answers are not waited for in turn."""
        untold = self._wishes.untold()
        commands = [self._window, *(self._wishes.tell(name) for name in untold)]
        answers = asyncio.gather(*map(link.ask, commands), return_exceptions=True)
        await asyncio.sleep(0)
        self._linked.set()
        for name, answer in zip(("window", *untold), await answers, strict=True):
            if isinstance(answer, PhoneProblem):
                self._events.publish(ProblemArose(answer, name.split()[0]))

    # ------------------------------------------------------------ reports

    def _heard(self, link: EngineLink, report: AnyReport) -> None:
        match report:
            case Snapshot():
                self._take_over(link, report)
            case CallReport(call=call):
                self._note_call(call)
            case RegistrationReport(registration=registration):
                self._note_registration(registration)
            case LevelsReport(levels=levels):
                for level in levels:
                    self._events.publish(level)
            case StatisticsReport(statistics=statistics):
                self._events.publish(statistics)
            case Devices(devices=devices, chosen=chosen):
                self._note_devices(DevicesReported(devices, chosen))
            case DeviceError(trouble=trouble, device=device):
                self._events.publish(replace(self._devices, trouble=trouble, trouble_device=self._label(device)))
            case LampReport(lamp=lamp):
                self._events.publish(LampChanged(lamp))
            case DigitReport(call_id=call_id, digit=digit):
                self._events.publish(DigitHeard(call_id, digit))

    def _take_over(self, link: EngineLink, snapshot: Snapshot) -> None:
        if snapshot.link_version != LINK_VERSION:
            log.error("an engine of another version (%d) is replaced", snapshot.link_version)
            self._process.kill()
            link.close()
            return
        self._link = link
        self._wishes.engine_is(snapshot)
        self._state_is(PhoneState.RUNNING)
        self._note_devices(DevicesReported(snapshot.devices, snapshot.chosen))
        self._note_registration(snapshot.registration)
        self._note_all_calls(snapshot.calls)
        for lamp in snapshot.lamps:
            self._events.publish(LampChanged(lamp))
        self._work.start(self._restore(link))

    def _note_all_calls(self, calls: tuple[Call, ...]) -> None:
        standing = {call.id for call in calls}
        for lost in [call for call in self._calls.values() if call.id not in standing]:
            self._note_call(self._as_lost(lost))
        for call in calls:
            self._note_call(call)

    def _note_call(self, call: Call) -> None:
        if call.is_over:
            self._calls.pop(call.id, None)
        else:
            self._calls[call.id] = call
        self._events.publish(CallChanged(call))

    def _note_registration(self, registration: Registration) -> None:
        self._registration = registration
        self._events.publish(RegistrationChanged(registration))

    def _note_devices(self, devices: DevicesReported) -> None:
        self._devices = devices
        self._events.publish(devices)

    # ------------------------------------------------------------ life and death

    def _state_is(self, state: PhoneState, lost: tuple[Call, ...] = ()) -> None:
        if state is not self._state or lost:
            self._state = state
            self._events.publish(PhoneStateChanged(state, lost))

    def _ended(self) -> None:
        """The engine took its calls with it. Nobody can say BYE for them any more."""
        lost = tuple(self._as_lost(call) for call in self._calls.values())
        self._link = None
        self._linked.clear()
        self._wishes.engine_is(None)
        self._state_is(PhoneState.RESTARTING, tuple(call for call in lost if not call.service))
        for call in lost:
            self._note_call(call)
        self._note_registration(Registration())

    def _as_lost(self, call: Call) -> Call:
        return replace(call, state=CallState.ENDED, ended_at=self._clock.now().timestamp(), end=_LOST)

    def _finish(self) -> EngineLink | None:
        """No command and no new engine from here on; the link, for the last word."""
        self._life.finish()
        link, self._link = self._link, None
        self._linked.clear()
        return link

    async def _close(self) -> None:
        self._life.close()
        await self._work.close()

    def _label(self, device: DeviceName) -> str:
        return next((known.label for known in self._devices.devices if known.id == device), device.name)
