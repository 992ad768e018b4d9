"""The disk fills up while a note is being typed: it is told, and nothing is lost once there is room again."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from tests.journeys.agent import Agent
from tests.journeys.conftest import PICTURES

BEFORE, WHILE_FULL = "Her order is 4711. ", "She will phone again on Monday."
RED = (0xC0, 0x32, 0x2B)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a small disk is made with Linux's mount namespaces")


class SmallDisk:
    """A disk of 6 MB, seen only by the program and by who enters its mounts."""

    def __init__(self, agent: Agent) -> None:
        pid = agent.program.windows()[0]
        self.inside = ("nsenter", "--user", "--preserve-credentials", "--mount", f"--target={pid}")
        self._folder = agent.program.folder

    def fill(self) -> None:
        self._run("cat /dev/zero > stuffing || true")

    def make_room(self) -> None:
        self._run("rm stuffing")

    def _run(self, script: str) -> None:
        command = ["sh", "-c", f"cd {self._folder} && {script}"]
        subprocess.run([*self.inside, *command], check=True, capture_output=True, timeout=20)


def test_a_note_typed_on_a_full_disk_is_told_and_saved_when_there_is_room(
    employ: Callable[..., Agent],
) -> None:
    agent = employ()
    agent.program.folder.mkdir()
    agent.program.runs_under("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _MOUNT)
    agent.starts()
    agent.signs_in()
    agent.asterisk.call_from_customer("101")
    agent.answers()
    agent.type(BEFORE)
    time.sleep(1.2)
    assert red_points(agent) == 0
    disk = SmallDisk(agent)
    disk.fill()
    agent.type(WHILE_FULL)
    agent.waits(lambda: red_points(agent) > 10)
    agent.screen.take_picture(PICTURES / "disk-full.png")
    disk.make_room()
    agent.waits(lambda: red_points(agent) == 0)
    found = agent.program.search_notes("monday", through=disk.inside)
    assert BEFORE + WHILE_FULL in found.stdout.replace("[", "").replace("]", ""), found


_MOUNT = 'mount -t tmpfs -o size=6m tmpfs "$0" && exec "$@"'


def red_points(agent: Agent) -> int:
    """How many points of the right column, where the note is, have the colour of what went wrong."""
    return agent.screen.count_points(RED, left=1000)
