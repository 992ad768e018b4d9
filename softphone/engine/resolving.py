"""Host names to addresses, in a short-lived process: a resolver that hangs must hold up no call.

PJSIP itself would ask the resolver on the engine's one thread, at each registration and each call. A thread of Python's
would not do either: its garbage collector might end PJSIP's objects there.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable

from softphone.engine.loop import Loop
from softphone.engine.server_address import is_numeric

PATIENCE_SECONDS = 5.0
MOST_ADDRESSES = 8
_PROGRAM = (
    "import socket, sys\n"
    "found = socket.getaddrinfo(sys.argv[1], None, type=socket.SOCK_STREAM)\n"
    "print('\\n'.join(dict.fromkeys(entry[4][0] for entry in found)))\n"
)

log = logging.getLogger(__name__)
Then = Callable[[tuple[str, ...]], None]


class Question:
    """One name being asked for; `then` hears of its addresses, () when there are none or nobody answers in 5 s."""

    def __init__(self, loop: Loop, host: str, then: Then) -> None:
        self._loop, self._then = loop, then
        self._is_over = False
        self._answer = b""
        self._process: subprocess.Popen[bytes] | None = None
        self._deadline = loop.later(PATIENCE_SECONDS, self._give_up)
        if is_numeric(host):
            loop.soon(lambda: self._finish((host,)))
        else:
            self._ask(host)

    def cancel(self) -> None:
        self._is_over = True
        self._clear()

    def _ask(self, host: str) -> None:
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _PROGRAM, host],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            log.exception("no process to resolve names in")
            self._loop.soon(lambda: self._finish(()))
            return
        self._loop.watch(self._process.stdout, lambda events: self._read())

    def _read(self) -> None:
        stream = self._process.stdout if self._process else None
        data = stream.read1(4096) if stream else b""  # type: ignore[attr-defined]
        self._answer += data
        if not data:
            lines = self._answer.decode("ascii", "ignore").split()
            self._finish(tuple(line for line in lines if is_numeric(line))[:MOST_ADDRESSES])

    def _give_up(self) -> None:
        log.warning("the resolver of host names does not answer")
        self._finish(())

    def _finish(self, addresses: tuple[str, ...]) -> None:
        if not self._is_over:
            self._is_over = True
            self._clear()
            self._then(addresses)

    def _clear(self) -> None:
        self._deadline.cancel()
        process, self._process = self._process, None
        if process and process.stdout:
            self._loop.unwatch(process.stdout)
            process.stdout.close()
            process.kill()
            process.wait()
