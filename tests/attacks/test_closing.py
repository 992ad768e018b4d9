"""Programs that are told to end in the middle of their work: they do, and nothing of theirs goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]


def family(folder: Path) -> list[psutil.Process]:
    """All that name the folder or were started for it, as far as they live."""
    found = []
    for process in psutil.process_iter():
        try:
            if any(str(folder) in word for word in process.cmdline()):
                found += [process, *process.children(recursive=True)]
        except psutil.Error:
            continue
    return [process for process in found if process.pid != os.getpid()]


def test_an_autopilot_that_is_ended_in_a_call_leaves_no_program_behind_and_opens_no_window(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "softphone", "--profile-dir", str(tmp_path), "practice", "--autopilot"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as autopilot:
        assert autopilot.stdout is not None
        while b"answered" not in autopilot.stdout.readline():
            assert autopilot.poll() is None
        members = family(tmp_path)
        autopilot.send_signal(signal.SIGTERM)
        assert autopilot.wait(15) == 128 + signal.SIGTERM
    assert len(members) >= 3, "the autopilot, its engine and its centre"
    deadline = time.monotonic() + 3
    while (left := [process for process in members if process.is_running()] + family(tmp_path)) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.05)
    assert not left
