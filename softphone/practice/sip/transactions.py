"""Transactions of RFC 3261 (and RFC 6026) over UDP: every request is answered once, whatever the network repeats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sipmessage import Request, Response

from softphone.practice.sip import messages
from softphone.practice.sip.messages import Hop
from softphone.practice.sip.timers import Repeating, Timer, Timers

T1 = 0.5
T2 = 4.0
LIFE = 64 * T1


class Wire(Protocol):
    """`address` is our own: what a Via and a Contact name."""

    @property
    def address(self) -> Hop: ...
    def send(self, message: Request | Response, to: Hop) -> None: ...


class ServerTransaction:
    """A request that we answer. `on_cancel` is called when its sender takes an INVITE back."""

    def __init__(self, layer: TransactionLayer, request: Request, source: Hop) -> None:
        self.request, self.source = request, source
        self.to_tag = messages.new_tag()
        self.on_cancel: Callable[[], None] | None = None
        self.on_ack: Callable[[], None] | None = None
        self._layer = layer
        self._last: Response | None = None
        self._repeating: Repeating | None = None
        self._end: Timer | None = None

    @property
    def is_answered(self) -> bool:
        return self._last is not None and self._last.code >= 200

    @property
    def was_accepted(self) -> bool:
        return self._last is not None and 200 <= self._last.code < 300

    def reply(self, code: int, phrase: str = "", **headers: str) -> None:
        """Answer; `X_Queue="a"` becomes the header `X-Queue: a`."""
        response = messages.answer_to(self.request, code, phrase, to_tag=self.to_tag if code > 100 else "")
        for name, value in headers.items():
            response.headers.set(name.replace("_", "-"), value)
        self.respond(response)

    def respond(self, response: Response) -> None:
        """Send a response; a second final one is not sent, but a 2xx to an INVITE passes as often as it comes."""
        if self.is_answered and not (self.was_accepted and 200 <= response.code < 300):
            return
        first_final = response.code >= 200 and not self.is_answered
        self._last = response
        self._send()
        if first_final:
            self._finish(repeat=self.request.method == "INVITE" and response.code >= 300)

    def repeat_until_acknowledged(self, lost: Callable[[], None]) -> None:
        """For an INVITE that we ourselves accepted: nobody else repeats the 200. `lost` when no ACK comes."""
        self._repeating = Repeating(self._layer.timers, self._send, lost, first=T1, most=T2, life=LIFE)

    def repeated(self) -> None:
        if self._last is not None:
            self._send()

    def acknowledge(self) -> None:
        if self._repeating:
            self._repeating.stop()
        if self.on_ack:
            self.on_ack()

    def cancelled(self) -> None:
        if not self.is_answered and self.on_cancel:
            self.on_cancel()

    def stop(self) -> None:
        if self._repeating:
            self._repeating.stop()
        if self._end:
            self._end.cancel()

    def _finish(self, repeat: bool) -> None:
        if repeat:
            self._repeating = Repeating(self._layer.timers, self._send, lambda: None, first=T1, most=T2, life=LIFE)
        self._end = self._layer.timers.call_later(LIFE, self._layer.forget_server, self)

    def _send(self) -> None:
        if self._last is not None:
            self._layer.wire.send(self._last, messages.top_via(self._last).answer_to)


class ClientTransaction:
    """A request that we send. `on_response` gets every provisional, the final one, and every repeated 2xx of an INVITE.

    No answer in 32 s comes as a 408 of our own.
    """

    def __init__(
        self, layer: TransactionLayer, request: Request, to: Hop, on_response: Callable[[Response], None]
    ) -> None:
        self.request, self.to = request, to
        self.branch = messages.top_via(request).branch
        self._layer, self._on_response = layer, on_response
        self._invite = request.method == "INVITE"
        self._answered = self._provisional = self._wants_cancel = False
        most = LIFE if self._invite else T2
        self._repeating = Repeating(layer.timers, self._send, self._silence, first=T1, most=most, life=LIFE)
        self._end: Timer | None = None
        self._send()

    @property
    def is_answered(self) -> bool:
        return self._answered

    def cancel(self) -> None:
        """Take an INVITE back, as soon as its receiver has said anything."""
        if self._answered or self._wants_cancel:
            return
        self._wants_cancel = True
        if self._provisional:
            self._send_cancel()

    def receive(self, response: Response) -> None:
        if response.code < 200:
            self._receive_provisional(response)
            return
        if self._invite and response.code >= 300:
            self._layer.wire.send(messages.ack_of(self.request, response), self.to)
        if self._answered and not (self._invite and response.code < 300):
            return
        self._finish()
        self._on_response(response)

    def stop(self) -> None:
        self._repeating.stop()
        if self._end:
            self._end.cancel()

    def _receive_provisional(self, response: Response) -> None:
        if self._answered:
            return
        if self._invite:
            self._repeating.stop()
        else:
            self._repeating.slow_down()
        if self._wants_cancel and not self._provisional:
            self._send_cancel()
        self._provisional = True
        self._on_response(response)

    def _send_cancel(self) -> None:
        self._layer.start(messages.cancel_of(self.request), self.to, lambda _: None)
        self._end = self._layer.timers.call_later(LIFE, self._silence)

    def _silence(self) -> None:
        if not self._answered:
            self._finish()
            self._on_response(messages.answer_to(self.request, 408))

    def _finish(self) -> None:
        if not self._answered:
            self._answered = True
            self._repeating.stop()
            if self._end:
                self._end.cancel()
            self._end = self._layer.timers.call_later(LIFE, self._layer.forget_client, self)

    def _send(self) -> None:
        self._layer.wire.send(self.request, self.to)


class TransactionLayer:
    """Sorts what comes in: repeated or new, answer to which request, taken back or acknowledged."""

    def __init__(self, wire: Wire, timers: Timers) -> None:
        self.wire, self.timers = wire, timers
        self._servers: dict[tuple[str, str, int, str], ServerTransaction] = {}
        self._clients: dict[tuple[str, str], ClientTransaction] = {}

    def request(self, request: Request, to: Hop, on_response: Callable[[Response], None]) -> ClientTransaction:
        """Send a request under a branch of its own."""
        host, port = self.wire.address
        messages.push_via(request, f"SIP/2.0/UDP {host}:{port};branch={messages.new_branch()};rport")
        return self.start(request, to, on_response)

    def start(self, request: Request, to: Hop, on_response: Callable[[Response], None]) -> ClientTransaction:
        """Send a request that has its Via already, as a CANCEL has that of its INVITE."""
        transaction = ClientTransaction(self, request, to, on_response)
        self._clients[transaction.branch, request.method] = transaction
        return transaction

    def receive_response(self, response: Response) -> bool:
        """Whether it belongs to a request of ours."""
        transaction = self._clients.get((messages.top_via(response).branch, response.cseq.method))
        if transaction is None:
            return False
        transaction.receive(response)
        return True

    def receive_ack(self, ack: Request) -> bool:
        """Whether it belongs to an INVITE that we answered; the ACK of a 2xx usually has a branch of its own."""
        known = self._servers.get(_key(ack))
        if known is None:
            return False
        known.acknowledge()
        return True

    def receive_request(self, request: Request, source: Hop) -> ServerTransaction | None:
        """A new transaction, or None when there is nothing left to do about this request."""
        key = _key(request)
        known = self._servers.get(key)
        if known is not None:
            known.repeated()
            return None
        messages.note_source(request, source)
        transaction = ServerTransaction(self, request, source)
        self._servers[key] = transaction
        if request.method == "CANCEL":
            self._cancel(transaction)
            return None
        return transaction

    def forget_server(self, transaction: ServerTransaction) -> None:
        self._servers.pop(_key(transaction.request), None)
        transaction.stop()

    def forget_client(self, transaction: ClientTransaction) -> None:
        self._clients.pop((transaction.branch, transaction.request.method), None)
        transaction.stop()

    def close(self) -> None:
        for server in self._servers.values():
            server.stop()
        for client in self._clients.values():
            client.stop()
        self._servers.clear()
        self._clients.clear()

    def __len__(self) -> int:
        return len(self._servers) + len(self._clients)

    def _cancel(self, cancel: ServerTransaction) -> None:
        branch, host, port, _ = _key(cancel.request)
        invite = self._servers.get((branch, host, port, "INVITE"))
        cancel.reply(200 if invite else 481)
        if invite:
            invite.cancelled()


def _key(request: Request) -> tuple[str, str, int, str]:
    via = messages.top_via(request)
    method = "INVITE" if request.method == "ACK" else request.method
    return via.branch, via.host, via.port, method
