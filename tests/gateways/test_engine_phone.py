"""EnginePhone against an engine in the same loop: commands, their answers and deadlines, reports as events."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from softphone.model.calls import (
    CallChanged,
    CallId,
    CallStatistics,
    Levels,
    RejectReason,
)
from softphone.model.devices import AudioDevice, DeviceName, DevicesReported, DeviceTrouble
from softphone.model.engine_link import (
    Answer,
    Beat,
    CallReport,
    DeviceError,
    Devices,
    Dial,
    DigitReport,
    LampReport,
    LevelsReport,
    Refusal,
    Register,
    RegistrationReport,
    Reject,
    StatisticsReport,
    WindowIs,
)
from softphone.model.lamps import Lamp, LampChanged, LampState
from softphone.model.phone_events import DigitHeard, PhoneState
from softphone.model.problems import CommandRefused, PhoneGone
from softphone.model.registration import RegistrationChanged
from tests.fakes.loop import on_loop
from tests.gateways.engine_window import ACCOUNT, HEADSET, REGISTERED, TALKS, Window, window


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
async def test_commands_without_an_engine_say_so(tmp_path: Path) -> None:
    desk = Window(tmp_path)
    with pytest.raises(PhoneGone):
        await desk.phone.hold(CallId("c1"))


def test_no_password_is_in_what_a_command_looks_like() -> None:
    assert "sip-101" not in repr(Register(account=ACCOUNT))
