"""Lamps: whoever subscribes to an extension is told its state, now and at each change (RFC 3856, RFC 3863).

The documents are worded as Asterisk words them for a queue member's pause: "Ready", "On the phone", "Unavailable".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from sipmessage import URI, Address, CSeq, Request, Response

from softphone.model.availability import QueuePresence
from softphone.practice.sip import messages
from softphone.practice.sip.timers import Timer
from softphone.practice.sip.transactions import ServerTransaction, TransactionLayer

LONGEST_SECONDS = 3600
_NOTES = {QueuePresence.IN: "Ready", QueuePresence.PAUSED: "On the phone", QueuePresence.OUT: "Unavailable"}
_BASIC = {QueuePresence.IN: "open", QueuePresence.PAUSED: "open", QueuePresence.OUT: "closed"}


@dataclass(slots=True)
class Subscription:
    extension: str
    call_id: str
    us: str
    them: str
    contact: str
    ends: Timer
    ends_at: float
    cseq: int = 0


class Lamps:
    """`state_of` says what an extension's lamp shows, None for an extension without one."""

    def __init__(self, layer: TransactionLayer, state_of: Callable[[str], QueuePresence | None]) -> None:
        self._layer, self._state_of = layer, state_of
        self._subscriptions: dict[tuple[str, str], Subscription] = {}

    def subscribe(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        key = (request.call_id, messages.tag(request.headers["From"]))
        known = self._subscriptions.get(key)
        extension = known.extension if known else request.uri.user or ""
        refusal = self._refusal(request, known is not None, extension)
        if refusal:
            transaction.reply(refusal)
            return
        asked = request.expires if request.expires is not None else LONGEST_SECONDS
        seconds = min(max(asked, 0), LONGEST_SECONDS)
        subscription = self._keep(key, extension, transaction, seconds)
        host, port = self._layer.wire.address
        transaction.reply(200, Expires=str(seconds), Contact=f"<sip:practice@{host}:{port}>")
        if seconds:
            self._notify(subscription)
        else:
            self._end(key)

    def changed(self, extension: str) -> None:
        """Tell everybody who watches this extension."""
        for subscription in list(self._subscriptions.values()):
            if subscription.extension == extension:
                self._notify(subscription)

    def close(self) -> None:
        for subscription in self._subscriptions.values():
            subscription.ends.cancel()

    def __len__(self) -> int:
        return len(self._subscriptions)

    def _refusal(self, request: Request, is_known: bool, extension: str) -> int:
        if (request.headers.get("Event") or "").partition(";")[0].strip() != "presence":
            return 489
        if messages.tag(request.headers["To"]) and not is_known:
            return 481
        if messages.hop_of(messages.contact_uri(request)) is None:
            return 400
        return 0 if self._state_of(extension) is not None else 404

    def _keep(self, key: tuple[str, str], extension: str, transaction: ServerTransaction, seconds: int) -> Subscription:
        request = transaction.request
        known = self._subscriptions.get(key)
        if known:
            known.ends.cancel()
        ends = self._layer.timers.call_later(seconds, self._end, key)
        to = request.headers["To"]
        us = to if messages.tag(to) else f"{to};tag={transaction.to_tag}"
        subscription = Subscription(
            extension,
            request.call_id,
            us,
            request.headers["From"],
            messages.contact_uri(request),
            ends,
            self._layer.timers.time() + seconds,
            known.cseq if known else 0,
        )
        self._subscriptions[key] = subscription
        return subscription

    def _end(self, key: tuple[str, str]) -> None:
        subscription = self._subscriptions.pop(key, None)
        if subscription:
            subscription.ends.cancel()
            self._send(subscription, "terminated;reason=timeout")

    def _notify(self, subscription: Subscription) -> None:
        left = max(1, round(subscription.ends_at - self._layer.timers.time()))
        self._send(subscription, f"active;expires={left}")

    def _send(self, subscription: Subscription, state: str) -> None:
        shown = self._state_of(subscription.extension) or QueuePresence.OUT
        host, port = self._layer.wire.address
        watcher = str(Address.parse(subscription.them).uri)
        body = document(f"sip:{subscription.extension}@{host}:{port}", watcher, shown)
        request = _notification(subscription, state, body, f"<sip:practice@{host}:{port}>")
        hop = messages.hop_of(subscription.contact)
        if hop:
            key = (subscription.call_id, messages.tag(subscription.them))
            self._layer.request(request, hop, lambda answer: self._answered(key, answer))

    def _answered(self, key: tuple[str, str], answer: Response) -> None:
        if answer.code in (408, 481, 489):
            subscription = self._subscriptions.pop(key, None)
            if subscription:
                subscription.ends.cancel()


def document(entity: str, watcher: str, presence: QueuePresence) -> bytes:
    """The PIDF document that says what the lamp `entity` shows to `watcher`, both of them SIP addresses."""
    extension = entity.removeprefix("sip:").partition("@")[0]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<presence entity={quoteattr(entity)} xmlns="urn:ietf:params:xml:ns:pidf">\n'
        f" <note>{_NOTES[presence]}</note>\n"
        f" <tuple id={quoteattr(extension)}>\n"
        f"  <status>\n   <basic>{_BASIC[presence]}</basic>\n  </status>\n"
        f'  <contact priority="1">{escape(watcher)}</contact>\n'
        " </tuple>\n"
        "</presence>\n"
    ).encode()


def _notification(subscription: Subscription, state: str, body: bytes, contact: str) -> Request:
    subscription.cseq += 1
    request = Request("NOTIFY", URI.parse(subscription.contact), body)
    request.headers.set("Max-Forwards", "70")
    request.headers.set("From", subscription.us)
    request.headers.set("To", subscription.them)
    request.call_id = subscription.call_id
    request.cseq = CSeq(subscription.cseq, "NOTIFY")
    request.headers.set("Contact", contact)
    request.headers.set("Event", "presence")
    request.headers.set("Subscription-State", state)
    request.headers.set("Content-Type", "application/pidf+xml")
    request.headers.set("Content-Length", str(len(body)))
    return request
