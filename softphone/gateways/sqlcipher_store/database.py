"""Opening the encrypted file: never changing one that is not ours, not whole, or of a later version."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import Connection
from typing import cast

from softphone.gateways.sqlcipher_store.migrations import APPLICATION_ID, newest, script
from softphone.model.problems import (
    DiskFull,
    StoreDamaged,
    StoreForeign,
    StoreInUse,
    StoreKeyLost,
    StoreLater,
    StoreProblem,
    StoreUnwritable,
)
from softphone.runtime.private_file import sync_folder

FILE_NAME = "store.db"
LOCK_NAME = "store.lock"
_PAGE_BYTES = 4096
_SALT_BYTES = 16
_PLAIN_HEADER = b"SQLite format 3\0"
_PROBLEMS: dict[int, type[StoreProblem]] = {
    3: StoreUnwritable,  # SQLITE_PERM
    5: StoreInUse,  # SQLITE_BUSY
    6: StoreInUse,  # SQLITE_LOCKED
    8: StoreUnwritable,  # SQLITE_READONLY
    10: StoreUnwritable,  # SQLITE_IOERR
    11: StoreDamaged,  # SQLITE_CORRUPT
    13: DiskFull,  # SQLITE_FULL
    14: StoreUnwritable,  # SQLITE_CANTOPEN
    26: StoreDamaged,  # SQLITE_NOTADB: a page that the key does not open
}
_NO_SPACE = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def new_key() -> str:
    return secrets.token_hex(32)


@contextmanager
def our_problems() -> Iterator[None]:
    """Errors of SQLCipher and of the file system become StoreProblems; mistakes of ours stay what they are."""
    # Imported where it is first needed, like all heavy libraries: the window is on the screen before.
    from sqlcipher3 import dbapi2 as sqlcipher

    try:
        yield
    except sqlcipher.Error as error:
        problem = _PROBLEMS.get((getattr(error, "sqlite_errorcode", None) or 0) & 0xFF)
        if problem is None:
            raise
        raise problem(getattr(error, "sqlite_errorname", "")) from error
    except OSError as error:
        name = errno.errorcode.get(error.errno or 0, "")
        raise (DiskFull(name) if error.errno in _NO_SPACE else StoreUnwritable(name)) from error


def open_for_writing(file: Path, key: str) -> Connection:
    """The store in its newest form; made when there is none. The caller holds the lock."""
    if not is_there(file):
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
        sync_folder(file.parent)
        return _prepared(file, key, 0)
    return _prepared(file, key, _version_of(file, key))


def open_for_reading(file: Path, key: str) -> Connection:
    """Beside the writer, or without one; the caller need not hold the lock. Only a store in its newest form."""
    return _connect(file, key, "ro")


def is_newest(file: Path, key: str) -> bool:
    """StoreProblem when there is no store, or not one that this key opens."""
    if not is_there(file):
        raise StoreUnwritable("no store")
    return _version_of(file, key) == newest()


def check(connection: Connection) -> None:
    """StoreDamaged when a page was changed by anybody but us. A page that a crash left half written is mended from the
    journal first."""
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    if connection.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
        raise StoreDamaged("a page")


def is_there(file: Path) -> bool:
    """An empty file holds nothing and is as good as none: a beginning that was cut short."""
    return file.exists() and file.stat().st_size > 0


def refuse_without_key(file: Path) -> None:
    """Say what is wrong with a file whose key we do not have; nothing when there is no file."""
    if is_there(file):
        raise _why_unreadable(file, None)


def _prepared(file: Path, key: str, version: int) -> Connection:
    connection = _connect(file, key, "rw")
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # FULL: what is saved survives a power cut, not only a crash.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        for step in range(version + 1, newest() + 1):
            # A step that fails is undone by closing.
            connection.executescript(script(step))
    except BaseException:
        connection.close()
        raise
    return connection


def _version_of(file: Path, key: str) -> int:
    """The form the file is in. Looks through a read-only connection: one that may write would, when it is closed, fold
    a journal left by a crash into a file that is perhaps not ours."""
    with file.open("rb") as stream:
        if stream.read(_SALT_BYTES) == _PLAIN_HEADER:
            raise StoreForeign("plain SQLite")
    try:
        with our_problems(), closing(_connect(file, key, "ro")) as connection:
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    except StoreDamaged as error:
        raise _why_unreadable(file, key) from error
    if tables and application != APPLICATION_ID:
        raise StoreForeign("another program's")
    if version > newest():
        raise StoreLater(f"version {version}")
    return version


def _why_unreadable(file: Path, key: str | None) -> StoreProblem:
    """A file that this key wrote begins with the key's salt; what SQLCipher wrote at all looks like noise."""
    with file.open("rb") as stream:
        first = stream.read(_PAGE_BYTES)
    if key and first.startswith(_salt(key)):
        return StoreDamaged("first page")
    if not any(first):
        return StoreDamaged("zeros")
    is_noise = file.stat().st_size % _PAGE_BYTES == 0 and len(set(first)) > 200
    return StoreKeyLost("another key") if is_noise else StoreForeign("not a store")


def _connect(file: Path, key: str, mode: str) -> Connection:
    from sqlcipher3 import dbapi2 as sqlcipher

    if not re.fullmatch(r"[0-9a-f]{64}", key):
        raise StoreKeyLost("not a key")
    address = f"{file.absolute().as_uri()}?mode={mode}"
    connection = sqlcipher.connect(address, uri=True, isolation_level=None, timeout=2.0, cached_statements=200)
    # SQLCipher writes to stderr by itself otherwise.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key}{_salt(key).hex()}'\"")
    return cast(Connection, connection)


def _salt(key: str) -> bytes:
    """The file's first bytes, in the clear. Made from the key, one way, so that a file says whether a key is its own:
    that tells a damaged store from a lost key. With a raw random key SQLCipher needs the salt for nothing secret."""
    return hashlib.sha256(b"softphone store " + bytes.fromhex(key)).digest()[:_SALT_BYTES]
