"""What passes between two phones inside a call goes through us untouched: without state, as RFC 3261 16.11 allows.

Each end repeats what was lost; the branch of our Via follows from the sender's, so repetitions are the same request.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from sipmessage import Request, Response

from softphone.practice.sip import messages
from softphone.practice.sip.messages import Hop
from softphone.practice.sip.transactions import Wire

_BRANCH = "z9hG4bKrelay"


class Relay:
    """`seen` is told of each request and each response that passes."""

    def __init__(self, wire: Wire, seen: Callable[[Request | Response], None]) -> None:
        self._wire, self._seen = wire, seen

    def takes(self, request: Request) -> bool:
        """Whether this belongs to a call between others."""
        return bool(messages.tag(request.headers["To"])) and self._target(request) != self._wire.address

    def request(self, request: Request, source: Hop) -> None:
        target = self._target(request)
        hops_left = request.max_forwards if request.max_forwards is not None else 70
        if target is None or hops_left <= 0:
            self._refuse(request, source, 404 if target is None else 483)
            return
        self._seen(request)
        messages.note_source(request, source)
        onward = messages.copied(request)
        drop_own_route(onward, self._wire.address)
        onward.max_forwards = hops_left - 1
        host, port = self._wire.address
        messages.push_via(onward, f"SIP/2.0/UDP {host}:{port};branch={self._branch(request)};rport")
        self._wire.send(onward, target)

    def response(self, response: Response) -> None:
        """Anything that is not an answer to a relayed request is dropped."""
        if messages.top_via(response).branch.startswith(_BRANCH) and len(messages.values(response, "Via")) > 1:
            self._seen(response)
            messages.pop_via(response)
            self._wire.send(response, messages.top_via(response).answer_to)

    def _refuse(self, request: Request, source: Hop, code: int) -> None:
        if request.method != "ACK":
            messages.note_source(request, source)
            self._wire.send(messages.answer_to(request, code), source)

    def _target(self, request: Request) -> Hop | None:
        return messages.hop_of(str(request.uri))

    def _branch(self, request: Request) -> str:
        via = messages.top_via(request)
        return _BRANCH + hashlib.sha256(f"{via.host}:{via.port};{via.branch}".encode()).hexdigest()[:24]


def drop_own_route(request: Request, own: Hop) -> None:
    """Take our own address from the front of the route, where Record-Route put it."""
    routes = messages.values(request, "Route")
    while routes and messages.hop_of(routes[0].partition("<")[2].partition(">")[0]) == own:
        routes = routes[1:]
    if routes:
        request.headers.setlist("Route", routes)
    else:
        request.headers.remove("Route")
