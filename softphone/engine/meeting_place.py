"""Where the window finds us: one engine at a time for one meeting file."""

from __future__ import annotations

import logging
import os
import socket
from pathlib import Path

from softphone.runtime.local_link import NONCE_BYTES, Meeting

PATIENCE_SECONDS = 1.0

log = logging.getLogger(__name__)


def is_taken(file: Path) -> bool:
    """Whether a live engine answers there. It is only greeted: its window keeps its link."""
    meeting = Meeting.read(file)
    return meeting is not None and _is_alive(meeting.pid) and _answers(meeting.address)


def socket_beside(file: Path) -> Path:
    """Our own, so that a socket left behind by a dead engine is in nobody's way; those are removed."""
    for left in file.parent.glob(f"{file.stem}-*.sock"):
        pid = left.stem.rpartition("-")[2]
        if pid.isdigit() and not _is_alive(int(pid)):
            left.unlink(missing_ok=True)
    return file.parent / f"{file.stem}-{os.getpid()}.sock"


def leave(file: Path) -> None:
    """Remove the meeting file, unless another engine has put its own there."""
    meeting = Meeting.read(file)
    if meeting and meeting.pid == os.getpid():
        file.unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _answers(address: str) -> bool:
    try:
        with _connected(address) as stream:
            return len(stream.recv(NONCE_BYTES)) > 0
    except OSError:
        return False


def _connected(address: str) -> socket.socket:
    if address.startswith("127.0.0.1:"):
        return socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), PATIENCE_SECONDS)
    stream = socket.socket(socket.AF_UNIX)
    stream.settimeout(PATIENCE_SECONDS)
    try:
        stream.connect(address)
    except OSError:
        stream.close()
        raise
    return stream
