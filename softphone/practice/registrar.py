"""The registrar: where each phone can be reached now. One contact a user; the newest takes the place of an older."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sipmessage import Request

from softphone.practice.sip import messages
from softphone.practice.sip.digest import Authenticator, Verdict
from softphone.practice.sip.messages import Hop
from softphone.practice.sip.timers import Timer, Timers
from softphone.practice.sip.transactions import ServerTransaction

LONGEST_SECONDS = 3600
SHORTEST_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Binding:
    """`contact` is the address as the phone wrote it; times are of the loop's clock."""

    contact: str
    header: str
    """The whole Contact value without its expiry, to be given back."""
    source: Hop
    call_id: str
    cseq: int
    expires_at: float


class Registrar:
    """Tells `changed(user, before, after)` when a phone comes, moves or goes."""

    def __init__(
        self,
        authenticator: Authenticator,
        timers: Timers,
        changed: Callable[[str, Binding | None, Binding | None], None],
    ) -> None:
        self._authenticator, self._timers, self._changed = authenticator, timers, changed
        self._bindings: dict[str, Binding] = {}
        self._ends: dict[str, Timer] = {}

    def binding(self, user: str) -> Binding | None:
        return self._bindings.get(user)

    def receive(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        user = messages.user_of(request.headers["To"])
        judgement = self._authenticator.judge(request.headers.get("Authorization"), "REGISTER")
        if judgement.verdict in (Verdict.MISSING, Verdict.STALE):
            challenge(transaction, self._authenticator, judgement.verdict is Verdict.STALE)
        elif judgement.verdict is Verdict.WRONG or judgement.user != user:
            transaction.reply(403)
        else:
            self._register(user, transaction)

    def close(self) -> None:
        for timer in self._ends.values():
            timer.cancel()

    def _register(self, user: str, transaction: ServerTransaction) -> None:
        request = transaction.request
        known = self._bindings.get(user)
        if known and known.call_id == request.call_id and request.cseq.sequence <= known.cseq:
            transaction.reply(500)
            return
        contacts = messages.values(request, "Contact")
        if contacts and not self._keep(user, contacts[0], request, transaction.source):
            transaction.reply(400)
            return
        self._answer(user, transaction)

    def _keep(self, user: str, contact: str, request: Request, source: Hop) -> bool:
        seconds = _expiry(request, contact)
        uri = messages.contact_uri(request)
        if seconds is None or (contact.strip() == "*" and seconds != 0):
            return False
        if seconds == 0:
            self._forget(user)
            return True
        if messages.hop_of(uri) is None:
            return False
        seconds = min(max(seconds, SHORTEST_SECONDS), LONGEST_SECONDS)
        end = self._timers.time() + seconds
        self._bind(user, Binding(uri, _plain(contact), source, request.call_id, request.cseq.sequence, end), seconds)
        return True

    def _bind(self, user: str, binding: Binding, seconds: float) -> None:
        before = self._bindings.get(user)
        if user in self._ends:
            self._ends[user].cancel()
        self._bindings[user] = binding
        self._ends[user] = self._timers.call_later(seconds, self._forget, user)
        self._changed(user, before, binding)

    def _forget(self, user: str) -> None:
        before = self._bindings.pop(user, None)
        if before is not None:
            self._ends.pop(user).cancel()
            self._changed(user, before, None)

    def _answer(self, user: str, transaction: ServerTransaction) -> None:
        headers = {}
        if binding := self._bindings.get(user):
            left = round(binding.expires_at - self._timers.time())
            headers["Contact"] = f"{binding.header};expires={left}"
        transaction.reply(200, **headers)


def challenge(transaction: ServerTransaction, authenticator: Authenticator, stale: bool, proxy: bool = False) -> None:
    """Ask for a password: 401, or 407 as a proxy."""
    response = messages.answer_to(transaction.request, 407 if proxy else 401, to_tag=transaction.to_tag)
    name = "Proxy-Authenticate" if proxy else "WWW-Authenticate"
    response.headers.setlist(name, authenticator.challenges(stale))
    transaction.respond(response)


_EXPIRES = re.compile(r";\s*expires\s*=\s*[^;]*", re.IGNORECASE)


def _plain(contact: str) -> str:
    address, bracket, rest = contact.rpartition(">")
    return address + bracket + _EXPIRES.sub("", rest)


def _expiry(request: Request, contact: str) -> int | None:
    """Seconds asked for; None when that is not a number."""
    asked = messages.parameters(contact.rpartition(">")[2]).get("expires") or request.headers.get("Expires") or "3600"
    return int(asked) if re.fullmatch(r"\d{1,9}", asked) else None
