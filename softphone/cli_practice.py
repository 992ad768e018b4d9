"""`softphone practice`: a profile of its own, a contact centre of its own, and nothing left behind."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from softphone.assembly import Launch
from softphone.runtime.folders import Folders

_OWN = "practice-profile"
"""A file that marks a profile folder as ours to remove, also when a restarted window is the last to leave."""


def practise(options: argparse.Namespace) -> int:
    scenario = options.scenario or ("autopilot" if options.autopilot else "first-day")
    with _profile(options.profile_dir) as folder:
        launch = Launch(Folders(folder), scenario=scenario, restart_command=_again(folder, scenario))
        if options.autopilot:
            from softphone.cli_autopilot import fly

            return fly(launch, options.report)
        from softphone.app import run_window

        return run_window(launch, rejoins=options.rejoin)


@contextmanager
def _profile(wanted: Path | None) -> Iterator[Path]:
    """The folder asked for, or one that is removed at the end."""
    folder = wanted.absolute() if wanted else Path(tempfile.mkdtemp(prefix="softphone-practice-"))
    if wanted is None:
        (folder / _OWN).touch()
    yield folder
    if (folder / _OWN).exists():
        run = Folders(folder).run
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(run, ignore_errors=True)


def _again(folder: Path, scenario: str) -> tuple[str, ...]:
    places = ("--profile-dir", str(folder), "--rejoin")
    return (sys.executable, "-m", "softphone", *places, "practice", "--scenario", scenario)
