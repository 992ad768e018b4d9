"""Engines that are taken over, die, fall silent, fail again and again, and leave."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from softphone.model.calls import (
    CallChanged,
    CallState,
    EndedBy,
    EndReason,
)
from softphone.model.devices import DevicesReported
from softphone.model.engine_link import (
    LINK_VERSION,
    Beat,
    CallReport,
    ChooseDevices,
    Leave,
    ParkSound,
    Register,
    RegistrationReport,
    SetLevels,
    SeverWindow,
    WatchLamp,
    WindowIs,
)
from softphone.model.lamps import Lamp, LampChanged, LampState
from softphone.model.phone_events import PhoneState, PhoneStateChanged
from softphone.model.registration import Registration, RegistrationChanged
from softphone.runtime.folders import Folders
from tests.fakes.engine import FakeProcess
from tests.fakes.loop import on_loop
from tests.gateways.engine_window import ACCOUNT, HEADSET, REGISTERED, TALKS, Window, window


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
