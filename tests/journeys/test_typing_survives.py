"""What the agent typed is on disk within one second, and comes back after a kill -9."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from softphone.gateways.sqlcipher_store.opener import reading
from tests.journeys.typing_agent import KEY

ROOT = Path(__file__).resolve().parents[2]


def test_a_kill_9_in_the_middle_of_a_word_loses_less_than_a_second(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.journeys.typing_agent", str(tmp_path)]
    typed: list[tuple[int, float]] = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as agent:
        assert agent.stdout is not None
        while not typed or typed[-1][1] - typed[0][1] < 2.5:
            keys, at = agent.stdout.readline().split()
            typed.append((int(keys), float(at)))
        agent.kill()
        killed_at = time.monotonic()

    must_be_there = max(keys for keys, at in typed if at <= killed_at - 1.0)
    with reading(tmp_path, KEY) as notes:
        (note,) = notes.all_notes()
    assert must_be_there > 20
    assert len(note.text) >= must_be_there
    assert note.cursor == len(note.text), "and typing goes on where it was"
    assert note.finished_at is None
