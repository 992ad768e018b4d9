"""A call that rings takes no key away from what the agent is typing somewhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.agent import Agent
from tests.journeys.other_program import TITLE
from tests.journeys.softphone import ROOT
from tests.servers.server_process import ServerProcess
from tests.servers.sipp import Sipp

SENTENCE = "Anna Berg, Storgatan 1, 211 42 Malmo; moved on 3 May. "


@pytest.fixture
def agent(employ: Callable[..., Agent]) -> Agent:
    employed = employ()
    employed.starts()
    employed.signs_in()
    employed.goes_ready()
    return employed


@pytest.fixture
def written(agent: Agent, tmp_path: Path) -> Iterator[Path]:
    """What another program, in front of the window, was given to write."""
    file = tmp_path / "written"
    program = ServerProcess(
        [sys.executable, "-m", "tests.journeys.other_program", str(file)], log=tmp_path / "log", cwd=ROOT
    )
    agent.screen.wait_for_window(TITLE)
    yield file
    program.end()


def test_all_that_is_typed_elsewhere_arrives_there_while_it_rings(agent: Agent, written: Path, sipp: Sipp) -> None:
    typed = ""
    customer = sipp.call(agent.asterisk.ports.sip, "700", talk_seconds=30)
    deadline = time.monotonic() + 10
    while not agent.is_ringing and time.monotonic() < deadline:
        agent.type("x")
        typed += "x"
    for _ in range(5):
        agent.type(SENTENCE)
        typed += SENTENCE
    assert agent.is_ringing
    agent.waits(lambda: written.read_text() == typed)
    assert agent.screen.active_window() == TITLE
    customer.end()
