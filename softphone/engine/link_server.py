"""The engine's end of the link: listens, lets in who proves the secret, and keeps one window at a time."""

from __future__ import annotations

import hmac
import logging
import os
import secrets
import selectors
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import msgspec

from softphone.engine.loop import Loop, Timer
from softphone.engine.outbox import Outbox, OutboxFull
from softphone.model.engine_link import AnyCommand, Refusal, Refused, Report, decode_command
from softphone.runtime.local_link import NONCE_BYTES, PROOF_BYTES, LinkRefused, Unframer, proof

HANDSHAKE_SECONDS = 2.0
MOST_CALLERS = 8
READ_BYTES = 65_536

log = logging.getLogger(__name__)


class LinkServer:
    """Tells `came`, `said` and `gone` about the window; `report` sends to it, if there is one."""

    def __init__(
        self,
        loop: Loop,
        secret: str,
        came: Callable[[], None],
        said: Callable[[AnyCommand], None],
        gone: Callable[[], None],
    ) -> None:
        self._loop, self._secret = loop, secret
        self._came, self._said, self._gone = came, said, gone
        self._listener: socket.socket | None = None
        self._socket_file: Path | None = None
        self._callers: set[_Caller] = set()
        self._window: _Window | None = None

    @property
    def has_window(self) -> bool:
        return self._window is not None

    def listen(self, socket_file: Path) -> str:
        """Listen at a socket that only this user can open; the address to tell in the meeting file."""
        listener, address = _listen(socket_file)
        self._listener, self._socket_file = listener, socket_file
        self._loop.watch(listener, lambda events: self._accept())
        return address

    def report(self, report: Report) -> None:
        if self._window:
            self._window.send(report)

    def close(self) -> None:
        if self._window:
            self._window.flush()
            self._window.close()
            self._window = None
        for caller in tuple(self._callers):
            caller.close()
        if self._listener:
            self._loop.unwatch(self._listener)
            self._listener.close()
        if self._socket_file:
            self._socket_file.unlink(missing_ok=True)

    def _accept(self) -> None:
        if not self._listener:
            return
        try:
            stream, _ = self._listener.accept()
        except OSError as error:
            log.warning("a caller could not be taken: %s", error)
            return
        stream.setblocking(False)
        if len(self._callers) >= MOST_CALLERS:
            stream.close()
            return
        self._callers.add(_Caller(self._loop, stream, self._secret, self._proved, self._callers.discard))

    def _proved(self, stream: socket.socket, rest: bytes) -> None:
        if self._window:
            log.info("another window takes over")
            self._window.close()
        self._window = _Window(self._loop, stream, self._said, self._lost)
        self._came()
        self._window.heard(rest)

    def _lost(self, window: _Window) -> None:
        if window is self._window:
            self._window = None
            self._gone()


class _Caller:
    """Somebody who has connected and not yet proved the secret."""

    def __init__(
        self,
        loop: Loop,
        stream: socket.socket,
        secret: str,
        proved: Callable[[socket.socket, bytes], None],
        done: Callable[[_Caller], None],
    ) -> None:
        self._loop, self._stream, self._secret, self._proved, self._done = loop, stream, secret, proved, done
        self._nonce = secrets.token_bytes(NONCE_BYTES)
        self._heard = b""
        self._deadline: Timer = loop.later(HANDSHAKE_SECONDS, self.close)
        loop.watch(stream, lambda events: self._read())
        self._write(self._nonce)

    def _read(self) -> None:
        try:
            data = self._stream.recv(READ_BYTES)
        except OSError:
            data = b""
        if not data:
            self.close()
            return
        self._heard += data
        if len(self._heard) >= NONCE_BYTES + PROOF_BYTES:
            self._judge()

    def _judge(self) -> None:
        nonce, claim = self._heard[:NONCE_BYTES], self._heard[NONCE_BYTES : NONCE_BYTES + PROOF_BYTES]
        if not hmac.compare_digest(claim, proof(self._secret, "caller", self._nonce, nonce)):
            log.warning("a caller does not know the secret")
            self.close()
            return
        if self._write(proof(self._secret, "listener", self._nonce, nonce)):
            self._leave()
            self._proved(self._stream, self._heard[NONCE_BYTES + PROOF_BYTES :])

    def _write(self, data: bytes) -> bool:
        try:
            if self._stream.send(data) == len(data):
                return True
        except OSError as error:
            log.info("a caller went away: %s", error)
        self.close()
        return False

    def _leave(self) -> None:
        self._deadline.cancel()
        self._loop.unwatch(self._stream)
        self._done(self)

    def close(self) -> None:
        self._leave()
        self._stream.close()


class _Window:
    """The one window: its commands in, its reports out."""

    def __init__(
        self,
        loop: Loop,
        stream: socket.socket,
        said: Callable[[AnyCommand], None],
        lost: Callable[[_Window], None],
    ) -> None:
        self._loop, self._stream, self._said, self._lost = loop, stream, said, lost
        self._unframer, self._outbox = Unframer(), Outbox()
        self._is_open = True
        self._watch(selectors.EVENT_READ)

    def send(self, report: Report) -> None:
        try:
            self._outbox.put(report)
        except OutboxFull:
            log.exception("the window reads nothing")
            self._fail()
            return
        self.flush()

    def flush(self) -> None:
        while self._is_open and not self._outbox.is_empty:
            try:
                self._outbox.sent(self._stream.send(self._outbox.next_bytes()))
            except BlockingIOError:
                self._watch(selectors.EVENT_READ | selectors.EVENT_WRITE)
                return
            except OSError:
                self._fail()
                return

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._loop.unwatch(self._stream)
            self._stream.close()

    def heard(self, data: bytes) -> None:
        try:
            payloads = self._unframer.feed(data)
        except LinkRefused as error:
            self.send(Refused(request=0, reason=Refusal.UNREADABLE, detail=str(error)))
            self._fail()
            return
        for payload in payloads:
            self._understand(payload)

    def _understand(self, payload: bytes) -> None:
        try:
            command = decode_command(payload)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            self.send(Refused(request=0, reason=Refusal.UNREADABLE, detail=str(error)))
            return
        if self._is_open:
            self._said(command)

    def _watch(self, events: int) -> None:
        self._loop.watch(self._stream, self._ready, events)

    def _ready(self, events: int) -> None:
        if events & selectors.EVENT_WRITE:
            self.flush()
            if self._is_open and self._outbox.is_empty:
                self._watch(selectors.EVENT_READ)
        if events & selectors.EVENT_READ and self._is_open:
            self._read()

    def _read(self) -> None:
        try:
            data = self._stream.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.heard(data)
        else:
            self._fail()

    def _fail(self) -> None:
        self.close()
        self._lost(self)


def _listen(socket_file: Path) -> tuple[socket.socket, str]:
    if not hasattr(socket, "AF_UNIX"):
        listener = socket.create_server(("127.0.0.1", 0), backlog=8)
        listener.setblocking(False)
        return listener, f"127.0.0.1:{listener.getsockname()[1]}"
    socket_file.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.setblocking(False)
    mask = os.umask(0o177)
    try:
        listener.bind(str(socket_file))
    finally:
        os.umask(mask)
    listener.listen(8)
    socket_file.chmod(stat.S_IRUSR | stat.S_IWUSR)
    return listener, str(socket_file)
