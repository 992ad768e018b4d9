"""`softphone notes search` and `export`, on profiles as the window leaves them, and beside a window."""

from __future__ import annotations

import argparse
import asyncio
import csv
import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from softphone.cli_notes import PRACTICE_SECRETS, add_notes
from softphone.gateways.file_secrets import FileSecrets
from softphone.gateways.keyring_secrets import KeyringSecrets, service_of
from softphone.gateways.remembered_workplaces import FileWorkplaces
from softphone.gateways.sqlcipher_store.opener import SqlcipherOpener
from softphone.model.calls import CallId
from softphone.model.notes import Note, NoteId
from softphone.model.notes_csv import HEADER
from softphone.model.sign_in import WorkplaceLogin
from softphone.ports.sign_in import SecretStore
from softphone.ports.store import Store
from softphone.runtime.folders import Folders
from tests.servers.key_store import KeyStore

ACME = WorkplaceLogin("https://acme.example", "anna", "Acme Support", stay_signed_in=True)
OTHER = WorkplaceLogin("https://other.example", "anna", "Other")
NOTE = Note(NoteId("n1"), CallId("c1"), 0.0, 60.0, "Wants a refund,\nsoon", "solved", "+46855512345", "Åsa", "support")


async def open_store(profile: Path, login: WorkplaceLogin, secrets: SecretStore) -> Store:
    """As signing in does."""
    FileWorkplaces(profile / "workplaces.json").remember(login)
    name = f"{login.key}/database"
    key = await secrets.secret(name)
    return await SqlcipherOpener(Folders(profile).workplace).open(login.key, key, lambda made: secrets.keep(name, made))


async def fill(profile: Path, login: WorkplaceLogin, *notes: Note) -> None:
    store = await open_store(profile, login, FileSecrets(profile / PRACTICE_SECRETS))
    for note in notes:
        await store.save_note(note)
    await store.close()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    asyncio.run(fill(tmp_path, ACME, NOTE))
    return tmp_path


def run(profile: Path, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--profile-dir", type=Path)
    add_notes(parser.add_subparsers())
    options = parser.parse_args(["--profile-dir", str(profile), "notes", *arguments])
    return int(options.run(options))


def rows(content: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content, newline=""), strict=True))


def test_a_note_is_found_and_shown_on_one_line(profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(profile, "search", "refu", "asa") == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.endswith("+46855512345  Åsa  solved  Wants a [refund], soon")


def test_nothing_found_is_exit_code_1(profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(profile, "search", "invoice") == 1
    assert capsys.readouterr() == ("", "softphone notes: No note was found.\n")


def test_the_notes_of_an_open_window_are_found(profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def search_while_open() -> int:
        store = await open_store(profile, ACME, FileSecrets(profile / PRACTICE_SECRETS))
        await store.save_note(replace(NOTE, text="typed just now"))
        code = await asyncio.to_thread(run, profile, "search", "typed")
        await store.save_note(replace(NOTE, text="typed afterwards"))
        await store.close()
        return code

    assert asyncio.run(search_while_open()) == 0
    assert "[typed] just now" in capsys.readouterr().out


def test_nothing_that_a_caller_sends_moves_the_terminal(profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(fill(profile, ACME, replace(NOTE, name="\x1b[2J\x07Eve\u202e")))
    assert run(profile, "search", "refund") == 0
    assert all(mark.isprintable() for mark in capsys.readouterr().out.rstrip("\n"))


def test_all_workplaces_are_searched_or_one(profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(fill(profile, OTHER, replace(NOTE, text="another refund")))
    assert run(profile, "search", "refund") == 0
    both = capsys.readouterr().out
    assert "Acme Support" in both
    assert "Other" in both
    for name in ("acme support", "https://acme.example", "acme.example", ACME.key):
        assert run(profile, "search", "--workplace", name, "refund") == 0
        assert "another" not in capsys.readouterr().out


def test_an_unknown_workplace_is_wrong_usage_and_the_known_are_named(
    profile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(profile, "search", "--workplace", "Nowhere", "refund") == 2
    assert "Acme Support" in capsys.readouterr().err


def test_a_profile_without_workplaces_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "search", "refund") == 3
    assert "sign in once" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_workplace_without_notes_yet_has_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / PRACTICE_SECRETS).write_text("{}")
    FileWorkplaces(tmp_path / "workplaces.json").remember(ACME)
    assert run(tmp_path, "export", "--csv", str(tmp_path / "notes.csv")) == 1
    assert capsys.readouterr().err == "softphone notes: There are no notes.\n"
    assert not (tmp_path / "notes.csv").exists()


def test_a_lost_key_is_one_sentence_and_exit_code_3(profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (profile / PRACTICE_SECRETS).write_text("{}")
    assert run(profile, "search", "refund") == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_a_damaged_store_is_one_sentence_and_exit_code_3(profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = Folders(profile).workplace(ACME.key) / "store.db"
    file.write_bytes(file.read_bytes()[:100])
    assert run(profile, "search", "refund") == 3
    assert "damaged" in capsys.readouterr().err


def test_the_export_is_a_table_that_only_its_owner_may_read(profile: Path) -> None:
    file = profile / "notes.csv"
    file.write_text("older export")
    assert run(profile, "export", "--csv", str(file)) == 0
    header, row = rows(file.read_bytes().decode("utf-8"))
    assert tuple(header) == HEADER
    assert dict(zip(header, row, strict=True)) == {
        "workplace": "Acme Support",
        "created": "1970-01-01T00:00:00+00:00",
        "changed": "1970-01-01T00:01:00+00:00",
        "finished": "",
        "number": "+46855512345",
        "name": "Åsa",
        "queue": "support",
        "disposition": "solved",
        "text": "Wants a refund,\nsoon",
        "call": "c1",
    }
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    assert not [other for other in profile.iterdir() if other.name.startswith(".notes.csv")]


def test_the_export_goes_to_the_output_when_asked(profile: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(profile, "export", "--csv", "-") == 0
    sys.stdout.flush()
    assert capfdbinary.readouterr().out.startswith(b"workplace,created")


def test_a_file_that_cannot_be_written_is_said(profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(profile, "export", "--csv", str(profile / "no" / "such" / "folder.csv")) == 3
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("arguments", [(), ("search",), ("export",)])
def test_wrong_usage_is_exit_code_2(arguments: tuple[str, ...], profile: Path) -> None:
    try:
        code: object = run(profile, *arguments)
    except SystemExit as error:
        code = error.code
    assert code == 2


_COMMAND = """
import argparse, sys
from pathlib import Path
from softphone.cli_notes import add_notes
parser = argparse.ArgumentParser()
parser.add_argument("--profile-dir", type=Path)
add_notes(parser.add_subparsers())
options = parser.parse_args()
sys.exit(options.run(options))
"""


def _in_a_session(key_store: KeyStore, profile: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _COMMAND, "--profile-dir", str(profile), "notes", *arguments]
    environment = {**os.environ, **key_store.env}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)


def test_the_key_comes_from_the_systems_key_store(
    key_store: KeyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def sign_in_and_out() -> None:
        store = await open_store(tmp_path, ACME, KeyringSecrets(lambda: service_of(tmp_path)))
        await store.save_note(NOTE)
        await store.close()

    for name, value in key_store.env.items():
        monkeypatch.setenv(name, value)
    asyncio.run(sign_in_and_out())

    found = _in_a_session(key_store, tmp_path, "search", "refund")
    assert (found.returncode, found.stderr) == (0, "")
    assert "refund" in found.stdout

    key_store.lock()
    refused = _in_a_session(key_store, tmp_path, "search", "refund")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "locked" in refused.stderr
    key_store.unlock()

    key_store.stop()
    missing = _in_a_session(key_store, tmp_path, "search", "refund")
    assert missing.returncode == 3
    assert "no key store" in missing.stderr
