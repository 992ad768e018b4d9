"""Where things are kept: private, apart by workplace, short enough for a socket."""

from __future__ import annotations

import stat
import tempfile
from pathlib import Path

import pytest

from softphone.runtime.folders import Folders, FolderUnusable


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


@pytest.mark.parametrize("trick", ["link", "link to nothing", "file"])
def test_what_another_put_in_the_place_of_the_run_folder_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trick: str
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    folders = Folders(tmp_path / "profile")
    place, elsewhere = folders.run, tmp_path / "elsewhere"
    place.rmdir()
    if trick == "file":
        place.touch()
    else:
        place.symlink_to(elsewhere)
    if trick == "link":
        elsewhere.mkdir()
    assert folders.run == tmp_path / "profile/run"
    assert not elsewhere.exists() or not list(elsewhere.iterdir())


@pytest.mark.parametrize("base", ["relative", "/nowhere/at/all", ""])
def test_a_run_folder_of_the_system_that_is_none_is_not_made(monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", base)
    run = Folders(Path("/tmp/a-profile")).run
    assert run.parent == Path(tempfile.gettempdir())
    run.rmdir()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderUnusable) as caught:
        Folders(tmp_path / "file").logs  # noqa: B018 - asking is the test
    assert caught.value.filename == str(tmp_path / "file/logs")
