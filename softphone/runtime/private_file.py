"""Writing a file that only its owner may read, whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_private(file: Path, data: bytes) -> None:
    """Replace `file` (mode 0600) in one step, on disk when this returns. OSError leaves what was there."""
    spare = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        spare.replace(file)
        sync_folder(file.parent)
    except BaseException:
        spare.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Bring the folder's list of files to disk, so that a new one is there after a power cut."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
