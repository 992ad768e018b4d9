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
    except BaseException:
        spare.unlink(missing_ok=True)
        raise
