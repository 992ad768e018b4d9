"""Hosts that the server's messages name, in a route, a contact or an SDP: resolved outside, for PJSIP asks nobody."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import partial

from softphone.engine.headers import Message, parse_address, split_elements
from softphone.engine.loop import Loop
from softphone.engine.names_file import NamesFile
from softphone.engine.resolving import Question
from softphone.engine.server_address import is_numeric

MOST_HOSTS = 16
MOST_AT_ONCE = 4
"""A server may pass on what its callers wrote."""
AGAIN_SECONDS = 60.0
"""An address is asked for again when the name is seen after so long."""

_HEADERS = ("record-route", "service-route", "contact")
_URI_HOST = re.compile(r"sips?:(?:[^@]*@)?([A-Za-z0-9.\-]{1,253})", re.IGNORECASE)
_SDP_HOST = re.compile(r"^c=IN IP[46] ([A-Za-z0-9.\-]{1,253})(?:/\d+)*\s*$", re.MULTILINE)


class NamedHosts:
    def __init__(self, loop: Loop, names: NamesFile) -> None:
        self._loop, self._names = loop, names
        self._asked_at: dict[str, float] = {}
        self._questions: dict[str, Question] = {}

    def learn(self, hosts: tuple[str, ...]) -> None:
        """Only hosts from messages of our own server: each costs a process."""
        now = time.monotonic()
        for host in hosts:
            asked_at = self._asked_at.get(host)
            is_due = asked_at is None or now - asked_at >= AGAIN_SECONDS
            if is_due and len(self._questions) < MOST_AT_ONCE:
                self._ask(host, now)

    def _ask(self, host: str, now: float) -> None:
        self._asked_at.pop(host, None)
        self._asked_at[host] = now
        self._questions[host] = Question(self._loop, host, partial(self._resolved, host))
        self._make_room()

    def forget(self) -> None:
        for host in tuple(self._asked_at):
            self._drop(host)

    def _resolved(self, host: str, addresses: tuple[str, ...]) -> None:
        del self._questions[host]
        if addresses:
            self._names.keep(host, addresses)

    def _make_room(self) -> None:
        while len(self._asked_at) > MOST_HOSTS:
            self._drop(next(iter(self._asked_at)))

    def _drop(self, host: str) -> None:
        del self._asked_at[host]
        if question := self._questions.pop(host, None):
            question.cancel()
        self._names.drop(host)


def hosts_in(message: Message) -> tuple[str, ...]:
    """The names, not the addresses, of the hosts that PJSIP may want to reach because of this message."""
    found = (*_in_headers(message), *(each[1] for each in _SDP_HOST.finditer(message.body)))
    return tuple(dict.fromkeys(host.lower() for host in found if not is_numeric(host)))[:MOST_HOSTS]


def _in_headers(message: Message) -> Iterator[str]:
    for header in _HEADERS:
        for value in message.all(header):
            for element in split_elements(value):
                if host := _URI_HOST.match(parse_address(element).uri):
                    yield host[1]
