"""Opening a workplace's store for the window, and for reading beside it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import Connection

from softphone.gateways.sqlcipher_store import notes_table
from softphone.gateways.sqlcipher_store.database import (
    FILE_NAME,
    LOCK_NAME,
    is_newest,
    is_there,
    new_key,
    open_for_reading,
    open_for_writing,
    our_problems,
    refuse_without_key,
)
from softphone.gateways.sqlcipher_store.lock import StoreLock
from softphone.gateways.sqlcipher_store.store import SqlcipherStore
from softphone.model.notes import Note, NoteFound
from softphone.runtime.worker import Worker


class SqlcipherOpener:
    """Implements `ports.sign_in.StoreOpener`; `folder_of` gives the folder of a workplace's key."""

    def __init__(self, folder_of: Callable[[str], Path]) -> None:
        self._folder_of = folder_of

    async def open(
        self, workplace_key: str, database_key: str | None, keep_key: Callable[[str], Awaitable[None]]
    ) -> SqlcipherStore:
        worker = Worker("store")
        try:
            with our_problems():
                folder = self._folder_of(workplace_key)
            return await _opened(worker, folder, database_key, keep_key)
        except BaseException:
            worker.close()
            raise


async def _opened(
    worker: Worker, folder: Path, database_key: str | None, keep_key: Callable[[str], Awaitable[None]]
) -> SqlcipherStore:
    lock = await worker.run(_locked, folder)
    try:
        key = database_key or await _new_key(worker, folder, keep_key)
        connection = await worker.run(_open, folder / FILE_NAME, key)
    except BaseException:
        lock.release()
        raise
    return SqlcipherStore(worker, connection, lock, folder / FILE_NAME)


def _locked(folder: Path) -> StoreLock:
    with our_problems():
        return StoreLock(folder / LOCK_NAME)


async def _new_key(worker: Worker, folder: Path, keep_key: Callable[[str], Awaitable[None]]) -> str:
    await worker.run(_refuse_without_key, folder / FILE_NAME)
    key = new_key()
    await keep_key(key)
    return key


def _refuse_without_key(file: Path) -> None:
    with our_problems():
        refuse_without_key(file)


def _open(file: Path, key: str) -> Connection:
    with our_problems():
        return open_for_writing(file, key)


class NotesReader:
    """The notes of a store that a window may have open at the same time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def search(self, words: str, most: int = 1000) -> tuple[NoteFound, ...]:
        with our_problems():
            return notes_table.search(self._connection, words, most)

    def all_notes(self) -> tuple[Note, ...]:
        with our_problems():
            return notes_table.all_notes(self._connection)


@contextmanager
def reading(folder: Path, key: str) -> Iterator[NotesReader]:
    """StoreProblem when there is no store that this key opens."""
    with our_problems():
        if not is_newest(folder / FILE_NAME, key):
            _renew(folder, key)
        connection = open_for_reading(folder / FILE_NAME, key)
    with closing(connection):
        yield NotesReader(connection)


def _renew(folder: Path, key: str) -> None:
    """A window that had the store open would have brought it to its newest form: nobody has it open."""
    lock = StoreLock(folder / LOCK_NAME)
    try:
        open_for_writing(folder / FILE_NAME, key).close()
    finally:
        lock.release()


def has_store(folder: Path) -> bool:
    return is_there(folder / FILE_NAME)
