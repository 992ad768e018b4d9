"""Where things are kept: private, apart by workplace, short enough for a socket."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from softphone.runtime.folders import Folders


def test_every_folder_is_its_owners_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    folders = Folders(tmp_path / "profile")
    for folder in (folders.logs, folders.workplace("acme-anna"), folders.run):
        assert folder.is_dir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_others_could_read_is_closed(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir(mode=0o755)
    assert stat.S_IMODE(Folders(tmp_path).logs.stat().st_mode) == 0o700


def test_two_profiles_have_two_run_folders_and_a_socket_fits_in_each(tmp_path: Path) -> None:
    one, other = Folders(tmp_path / ("a" * 40)), Folders(tmp_path / "b")
    assert one.run != other.run
    assert len(str(one.run / "engine-1234567.sock").encode()) <= 107
    one.run.rmdir()
    other.run.rmdir()


def test_a_link_in_place_of_the_run_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    folders = Folders(tmp_path / "profile")
    place = folders.run
    place.rmdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    place.symlink_to(elsewhere)
    with pytest.raises(PermissionError):
        folders.run  # noqa: B018 - asking is the test
