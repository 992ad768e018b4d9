"""A store that is damaged, foreign, later, without its key or without room: said plainly, and never written over."""

from __future__ import annotations

import asyncio
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from softphone.gateways.sqlcipher_store.database import LOCK_NAME
from softphone.gateways.sqlcipher_store.opener import SqlcipherOpener, reading
from softphone.model.calls import CallId
from softphone.model.notes import Note, NoteId
from softphone.model.problems import (
    SecretStoreLocked,
    StoreDamaged,
    StoreForeign,
    StoreKeyLost,
    StoreLater,
    StoreProblem,
    StoreUnwritable,
)
from softphone.ports.store import Store
from tests.fakes.loop import on_loop

KEY = "5a" * 32
OTHER_KEY = "a5" * 32
NOTE = Note(NoteId("n1"), CallId("c1"), 10.0, 11.0, "Wants a refund", number="+46855512345")
ROOT = Path(__file__).resolve().parents[2]


async def keep_nothing(_: str) -> None:
    raise AssertionError("a new key was made for a store that has one")


async def open_store(folder: Path, key: str | None = KEY) -> Store:
    return await SqlcipherOpener(lambda _: folder).open("acme", key, keep_nothing)


async def _fill(folder: Path, notes: int) -> None:
    store = await open_store(folder)
    for number in range(notes):
        text = f"note {number} " * 200
        await store.save_note(replace(NOTE, id=NoteId(f"n{number}"), call_id=CallId(f"c{number}"), text=text))
    await store.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with a hundred notes, closed."""
    asyncio.run(_fill(tmp_path, 100))
    return tmp_path


@pytest.fixture
def killed(tmp_path: Path, folder: Path) -> Path:
    """The same as a kill -9 leaves it: with a journal that holds the last note."""
    copy = tmp_path / "killed"
    copy.mkdir()

    async def copy_while_open() -> None:
        store = await open_store(folder)
        await store.save_note(replace(NOTE, text="the last words"))
        for name in ("store.db", "store.db-wal"):
            (copy / name).write_bytes((folder / name).read_bytes())
        await store.close()

    asyncio.run(copy_while_open())
    return copy


def fingerprint(folder: Path) -> str:
    """Of the store itself and its journal; the index of the journal is remade at each opening."""
    files = [
        file for file in sorted(folder.glob("store.db*")) if not file.name.endswith("-shm") and file.stat().st_size
    ]
    return " ".join(f"{file.name}:{hashlib.sha256(file.read_bytes()).hexdigest()}" for file in files)


def refused(folder: Path, problem: type[StoreProblem], key: str | None = KEY) -> None:
    """Neither for writing nor for reading is it opened, twice, and not a byte of it is changed."""
    before = fingerprint(folder)
    for _ in range(2):
        with pytest.raises(problem):
            asyncio.run(open_store(folder, key))
        if key:
            with pytest.raises(problem), reading(folder, key):
                raise AssertionError("opened")
    assert fingerprint(folder) == before
    assert before


def change(folder: Path, change_bytes: Callable[[bytearray], object]) -> None:
    content = bytearray((folder / "store.db").read_bytes())
    change_bytes(content)
    (folder / "store.db").write_bytes(content)


def test_a_lost_key_is_said(folder: Path) -> None:
    refused(folder, StoreKeyLost, None)


def test_another_stores_key_is_said(folder: Path) -> None:
    refused(folder, StoreKeyLost, OTHER_KEY)


def test_something_that_is_no_key_is_said(folder: Path) -> None:
    refused(folder, StoreKeyLost, "not a key'; DROP TABLE notes")


def test_another_key_changes_nothing_of_what_a_crash_left_behind(killed: Path) -> None:
    refused(killed, StoreKeyLost, OTHER_KEY)
    with reading(killed, KEY) as notes:
        assert "the last words" in {note.text for note in notes.all_notes()}


def test_a_damaged_first_page_is_said(folder: Path) -> None:
    change(folder, lambda content: content.__setitem__(slice(100, 120), bytes(20)))
    refused(folder, StoreDamaged)


def test_a_file_of_zeros_is_said_to_be_damaged(folder: Path) -> None:
    change(folder, lambda content: content.__setitem__(slice(None), bytes(len(content))))
    refused(folder, StoreDamaged)


def test_a_file_that_was_cut_is_damaged(folder: Path) -> None:
    change(folder, lambda content: content.__delitem__(slice(3000, None)))
    refused(folder, StoreDamaged)


def test_a_damaged_page_in_the_middle_is_said_when_it_is_looked_for(folder: Path) -> None:
    change(folder, lambda content: content.__setitem__(4096 * 20 + 50, content[4096 * 20 + 50] ^ 1))
    before = fingerprint(folder)

    async def look() -> None:
        store = await open_store(folder)
        with pytest.raises(StoreDamaged):
            await store.check()
        with pytest.raises(StoreDamaged):
            await store.all_notes()
        await store.close()

    asyncio.run(look())
    assert fingerprint(folder) == before


@on_loop
async def test_a_whole_store_passes_its_check(folder: Path, killed: Path) -> None:
    for each in (folder, killed):
        store = await open_store(each)
        await store.check()
        await store.save_note(NOTE)
        await store.check()
        await store.close()


def test_a_plain_sqlite_file_is_foreign(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "store.db") as plain:
        plain.execute("CREATE TABLE theirs (x)")
    refused(tmp_path, StoreForeign)
    refused(tmp_path, StoreForeign, None)


def test_a_text_file_is_foreign(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_text("my shopping list\n" * 2000)
    refused(tmp_path, StoreForeign)
    refused(tmp_path, StoreForeign, None)


def test_another_programs_encrypted_file_is_foreign_though_the_key_fits(folder: Path) -> None:
    _run_sql(folder, "PRAGMA application_id = 77")
    refused(folder, StoreForeign)


def test_a_store_of_a_later_version_is_said(folder: Path) -> None:
    _run_sql(folder, "PRAGMA user_version = 999")
    refused(folder, StoreLater)


def _run_sql(folder: Path, sql: str) -> None:
    async def run() -> None:
        store = await SqlcipherOpener(lambda _: folder).open("acme", KEY, keep_nothing)
        await store._do(lambda connection: connection.execute(sql))
        await store.close()

    asyncio.run(run())


@on_loop
async def test_a_new_store_has_its_key_kept_before_anything_is_written(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    kept: list[str] = []

    async def keep(key: str) -> None:
        assert not await asyncio.to_thread(file.exists)
        kept.append(key)

    store = await SqlcipherOpener(lambda _: tmp_path).open("acme", None, keep)
    await store.save_note(NOTE)
    await store.close()
    assert len(bytes.fromhex(kept[0])) == 32
    again = await open_store(tmp_path, kept[0])
    assert await again.note_of(NOTE.call_id) == NOTE
    await again.close()


@on_loop
async def test_a_key_that_cannot_be_kept_leaves_nothing_behind(tmp_path: Path) -> None:
    async def refuse(_: str) -> None:
        raise SecretStoreLocked

    with pytest.raises(SecretStoreLocked):
        await SqlcipherOpener(lambda _: tmp_path).open("acme", None, refuse)
    assert await asyncio.to_thread(os.listdir, tmp_path) == [LOCK_NAME]
    store = await open_store(tmp_path)
    await store.close()


def test_a_beginning_that_was_cut_short_is_no_store_yet(tmp_path: Path) -> None:
    (tmp_path / "store.db").touch()
    kept: list[str] = []

    async def keep(key: str) -> None:
        kept.append(key)

    async def begin() -> None:
        store = await SqlcipherOpener(lambda _: tmp_path).open("acme", None, keep)
        await store.close()

    asyncio.run(begin())
    assert len(kept) == 1


def test_there_is_nothing_to_read_where_no_store_is(tmp_path: Path) -> None:
    with pytest.raises(StoreUnwritable), reading(tmp_path, KEY):
        raise AssertionError("opened")
    assert not list(tmp_path.iterdir())


def on_a_small_disk(folder: Path, *work: str) -> list[str]:
    """A disk of 1 MB in a mount namespace of its own, which needs no rights and is gone with the process."""
    own_mounts = ["unshare", "--user", "--map-root-user", "--mount"]
    command = [*own_mounts, sys.executable, "-m", "tests.gateways.small_disk", str(folder), *work]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    return result.stdout.split("\n")[:-1]


@pytest.mark.skipif(sys.platform != "linux", reason="a small disk is made with Linux's mount namespaces")
def test_a_full_disk_is_said_and_a_later_save_works(tmp_path: Path) -> None:
    assert on_a_small_disk(tmp_path, "full") == ["full"] * 3


@pytest.mark.skipif(sys.platform != "linux", reason="a small disk is made with Linux's mount namespaces")
def test_a_disk_without_room_to_begin_is_said_and_later_it_begins(tmp_path: Path) -> None:
    assert on_a_small_disk(tmp_path, "full_from_the_beginning") == ["no room to begin"]


@pytest.mark.skipif(sys.platform != "linux", reason="a small disk is made with Linux's mount namespaces")
def test_a_read_only_disk_is_said(tmp_path: Path) -> None:
    assert on_a_small_disk(tmp_path, "full_from_the_beginning", "read_only") == ["no room to begin", "read-only"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="modes are POSIX's")
def test_a_folder_that_may_not_be_written_is_said(folder: Path) -> None:
    before = fingerprint(folder)
    (folder / LOCK_NAME).unlink()
    (folder / LOCK_NAME).mkdir()
    with pytest.raises(StoreUnwritable):
        asyncio.run(open_store(folder))
    assert fingerprint(folder) == before
