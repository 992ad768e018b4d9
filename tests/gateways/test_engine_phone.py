"""EnginePhone against an engine in the same loop: commands, take-over, death, silence, and giving up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from softphone.gateways.engine_phone import EnginePhone
from softphone.model.calls import (
    Call,
    CallChanged,
    CallId,
    CallState,
    CallStatistics,
    EndedBy,
    EndReason,
    Levels,
    RejectReason,
)
from softphone.model.devices import AudioDevice, ChosenDevices, DeviceName, DevicesReported, DeviceTrouble
from softphone.model.engine_link import (
    LINK_VERSION,
    Account,
    Answer,
    Beat,
    CallReport,
    ChooseDevices,
    DeviceError,
    Devices,
    Dial,
    DigitReport,
    LampReport,
    Leave,
    LevelsReport,
    ParkSound,
    Refusal,
    Register,
    RegistrationReport,
    Reject,
    SetLevels,
    SeverWindow,
    StatisticsReport,
    WatchLamp,
    WindowIs,
)
from softphone.model.lamps import Lamp, LampChanged, LampState
from softphone.model.phone_events import DigitHeard, PhoneState, PhoneStateChanged
from softphone.model.problems import CommandRefused, PhoneGone
from softphone.model.registration import Registration, RegistrationChanged, RegistrationState
from softphone.runtime.events import Events
from softphone.runtime.folders import Folders
from tests.fakes.clock import FakeClock
from tests.fakes.engine import FakeEngine, FakeProcess
from tests.fakes.heard import Heard
from tests.fakes.loop import on_loop

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


@on_loop
async def test_the_engine_is_started_and_told_how_to_start_the_window_again(tmp_path: Path) -> None:
    async with window(tmp_path) as desk:
        await desk.is_running()
        assert desk.states == [PhoneState.STARTING, PhoneState.RUNNING]
        assert desk.engine.commands(WindowIs)[0].restart_command == ("softphone", "--again")


@on_loop
async def test_each_command_waits_for_its_answer(tmp_path: Path) -> None:
    async with window(tmp_path) as desk:
        await desk.is_running()
        call_id = await desk.phone.dial("*45", service=True)
        await desk.phone.answer(CallId("c1"))
        await desk.phone.reject(CallId("c2"), RejectReason.DECLINED)
        dialled = desk.engine.commands(Dial)[0]
        assert (dialled.call_id, dialled.target, dialled.service) == (call_id, "*45", True)
        assert desk.engine.commands(Reject)[0].reason is RejectReason.DECLINED
        requests = [command.request for command in desk.engine.told]
        assert len(set(requests)) == len(requests)


@on_loop
async def test_a_refused_command_raises_its_reason(tmp_path: Path) -> None:
    async with window(tmp_path) as desk:
        await desk.is_running()
        desk.engine.refusals[Answer] = Refusal.NO_SUCH_CALL
        with pytest.raises(CommandRefused) as refused:
            await desk.phone.answer(CallId("c1"))
        assert refused.value.reason == "no such call"


@on_loop
async def test_a_command_without_an_answer_has_a_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("softphone.gateways.engine_link.EngineLink.ask.__defaults__", (0.05,))
    async with window(tmp_path) as desk:
        await desk.is_running()
        desk.engine.is_silent = True
        with pytest.raises(PhoneGone):
            await desk.phone.answer(CallId("c1"))


@on_loop
async def test_every_report_becomes_an_event(tmp_path: Path) -> None:
    ear = AudioDevice(DeviceName("ALSA", "ear"), "Jabra", may_capture=False, may_play=True)
    level, lamp = Levels(CallId("c1"), 0.1, 0.2, 0.3), Lamp("*46101", LampState.ON)
    figures = CallStatistics(CallId("c1"), 1.0, "Opus", 50, 0.0, 1.0, 50, None, None, None, 40.0)
    async with window(tmp_path) as desk:
        await desk.is_running()
        desk.heard.clear()
        desk.engine.reports(
            CallReport(call=TALKS),
            RegistrationReport(registration=REGISTERED),
            LevelsReport(levels=(level,)),
            StatisticsReport(statistics=figures),
            Devices(devices=(ear,), chosen=HEADSET),
            DeviceError(trouble=DeviceTrouble.LOST, device=ear.id),
            LampReport(lamp=lamp),
            DigitReport(call_id=CallId("c1"), digit="5"),
            Beat(),
        )
        await desk.until(lambda: len(desk.heard.all) == 8)
        assert desk.heard.all == [
            CallChanged(TALKS),
            RegistrationChanged(REGISTERED),
            level,
            figures,
            DevicesReported((ear,), HEADSET),
            DevicesReported((ear,), HEADSET, DeviceTrouble.LOST, "Jabra"),
            LampChanged(lamp),
            DigitHeard(CallId("c1"), "5"),
        ]


@on_loop
async def test_a_report_that_cannot_be_read_does_not_end_the_link(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with window(tmp_path) as desk:
        await desk.is_running()
        desk.engine.sends(b"\xc1 nonsense")
        desk.engine.reports(CallReport(call=TALKS))
        await desk.until(lambda: bool(desk.heard.of(CallChanged)))
        assert "a report cannot be read" in caplog.text


@on_loop
async def test_a_running_engine_is_taken_over_with_its_calls_and_not_started_again(tmp_path: Path) -> None:
    process = FakeProcess(Folders(tmp_path))
    process.start()
    await asyncio.gather(*process._opening)
    lamp = Lamp("*46101", LampState.OFF)
    process.engine.snapshot |= {
        "calls": (TALKS,),
        "registration": REGISTERED,
        "has_account": True,
        "chosen": HEADSET,
        "lamps": (lamp,),
    }
    desk = Window(tmp_path)
    desk.process.start = lambda: pytest.fail("a second engine was started")  # type: ignore[method-assign]
    desk.process.engines = process.engines
    desk.phone.start()
    await desk.is_running()
    assert desk.heard.of(CallChanged) == [CallChanged(TALKS)]
    assert desk.heard.of(RegistrationChanged) == [RegistrationChanged(REGISTERED)]
    assert desk.heard.of(LampChanged) == [LampChanged(lamp)]
    assert desk.heard.last(DevicesReported).chosen == HEADSET
    assert [type(command) for command in desk.engine.told] == [WindowIs]
    await desk.phone.sever()
    process.engine.dies()


@on_loop
async def test_a_dead_engine_is_replaced_and_told_all_that_the_last_one_knew(tmp_path: Path) -> None:
    async with window(tmp_path) as desk:
        await desk.is_running()
        await desk.phone.choose_devices(HEADSET)
        await desk.phone.set_levels(1.5, 0.5)
        await desk.phone.register(ACCOUNT)
        await desk.phone.watch_lamp("*46101")
        desk.engine.reports(CallReport(call=TALKS), RegistrationReport(registration=REGISTERED))
        await desk.until(lambda: bool(desk.heard.of(CallChanged)))
        desk.heard.clear()
        desk.engine.dies()
        await desk.until(lambda: len(desk.process.engines) == 2 and bool(desk.engine.commands(WatchLamp)))
        assert [type(command) for command in desk.engine.told] == [
            WindowIs,
            ChooseDevices,
            SetLevels,
            Register,
            WatchLamp,
        ]
        assert desk.engine.commands(Register)[0].account == ACCOUNT
        assert desk.states == [PhoneState.RESTARTING, PhoneState.RUNNING]


@on_loop
async def test_a_call_that_died_with_the_engine_is_told_as_ended_by_it(tmp_path: Path) -> None:
    async with window(tmp_path) as desk:
        await desk.is_running()
        desk.engine.reports(CallReport(call=TALKS), RegistrationReport(registration=REGISTERED))
        await desk.until(lambda: bool(desk.heard.of(RegistrationChanged)[1:]))
        desk.heard.clear()
        desk.engine.dies()
        await desk.until(lambda: bool(desk.heard.of(CallChanged)))
        lost = desk.heard.last(CallChanged).call
        assert lost.end is not None
        assert (lost.state, lost.end.by, lost.end.reason) == (
            CallState.ENDED,
            EndedBy.ENGINE,
            EndReason.ENGINE_LOST,
        )
        assert desk.heard.of(PhoneStateChanged)[0] == PhoneStateChanged(PhoneState.RESTARTING, (lost,))
        assert RegistrationChanged(Registration()) in desk.heard.all


@on_loop
async def test_a_command_under_way_when_the_engine_dies_fails_at_once(tmp_path: Path) -> None:
    async with window(tmp_path) as desk:
        await desk.is_running()
        desk.engine.is_silent = True
        answering = asyncio.ensure_future(desk.phone.answer(CallId("c1")))
        await desk.until(lambda: bool(desk.engine.commands(Answer)))
        desk.engine.dies()
        with pytest.raises(PhoneGone):
            await answering


@on_loop
async def test_an_engine_that_only_dropped_the_link_is_taken_over_again_with_its_calls(tmp_path: Path) -> None:
    async with window(tmp_path) as desk:
        await desk.is_running()
        desk.engine.reports(CallReport(call=TALKS))
        await desk.until(lambda: bool(desk.heard.of(CallChanged)))
        desk.engine.snapshot["calls"] = (TALKS,)
        before = len(desk.engine.told)
        desk.engine.hangs_up_the_link()
        await desk.until(lambda: len(desk.engine.told) > before)
        assert len(desk.process.engines) == 1
        assert desk.process.killed == 0
        assert all(not event.call.is_over for event in desk.heard.of(CallChanged))


@on_loop
async def test_silence_is_told_after_three_seconds_and_ended_after_five(tmp_path: Path) -> None:
    async with window(tmp_path) as desk:
        await desk.is_running()
        await desk.clock.advance(3.5)
        assert desk.state is PhoneState.NOT_RESPONDING
        assert desk.process.killed == 0
        desk.engine.reports(Beat())
        await asyncio.sleep(0.02)
        await desk.clock.advance(0.5)
        assert desk.states[-1:] == [PhoneState.RUNNING]
        await desk.clock.advance(5.5)
        await desk.until(lambda: len(desk.process.engines) == 2)
        await desk.is_running()
        assert desk.process.killed >= 1


@on_loop
async def test_what_fails_again_and_again_is_tried_every_ten_seconds(tmp_path: Path) -> None:
    async with window(tmp_path) as desk:
        await desk.is_running()
        desk.process.will_not_start = True
        desk.engine.dies()
        await desk.until(lambda: desk.state is PhoneState.FAILED)
        assert len(desk.process.engines) == 6
        await desk.clock.advance(9)
        await asyncio.sleep(0.02)
        assert len(desk.process.engines) == 6
        desk.process.will_not_start = False
        await desk.clock.advance(2)
        await desk.is_running()


@on_loop
async def test_commands_without_an_engine_say_so(tmp_path: Path) -> None:
    desk = Window(tmp_path)
    with pytest.raises(PhoneGone):
        await desk.phone.hold(CallId("c1"))


@on_loop
async def test_an_account_given_while_the_engine_starts_is_registered_once(tmp_path: Path) -> None:
    async with window(tmp_path) as desk:
        await desk.phone.register(ACCOUNT)
        await desk.is_running()
        assert len(desk.engine.commands(Register)) == 1


@on_loop
async def test_after_signing_out_a_new_engine_gets_no_account(tmp_path: Path) -> None:
    async with window(tmp_path) as desk:
        await desk.is_running()
        await desk.phone.register(ACCOUNT)
        await desk.phone.unregister()
        desk.engine.dies()
        await desk.until(lambda: len(desk.process.engines) == 2)
        await desk.is_running()
        assert desk.engine.commands(Register) == []


@on_loop
async def test_a_device_that_is_gone_stays_parked_in_a_new_engine(tmp_path: Path) -> None:
    async with window(tmp_path) as desk:
        await desk.is_running()
        await desk.phone.choose_devices(HEADSET)
        await desk.phone.park_sound("Jabra")
        desk.engine.dies()
        await desk.until(lambda: len(desk.process.engines) == 2)
        await desk.is_running()
        assert [type(command) for command in desk.engine.told] == [WindowIs, ParkSound]


@on_loop
async def test_leaving_asks_the_engine_to_end_and_starts_no_other(tmp_path: Path) -> None:
    desk = Window(tmp_path)
    desk.phone.start()
    await desk.is_running()
    leaving = asyncio.ensure_future(desk.phone.leave())
    await desk.until(lambda: bool(desk.engine.commands(Leave)))
    desk.engine.dies()
    await leaving
    assert len(desk.process.engines) == 1


@on_loop
async def test_severing_leaves_the_engine_alive(tmp_path: Path) -> None:
    desk = Window(tmp_path)
    desk.phone.start()
    await desk.is_running()
    await desk.phone.sever()
    assert desk.engine.commands(SeverWindow)
    assert desk.process.killed == 0
    assert desk.process.is_listening()
    desk.engine.dies()


@on_loop
async def test_an_engine_of_another_version_is_replaced(tmp_path: Path) -> None:
    process = FakeProcess(Folders(tmp_path))
    process.start()
    await asyncio.gather(*process._opening)
    process.engine.snapshot["link_version"] = LINK_VERSION + 1
    desk = Window(tmp_path)
    desk.process.engines = process.engines
    desk.phone.start()
    await desk.is_running()
    assert len(desk.process.engines) == 2
    await desk.phone.sever()
    desk.engine.dies()


def test_no_password_is_in_what_a_command_looks_like() -> None:
    assert "sip-101" not in repr(Register(account=ACCOUNT))
