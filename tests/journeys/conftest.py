"""A desk for the journeys: screen, headset, key store, workplace and PBX; a picture of the screen of what fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.agent import Agent
from tests.journeys.softphone import Softphone
from tests.journeys.workplace import UDP, open_workplace
from tests.servers.asterisk import Asterisk
from tests.servers.headset import Headset
from tests.servers.https_server import HttpsServer
from tests.servers.key_store import KeyStore
from tests.servers.screen import Screen
from tests.servers.server_logs import ServerLogs

PICTURES = Path(__file__).parents[2] / "build/test-pictures"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    screen = item.stash.get(_SCREEN, None)
    if report.failed and screen is not None and report.when != "teardown":
        picture = PICTURES / f"{re.sub(r'[^A-Za-z0-9]+', '-', item.name)[:100]}.png"
        screen.take_picture(picture)
        report.sections.append(("the screen then", str(picture)))
    return report


_SCREEN = pytest.StashKey[Screen]()


@pytest.fixture(scope="session")
def screen_server(server_logs: ServerLogs) -> Iterator[Screen]:
    screen = Screen()
    try:
        screen.start()
        server_logs.add(screen.log)
        yield screen
    finally:
        server_logs.remove(screen.log)
        screen.close()


@pytest.fixture
def screen(screen_server: Screen, request: pytest.FixtureRequest) -> Screen:
    request.node.stash[_SCREEN] = screen_server
    return screen_server


@dataclass(frozen=True, slots=True)
class Desk:
    screen: Screen
    headset: Headset
    asterisk: Asterisk
    workplace: HttpsServer


@pytest.fixture
def surroundings(screen: Screen, headset: Headset, key_store: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is started from now on has this screen, this sound and these keys."""
    for name, value in {**screen.env, **headset.env, **key_store.env}.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def desk(surroundings: None, screen: Screen, headset: Headset, asterisk: Asterisk, https_server: HttpsServer) -> Desk:
    """It rings from the television, and one talks through the headset."""
    headset.use_by_default("TV", "headset_mic")
    return Desk(screen, headset, asterisk, https_server)


@pytest.fixture
def employ(desk: Desk, tmp_path: Path, server_logs: ServerLogs) -> Iterator[Callable[..., Agent]]:
    """An agent of the test PBX with a program that was never started; whatever it started is ended afterwards."""
    employed: list[Softphone] = []

    def new(agent: str = "101", line: Mapping[str, Any] = UDP) -> Agent:
        open_workplace(desk.workplace, desk.asterisk, agent, line)
        program = Softphone(tmp_path / f"agent-{agent}", desk.asterisk.certificates.ca)
        employed.append(program)
        for log in program.logs:
            server_logs.add(log)
        return Agent(agent, program, desk.screen, desk.asterisk, desk.workplace.url())

    yield new
    for program in employed:
        program.kill()
        for log in program.logs:
            server_logs.remove(log)
