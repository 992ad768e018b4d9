"""The socket: datagrams in and out on 127.0.0.1. Nothing that arrives can end it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import cast

from sipmessage import Request, Response

from softphone.practice.sip import messages
from softphone.practice.sip.messages import Hop

HOST = "127.0.0.1"
_KEEP_ALIVES = (b"\r\n\r\n", b"\r\n", b"\0\0\0\0", b"\0", b"")
log = logging.getLogger(__name__)


class SipSocket(asyncio.DatagramProtocol):
    """Reads each datagram as a message and hands it to `receive`, with its sender's address."""

    def __init__(self, receive: Callable[[Request | Response, Hop], None]) -> None:
        self._receive = receive
        self._transport: asyncio.DatagramTransport | None = None
        self.unreadable = 0

    async def open(self, port: int = 0) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self, local_addr=(HOST, port))

    def close(self) -> None:
        if self._transport:
            self._transport.close()
            self._transport = None

    @property
    def address(self) -> Hop:
        assert self._transport is not None
        host, port = self._transport.get_extra_info("sockname")[:2]
        return str(host), int(port)

    def send(self, message: Request | Response, to: Hop) -> None:
        """Only to this machine: a name would be looked up here and now, and a port beyond all would end the socket."""
        if not messages.is_here(to):
            log.info("nothing is sent to another machine")
        elif self._transport and not self._transport.is_closing():
            self._transport.sendto(bytes(message), to)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if data in _KEEP_ALIVES:
            return
        try:
            self._receive(messages.read(data), addr)
        except messages.Unreadable as reason:
            self.unreadable += 1
            log.info("not a SIP message from port %s: %s", addr[1], reason)
        except Exception:
            log.exception("a message from port %s could not be handled", addr[1])

    def error_received(self, exc: Exception) -> None:
        log.info("a datagram was not taken: %s", exc)
