"""A registrar of bytes: lets an engine register, and sends it whatever a test makes up; so may a stranger."""

from __future__ import annotations

import itertools
import re
import socket
import threading
import time
from types import TracebackType

from softphone.model.engine_link import Account, Srtp, Transport

OFFER = b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n"
_numbers = itertools.count(1)


class RawRegistrar:
    """`phone` is where the registered engine listens; `received` are all its datagrams."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._stranger.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.phone = ("127.0.0.1", 0)
        self.received: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> RawRegistrar:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        # Only a datagram wakes up who reads in another thread.
        self._stranger.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(2)
        self._socket.close()
        self._stranger.close()

    @property
    def account(self) -> Account:
        server = f"127.0.0.1:{self.port}"
        return Account(server=server, user="101", password="x", transport=Transport.UDP, srtp=Srtp.OFF)

    def send(self, data: bytes) -> None:
        self._socket.sendto(data, self.phone)

    def send_as_stranger(self, data: bytes) -> None:
        self._stranger.sendto(data, self.phone)

    def wait_for(self, words: bytes, seconds: float = 5.0) -> bytes:
        """The first datagram with these words in it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := next((data for data in tuple(self.received) if words in data), None):
                return found
            time.sleep(0.005)
        raise AssertionError(f"{words!r} did not come; there came {self.received}")

    def _serve(self) -> None:
        while True:
            data, source = self._socket.recvfrom(65_535)
            if not data:
                return
            self.received.append(data)
            if data.startswith(b"REGISTER"):
                self.phone = source
                self._socket.sendto(_accepted(data), source)


def request(
    method: bytes = b"INVITE", *, caller: bytes = b"<sip:1@127.0.0.1>", headers: bytes = b"", body: bytes = OFFER
) -> bytes:
    """A whole one in a dialog of its own."""
    number = str(next(_numbers)).encode()
    lines = (
        method + b" sip:101@127.0.0.1 SIP/2.0",
        b"Via: SIP/2.0/UDP 127.0.0.1:9;rport;branch=z9hG4bKraw" + number,
        b"From: " + caller + b";tag=raw" + number,
        b"To: <sip:101@127.0.0.1>",
        b"Call-ID: raw-" + number,
        b"CSeq: 1 " + method,
        b"Contact: <sip:raw@127.0.0.1:9>",
        b"Max-Forwards: 70",
        *headers.splitlines(),
        b"Content-Type: application/sdp",
        b"Content-Length: " + str(len(body)).encode(),
    )
    return b"\r\n".join((*lines, b"", body))


def _accepted(register: bytes) -> bytes:
    kept = re.findall(rb"(?im)^(?:via|from|to|call-id|cseq|contact):.*\r\n", register)
    return b"SIP/2.0 200 OK\r\n" + b"".join(kept) + b"Expires: 120\r\nContent-Length: 0\r\n\r\n"
