"""`softphone practice`: what it says before it begins, and that nothing of it stays, whatever the end is."""

from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path

import pytest

from softphone import cli, cli_autopilot


@pytest.fixture
def profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the profiles that practice makes for itself appear."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    return folder


def flies(monkeypatch: pytest.MonkeyPatch, flight: object) -> None:
    monkeypatch.setattr(cli_autopilot, "fly", flight)


def test_a_report_that_cannot_be_written_is_told_before_the_shift(
    profiles: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    flown: list[object] = []
    flies(monkeypatch, lambda *given: flown.append(given))
    assert cli.main(["practice", "--autopilot", "--report", str(profiles / "nowhere" / "report.json")]) == 2
    assert not flown
    (sentence,) = capsys.readouterr().err.splitlines()
    assert "nowhere" in sentence
    assert list(profiles.iterdir()) == []


def test_looking_whether_a_report_can_be_written_changes_none(profiles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flies(monkeypatch, lambda *_: 0)
    old, new = profiles.parent / "old.json", profiles.parent / "new.json"
    old.write_text("old")
    for file in (old, new):
        assert cli.main(["practice", "--autopilot", "--report", str(file)]) == 0
    assert old.read_text() == "old"
    assert not new.exists()


def test_a_crash_removes_the_profile_that_practice_made(profiles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> int:
        assert len(list(profiles.iterdir())) == 1
        raise ZeroDivisionError

    flies(monkeypatch, crash)
    with pytest.raises(ZeroDivisionError):
        cli.main(["practice", "--autopilot"])
    assert list(profiles.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_removes_the_profile_that_practice_made(
    profiles: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    flies(monkeypatch, lambda *_: os.kill(os.getpid(), number))
    before = signal.getsignal(number)
    signal.signal(number, signal.SIG_IGN)
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main(["practice", "--autopilot"])
    finally:
        signal.signal(number, before)
    assert ended.value.code == 128 + number
    assert list(profiles.iterdir()) == []


def test_a_profile_that_was_asked_for_stays(profiles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flies(monkeypatch, lambda *_: 0)
    wanted = profiles / "anna"
    wanted.mkdir()
    assert cli.main(["--profile-dir", str(wanted), "practice", "--autopilot"]) == 0
    assert wanted.exists()
