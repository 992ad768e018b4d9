"""The whole of practice as a newcomer starts it: one command, no person, no display, no sound device, no key store."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from softphone.model.practice import AutopilotReport, Step

CHECKOUT = Path(__file__).parents[2]
CORRELATIONS = {
    Step.HEARD: ("correlation",),
    Step.SPOKE: ("correlation",),
    Step.MUTED: ("correlation afterwards",),
    Step.RESUMED: ("heard", "spoke"),
    Step.TRANSFERRED: ("the colleague hears the customer",),
    Step.CALLED: ("heard", "spoke"),
}


@pytest.fixture
def home() -> Iterator[Path]:
    """An agent's home, with a name short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="home-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.mark.timeout(180)
def test_a_whole_shift_is_worked_measured_and_leaves_nothing_behind(home: Path) -> None:
    (home / "tmp").mkdir()
    places = {"HOME": str(home), "TMPDIR": str(home / "tmp"), "PYTHONPATH": str(CHECKOUT)}
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    command = [sys.executable, "-m", "softphone", "practice", "--autopilot", "--report", str(home / "report.json")]
    ended = subprocess.run(command, env=kept | places, cwd=home, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    report = msgspec.json.decode((home / "report.json").read_bytes(), type=AutopilotReport)
    assert report.ok
    assert [result.step for result in report.steps] == list(Step)
    assert report.seconds < 60
    for result in report.steps:
        for name in CORRELATIONS.get(result.step, ()):
            assert result.figures[name] >= 0.9
    assert ended.stdout.count("\nok ") == len(Step)

    assert _left_in(home) == {"report.json"}
    assert str(home) not in subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout


def _left_in(home: Path) -> set[str]:
    """Every file but PulseAudio's own, which its library makes for whoever asks for devices."""
    files = {str(path.relative_to(home)) for path in home.rglob("*") if not path.is_dir()}
    return {name for name in files if not name.startswith(".config/pulse/")}
