"""The engine as a process: found by its meeting file or started, not tied to the window's life, ended by its pid."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from softphone.runtime.folders import Folders
from softphone.runtime.local_link import LinkRefused, Meeting, call

START_SECONDS = 5.0
HANDSHAKE_SECONDS = 2.0
LOOK_SECONDS = 0.01
PROBE_SECONDS = 0.2
ENGINE = (sys.executable, "-m", "softphone.engine")

log = logging.getLogger(__name__)


class EngineAbsent(Exception):
    """Nobody answers at the meeting place: ended, frozen, or never came."""


class EngineProcess:
    """`begin` belongs at the very start of a window: the engine starts up while the window does."""

    def __init__(
        self, folders: Folders, environment: Mapping[str, str] | None = None, command: Sequence[str] = ENGINE
    ) -> None:
        self._meeting_file = folders.run / "engine.json"
        self._logs = folders.logs
        self._environment = dict(environment or {})
        self._command = tuple(command)
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Of the engine at the meeting place; None when there is none."""
        meeting = Meeting.read(self._meeting_file)
        return meeting.pid if meeting else None

    def begin(self) -> None:
        """Start an engine unless one is there already; about 2 ms."""
        if self._child is None and not self.is_listening():
            self.start()

    def start(self) -> None:
        self._meeting_file.unlink(missing_ok=True)
        output = self._logs / "engine.out"
        with contextlib.suppress(FileNotFoundError):
            output.replace(output.with_suffix(".out.1"))
        arguments = ("--meeting", str(self._meeting_file), "--logs", str(self._logs))
        with output.open("wb") as stream:
            self._child = subprocess.Popen(
                [*self._command, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self._environment},
                start_new_session=True,
            )

    def is_listening(self) -> bool:
        """Whether somebody holds the meeting place; a frozen engine does so too."""
        meeting = Meeting.read(self._meeting_file)
        if meeting is None:
            return False
        try:
            _knock(meeting.address)
        except OSError:
            return False
        return True

    async def meet(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to the engine, waiting until one that is starting is there; EngineAbsent when none comes."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            meeting = Meeting.read(self._meeting_file)
            if meeting:
                return await _connect(meeting)
            if self._has_ended() or time.monotonic() > deadline:
                raise EngineAbsent
            await asyncio.sleep(LOOK_SECONDS)

    def kill(self) -> None:
        """End our own child, or the engine that an earlier window started."""
        pid = self.pid
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None
        elif pid is not None and self._is_our_engine(pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    async def ended(self, seconds: float) -> bool:
        """Wait until our child has ended or, for another's, until nobody listens."""
        deadline = time.monotonic() + seconds
        while not self._is_gone():
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(LOOK_SECONDS)
        self._child = None
        return True

    def _is_our_engine(self, pid: int) -> bool:
        """A process id is given to somebody else one day, perhaps to another profile's engine."""
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        place = os.fsencode(self._meeting_file)
        return any(pair == (b"--meeting", place) for pair in pairwise(words))

    def _is_gone(self) -> bool:
        return self._has_ended() if self._child is not None else not self.is_listening()

    def _has_ended(self) -> bool:
        return self._child is not None and self._child.poll() is not None


async def _connect(meeting: Meeting) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        return await asyncio.wait_for(call(meeting), HANDSHAKE_SECONDS)
    except (OSError, LinkRefused, TimeoutError) as error:
        raise EngineAbsent(str(error)) from error


def _knock(address: str) -> None:
    """Raises OSError when nobody listens there."""
    if address.startswith("127.0.0.1:"):
        socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), PROBE_SECONDS).close()
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(PROBE_SECONDS)
        probe.connect(address)
