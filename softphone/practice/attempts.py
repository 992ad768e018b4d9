"""One attempt to reach a phone with a caller's INVITE: passed on with our Via and Record-Route, answers passed back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sipmessage import Request, Response

from softphone.practice.relay import drop_own_route
from softphone.practice.sip import messages
from softphone.practice.sip.messages import Hop
from softphone.practice.sip.transactions import ServerTransaction, TransactionLayer

LONGEST_RING_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who is told what becomes of an attempt. Each response is already on its way back: our Via is taken off."""

    rings: Callable[[Response], None]
    answered: Callable[[Response], None]
    """Also for each repetition of the 2xx."""
    failed: Callable[[Response], None]


class Attempt:
    def __init__(
        self,
        layer: TransactionLayer,
        caller: ServerTransaction,
        contact: str,
        outcome: Outcome,
        *,
        headers: dict[str, str] | None = None,
        ring_seconds: float = LONGEST_RING_SECONDS,
    ) -> None:
        """Raises ValueError when `contact` is not an address on this machine."""
        hop = messages.hop_of(contact)
        if hop is None:
            raise ValueError(f"not an address on this machine: {contact!r}")
        self._outcome = outcome
        self.is_over = False
        invite = onward(caller.request, contact, layer.wire.address, headers or {})
        self._client = layer.request(invite, hop, self._receive)
        self._patience = layer.timers.call_later(ring_seconds, self.cancel)

    def cancel(self) -> None:
        """`failed` follows, or `answered` when the phone was quicker."""
        if not self.is_over:
            self._client.cancel()

    def _receive(self, response: Response) -> None:
        messages.pop_via(response)
        if response.code < 200:
            if response.code > 100:
                self._outcome.rings(response)
            return
        self.is_over = True
        self._patience.cancel()
        if response.code < 300:
            self._outcome.answered(response)
        else:
            self._outcome.failed(response)


def onward(invite: Request, contact: str, own: Hop, headers: dict[str, str]) -> Request:
    """The INVITE as it goes on: what only we may say of a call is taken off what a caller said."""
    copy = messages.copied(invite, contact)
    drop_own_route(copy, own)
    names = ("Proxy-Authorization", "Authorization", "X-Queue", "X-Queue-Wait")
    for name in names:
        copy.headers.remove(name)
    copy.max_forwards = (invite.max_forwards or 70) - 1
    copy.headers.setlist("Record-Route", [f"<sip:{own[0]}:{own[1]};lr>", *messages.values(invite, "Record-Route")])
    for name, value in headers.items():
        copy.headers.set(name, value)
    return copy
