"""`softphone practice`: a profile of its own, a contact centre of its own, and nothing left behind."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from softphone.assembly import Launch
from softphone.runtime.folders import Folders

_OWN = "practice-profile"
"""A file that marks a profile folder as ours to remove, also when a restarted window is the last to leave."""
UNWRITABLE_REPORT = 2


def practise(options: argparse.Namespace) -> int:
    if options.report and (reason := _why_unwritable(options.report)):
        print(f"The report {options.report} cannot be written: {reason}. Name another file.", file=sys.stderr)
        return UNWRITABLE_REPORT
    scenario = options.scenario or ("autopilot" if options.autopilot else "first-day")
    with _ended_by_signals(), _profile(options.profile_dir) as folder:
        if options.autopilot:
            from softphone.cli_autopilot import fly

            # No restart_command: where nobody looks, no window may come up.
            return fly(Launch(Folders(folder), scenario=scenario), options.report)
        from softphone.app import run_window

        launch = Launch(Folders(folder), scenario=scenario, restart_command=_again(folder, scenario))
        return run_window(launch, rejoins=options.rejoin)


def _why_unwritable(file: Path) -> str:
    """Found out before the shift, not after it; "" when it can be written. Leaves no new file."""
    is_new = not file.exists()
    try:
        file.open("ab").close()
    except OSError as error:
        return error.strerror or type(error).__name__
    if is_new:
        file.unlink()
    return ""


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """A signal unwinds the program instead of ending it at once. A window that is open closes by its own rules."""
    numbers = [signal.SIGTERM, *([signal.SIGHUP] if sys.platform != "win32" else [])]
    before = {number: signal.signal(number, _end) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


@contextmanager
def _profile(wanted: Path | None) -> Iterator[Path]:
    """The folder asked for, or one that is removed at the end, whatever the end is."""
    folder = wanted.absolute() if wanted else Path(tempfile.mkdtemp(prefix="softphone-practice-"))
    try:
        if wanted is None:
            (folder / _OWN).touch()
        yield folder
    finally:
        if (folder / _OWN).exists():
            run = Folders(folder).run
            shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(run, ignore_errors=True)


def _again(folder: Path, scenario: str) -> tuple[str, ...]:
    places = ("--profile-dir", str(folder), "--rejoin")
    return (sys.executable, "-m", "softphone", *places, "practice", "--scenario", scenario)
