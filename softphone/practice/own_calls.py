"""Calls that end at the centre itself: feature codes, which are answered and soon hung up, and the echo."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from sipmessage import Request

from softphone.practice import sdp
from softphone.practice.connections import End, bye
from softphone.practice.sip import messages
from softphone.practice.sip.timers import Timer
from softphone.practice.sip.transactions import ServerTransaction, TransactionLayer
from softphone.practice.sip.udp import HOST


class SoundPort(asyncio.DatagramProtocol):
    """Where sound arrives: it is sent back to its sender, or falls on deaf ears."""

    def __init__(self, echoes: bool) -> None:
        self._echoes = echoes
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self) -> None:
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=(HOST, 0))

    @property
    def port(self) -> int:
        assert self._transport is not None
        return int(self._transport.get_extra_info("sockname")[1])

    def close(self) -> None:
        if self._transport:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self._echoes and self._transport and addr[0] == HOST:
            self._transport.sendto(data, addr)


@dataclass(slots=True)
class OwnCall:
    user: str
    us: End
    them: End
    port: int
    invite: ServerTransaction
    """The newest one: an ACK belongs to it."""
    end: Timer | None = None


class OwnCalls:
    """`changed` is told whenever somebody becomes free."""

    def __init__(self, layer: TransactionLayer, changed: Callable[[], None]) -> None:
        self._layer, self._changed = layer, changed
        self._calls: dict[str, OwnCall] = {}

    def accept(self, transaction: ServerTransaction, user: str, port: int, hang_up_after: float | None = None) -> bool:
        """Answer with sound at `port`; BYE `hang_up_after` seconds after the ACK. False when the offer has no audio."""
        request = transaction.request
        if not self._answer(transaction, port):
            return False
        us = End("", f"{request.headers['To']};tag={transaction.to_tag}", "", 0)
        them = End(user, request.headers["From"], messages.contact_uri(request), request.cseq.sequence)
        call = OwnCall(user, us, them, port, transaction)
        self._calls[request.call_id] = call
        transaction.on_ack = lambda: self._hang_up_soon(request.call_id, hang_up_after)
        transaction.repeat_until_acknowledged(lambda: self._hang_up(request.call_id))
        return True

    def receive(self, transaction: ServerTransaction) -> bool:
        """A request inside one of our calls; False when there is no such call."""
        request = transaction.request
        call = self._calls.get(request.call_id)
        if call is None:
            return False
        if request.method == "INVITE":
            self._answer_again(call, transaction)
        elif request.method == "BYE":
            transaction.reply(200)
            self._forget(request.call_id)
        else:
            transaction.reply(200 if request.method in ("INFO", "OPTIONS") else 405)
        return True

    def acknowledge(self, ack: Request) -> None:
        call = self._calls.get(ack.call_id)
        if call and call.invite.request.cseq.sequence == ack.cseq.sequence:
            call.invite.acknowledge()

    def is_busy(self, user: str) -> bool:
        return any(call.user == user for call in self._calls.values())

    def drop(self, user: str) -> None:
        for call_id in [key for key, call in self._calls.items() if call.user == user]:
            self._forget(call_id)

    def close(self) -> None:
        for call in self._calls.values():
            if call.end:
                call.end.cancel()

    def _answer_again(self, call: OwnCall, transaction: ServerTransaction) -> None:
        if self._answer(transaction, call.port):
            call.invite = transaction
            transaction.repeat_until_acknowledged(lambda: None)

    def _answer(self, transaction: ServerTransaction, port: int) -> bool:
        request = transaction.request
        try:
            body = sdp.answer(request.body, port) if request.body else sdp.offer(port)
        except sdp.NoAudio:
            transaction.reply(488)
            return False
        ok = messages.answer_to(request, 200, to_tag=transaction.to_tag, body=body, kind="application/sdp")
        host, own_port = self._layer.wire.address
        ok.headers.set("Contact", f"<sip:practice@{host}:{own_port}>")
        ok.headers.set("Allow", "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO")
        transaction.respond(ok)
        return True

    def _hang_up_soon(self, call_id: str, seconds: float | None) -> None:
        call = self._calls.get(call_id)
        if call and call.end is None and seconds is not None:
            call.end = self._layer.timers.call_later(seconds, self._hang_up, call_id)

    def _hang_up(self, call_id: str) -> None:
        call = self._calls.get(call_id)
        hop = messages.hop_of(call.them.contact) if call else None
        if call and hop:
            self._layer.request(bye(call_id, call.us, call.them), hop, lambda _: None)
        self._forget(call_id)

    def _forget(self, call_id: str) -> None:
        call = self._calls.pop(call_id, None)
        if call and call.end:
            call.end.cancel()
        self._changed()
