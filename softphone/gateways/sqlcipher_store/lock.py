"""One writer: a lock of the operating system, which ends with the process that holds it, however that ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from softphone.model.problems import StoreInUse

if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class StoreLock:
    """Held from the making until `release`. StoreInUse when another one holds it; OSError as the folder says."""

    def __init__(self, file: Path) -> None:
        # Not inheritable: a child (the engine) that outlives us must not keep the lock.
        self._file = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _take(self._file)
        except OSError as error:
            os.close(self._file)
            raise StoreInUse("lock") from error

    def release(self) -> None:
        os.close(self._file)
