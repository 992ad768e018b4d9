from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from softphone.gateways.practice_centre import HttpPracticeCentre, PracticeProcess
from softphone.model.practice import PersonState, PracticeProblem
from tests.practice.running_centre import SCENARIO, RunningCentre

MARIA = "+46846500411"


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_starts_is_found_again_by_the_next_window_and_ends_with_it(tmp_path: Path) -> None:
    async def work() -> None:
        first, second = PracticeProcess(tmp_path, "autopilot"), PracticeProcess(tmp_path, "autopilot")
        facts = await first.start()
        assert await second.start() == facts
        assert (await second.centre.state()).agent("101").contact == ""
        await second.stop()
        await first.stop()
        assert not _is_running(facts.pid)

    asyncio.run(work())
    assert not (tmp_path / "practice.json").exists()


def test_a_port_file_of_a_centre_that_is_gone_is_no_hindrance(tmp_path: Path) -> None:
    async def work() -> None:
        lost = PracticeProcess(tmp_path, "autopilot")
        facts = await lost.start()
        os.kill(facts.pid, signal.SIGKILL)
        await asyncio.sleep(0.1)
        with pytest.raises(PracticeProblem):
            await lost.centre.state()
        fresh = PracticeProcess(tmp_path, "autopilot")
        assert (await fresh.start()).pid != facts.pid
        await fresh.stop()
        await lost.stop()

    asyncio.run(work())


def test_a_bad_scenario_is_said_in_its_own_words(tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(SCENARIO.replace("format = 1", "format = 9"))
    with pytest.raises(PracticeProblem) as caught:
        asyncio.run(PracticeProcess(tmp_path, str(file)).start())
    assert caught.value.detail == "bad.toml: format is 9, this program reads 1"


def test_before_the_start_there_is_nobody_to_ask(tmp_path: Path) -> None:
    with pytest.raises(PracticeProblem):
        _ = PracticeProcess(tmp_path, "autopilot").centre
    asyncio.run(PracticeProcess(tmp_path, "autopilot").stop())


def test_what_the_centre_refuses_is_a_problem_with_its_reason(tmp_path: Path) -> None:
    async def work(centre: HttpPracticeCentre) -> None:
        with pytest.raises(PracticeProblem, match="409 this person is in no call"):
            await centre.listen(MARIA)
        with pytest.raises(PracticeProblem, match="404"):
            await centre.call("12345")
        await centre.call(MARIA)
        assert (await centre.state()).person(MARIA).state is PersonState.CALLING
        await centre.hang_up(MARIA)
        await centre.close()

    running = RunningCentre(tmp_path)
    try:
        asyncio.run(work(HttpPracticeCentre(running.facts)))
    finally:
        running.close()


def test_a_centre_that_everybody_left_closes_by_itself(tmp_path: Path) -> None:
    running = RunningCentre(tmp_path, SCENARIO, "--lifeline", "1")
    assert running.process.wait(10) == 0


def test_the_people_come_back_when_their_engine_dies(tmp_path: Path) -> None:
    running = RunningCentre(tmp_path)
    try:
        running.ask(MARIA, "call")
        running.wait_for(lambda state: bool(state.waiting))
        engine = next(int(pid) for pid in _children(running.facts.pid))
        os.kill(engine, signal.SIGKILL)
        running.wait_for(lambda state: state.person(MARIA).state is PersonState.AWAY)
        running.wait_for(lambda _: running.ask(MARIA, "call").status_code == 204, 10)
        running.wait_for(lambda state: state.person(MARIA).state is PersonState.CALLING)
    finally:
        running.close()


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
