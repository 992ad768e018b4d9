"""What the commands print: words for people, with units and dates, and nothing that means nothing to them."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType

from softphone import __version__, app, cli, cli_autopilot
from softphone.cli_notes import PRACTICE_SECRETS
from softphone.gateways.versions import SoundAndSip, VersionReport, report_as_lines
from softphone.model.practice import AutopilotReport, Step, StepResult
from tests.cli.test_notes_command import ACME, NOTE, fill

ENGINE = SoundAndSip("2.17", "release", "OpenSSL 3", ("opus", "PCMA"), ("ALSA",), (), ("SDES",), (), 32)


def test_the_version_lists_codecs_in_words() -> None:
    lines = report_as_lines(VersionReport("0.1", "3", "Linux", "6", "4", "3", "3", ENGINE))
    assert not any("(" in line or "'" in line for line in lines)
    assert any("opus, PCMA" in line for line in lines)


def test_help_names_the_scenarios(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["practice", "--help"])
    told = capsys.readouterr().out
    assert "autopilot, first-day" in " ".join(told.split())


def test_notes_alone_says_what_can_be_done_with_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["notes"]) == 2
    told = capsys.readouterr().err
    assert "find notes by words" in told
    assert "CSV" in told


def test_an_export_that_worked_says_how_many_and_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(fill(tmp_path, ACME, NOTE))
    assert (tmp_path / PRACTICE_SECRETS).exists()
    file = tmp_path / "notes.csv"
    assert cli.main(["--profile-dir", str(tmp_path), "notes", "export", "--csv", str(file)]) == 0
    assert capsys.readouterr().out == f"1 note is in {file}.\n"
    assert cli.main(["--profile-dir", str(tmp_path), "notes", "export", "--csv", "-"]) == 0
    assert "note is" not in capsys.readouterr().out


def test_what_the_autopilot_measured_has_units(capsys: pytest.CaptureFixture[str]) -> None:
    figures = {"level there": -110.0, "on disk after": 0.3, "correlation afterwards": 0.98, "heard": 0.97}
    cli_autopilot._tell(StepResult(step=Step.HELD, ok=True, seconds=1.0, figures=figures))
    told = capsys.readouterr().out
    assert "level there -110.000 dB," in told
    assert "on disk after 0.300 s," in told
    assert "correlation afterwards 0.980, heard 0.970\n" in told


def test_a_report_says_which_version_was_tried_and_when() -> None:
    report = json.loads(cli_autopilot._dated(AutopilotReport(ok=True, seconds=1.0, steps=())))
    assert report["softphone"] == __version__
    ended = datetime.fromisoformat(report["ended"])
    assert abs((datetime.now().astimezone() - ended).total_seconds()) < 60


def test_a_key_press_that_ends_a_command_is_no_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli_autopilot, "fly", interrupted)
    assert cli.main(["practice", "--autopilot"]) == 130
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_qt_speaks_to_the_log_and_only_its_last_words_to_the_terminal(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    context = QMessageLogContext()
    app._note_qt(QtMsgType.QtWarningMsg, context, "pa_context_connect() failed")
    assert capsys.readouterr().err == ""
    assert "pa_context_connect() failed" in caplog.text
    app._note_qt(QtMsgType.QtFatalMsg, context, "no platform plugin")
    assert "no platform plugin" in capsys.readouterr().err
