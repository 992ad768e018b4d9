"""Reading a datagram as a SIP message, and the few things that are done to messages on their way.

Header lines that pass through stay exactly as their sender wrote them: a branch or a contact that comes back in other
words would not be known again.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from sipmessage import URI, Address, CSeq, Request, Response

MOST_BYTES = 16_384
MOST_HEADERS = 128
Hop = tuple[str, int]
"""Address and port of a peer."""

_FOLDED = re.compile(rb"\r\n[ \t]+")
_NEEDED = ("Via", "From", "To", "Call-ID", "CSeq")
_METHOD = re.compile(r"[A-Z]{1,20}")
_PHRASES = {
    100: "Trying",
    180: "Ringing",
    182: "Queued",
    200: "OK",
    202: "Accepted",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    407: "Proxy Authentication Required",
    408: "Request Timeout",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    483: "Too Many Hops",
    486: "Busy Here",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    489: "Bad Event",
    500: "Server Internal Error",
    503: "Service Unavailable",
    603: "Decline",
}


class Unreadable(ValueError):
    """Not a SIP message that could be answered or passed on."""


@dataclass(frozen=True, slots=True)
class Via:
    """The topmost Via, as far as an answer needs it."""

    host: str
    port: int
    branch: str
    wants_rport: bool
    answer_to: Hop


def read(data: bytes) -> Request | Response:
    """Raises Unreadable for anything that is not a whole message with the headers that every message has."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"{len(data)} bytes")
    head, separator, body = data.partition(b"\r\n\r\n")
    if not separator or head.count(b"\r\n") > MOST_HEADERS:
        raise Unreadable("no end of the headers")
    try:
        message = Request.parse(_FOLDED.sub(b" ", head) + separator + body)
        _check(message)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(str(error)) from error
    return message


def _check(message: Request | Response) -> None:
    for name in _NEEDED:
        if not message.headers.get(name):
            raise Unreadable(f"no {name}")
    _ = message.from_address, message.to_address
    top_via(message)
    cseq = message.cseq
    if cseq.sequence >= 1 << 31 or (isinstance(message, Request) and cseq.method != message.method):
        raise Unreadable("CSeq")
    if isinstance(message, Request) and not _METHOD.fullmatch(message.method):
        raise Unreadable("method")
    if isinstance(message, Response) and not 100 <= message.code <= 699:
        raise Unreadable("status")
    _cut_body(message)


def _cut_body(message: Request | Response) -> None:
    length = message.content_length
    if length is None:
        return
    if not 0 <= length <= len(message.body):
        raise Unreadable("Content-Length")
    message.body = message.body[:length]


def values(message: Request | Response, name: str) -> list[str]:
    """All values of a header in order, one each, whether its sender put them on one line or on several."""
    return [value for line in message.headers.getlist(name) for value in split_commas(line)]


def split_commas(line: str) -> list[str]:
    """Parts between commas that stand neither in quotes nor in angle brackets."""
    parts, start, quoted, depth, escaped = [], 0, False, 0, False
    for place, letter in enumerate(line):
        if escaped:
            escaped = False
        elif quoted:
            escaped, quoted = letter == "\\", letter != '"'
        elif letter == '"':
            quoted = True
        elif letter in "<>":
            depth += 1 if letter == "<" else -1
        elif letter == "," and depth <= 0:
            parts.append(line[start:place])
            start = place + 1
    parts.append(line[start:])
    return [part.strip() for part in parts if part.strip()]


_VIA = re.compile(r"SIP\s*/\s*2\.0\s*/\s*[A-Za-z]+\s+([A-Za-z0-9.-]+)(?::(\d{1,5}))?\s*((?:;.*)?)")


def top_via(message: Request | Response) -> Via:
    found = _VIA.fullmatch(next(iter(values(message, "Via")), ""))
    if found is None:
        raise Unreadable("Via")
    host, port = found[1], int(found[2] or 5060)
    facts = parameters(found[3])
    answer = (facts.get("received") or host, int(facts.get("rport") or port))
    return Via(host, port, facts.get("branch", ""), facts.get("rport") == "", answer)


def parameters(text: str) -> dict[str, str]:
    """`;a=1;b` as {"a": "1", "b": ""}; names in lower case."""
    facts = {}
    for part in text.split(";")[1:]:
        name, _, value = part.partition("=")
        facts[name.strip().lower()] = value.strip()
    return facts


def push_via(message: Request, via: str) -> None:
    message.headers.setlist("Via", [via, *values(message, "Via")])


def pop_via(response: Response) -> None:
    response.headers.setlist("Via", values(response, "Via")[1:])


_ASKED_RPORT = re.compile(r";\s*rport\s*=?\s*(?=;|$)", re.IGNORECASE)


def note_source(request: Request, source: Hop) -> None:
    """Write into the topmost Via where the request really came from (RFC 3581)."""
    first, *rest = values(request, "Via")
    if top_via(request).wants_rport:
        first = _ASKED_RPORT.sub(f";rport={source[1]}", first, count=1)
    request.headers.setlist("Via", [f"{first};received={source[0]}", *rest])


def answer_to(
    request: Request, code: int, phrase: str = "", *, to_tag: str = "", body: bytes = b"", kind: str = ""
) -> Response:
    """A response with what RFC 3261 8.2.6 wants in it. `kind` is the Content-Type of `body`."""
    response = Response(code, phrase or _PHRASES.get(code, "Unknown"), body)
    response.headers.setlist("Via", values(request, "Via"))
    response.headers.set("From", request.headers["From"])
    to = request.headers["To"]
    response.headers.set("To", f"{to};tag={to_tag}" if to_tag and not tag(to) else to)
    response.headers.set("Call-ID", request.call_id)
    response.headers.set("CSeq", request.headers["CSeq"])
    if body:
        response.headers.set("Content-Type", kind)
    response.headers.set("Content-Length", str(len(body)))
    return response


def copied(message: Request, uri: str = "") -> Request:
    """A copy to change and send on, to another address if one is given."""
    copy = Request(message.method, URI.parse(uri) if uri else message.uri, message.body)
    for name in message.headers.keys():  # noqa: SIM118  (a method of its own, not a mapping)
        copy.headers.setlist(name, list(message.headers.getlist(name)))
    return copy


def ack_of(invite: Request, response: Response) -> Request:
    """The ACK of a refusal: same transaction, so same branch."""
    ack = Request("ACK", invite.uri)
    ack.headers.set("Via", values(invite, "Via")[0])
    for name in ("Max-Forwards", "From", "Call-ID", "Route"):
        if invite.headers.get(name):
            ack.headers.setlist(name, list(invite.headers.getlist(name)))
    ack.headers.set("To", response.headers["To"])
    ack.cseq = CSeq(invite.cseq.sequence, "ACK")
    ack.headers.set("Content-Length", "0")
    return ack


def cancel_of(invite: Request) -> Request:
    cancel = Request("CANCEL", invite.uri)
    cancel.headers.set("Via", values(invite, "Via")[0])
    for name in ("Max-Forwards", "From", "To", "Call-ID", "Route"):
        if invite.headers.get(name):
            cancel.headers.setlist(name, list(invite.headers.getlist(name)))
    cancel.cseq = CSeq(invite.cseq.sequence, "CANCEL")
    cancel.headers.set("Content-Length", "0")
    return cancel


_TAG = re.compile(r";\s*tag\s*=\s*([^;\s>]+)", re.IGNORECASE)


def tag(from_or_to: str) -> str:
    """The tag of a From or To value, "" when it has none."""
    found = _TAG.search(from_or_to.rpartition(">")[2] if ">" in from_or_to else from_or_to)
    return found[1] if found else ""


def user_of(from_or_to: str) -> str:
    return Address.parse(from_or_to).uri.user or ""


def contact_uri(message: Request | Response) -> str:
    """The address in the first Contact as its sender wrote it, "" when there is none."""
    first = next(iter(values(message, "Contact")), "")
    found = re.search(r"<([^>]+)>", first)
    return found[1] if found else first.partition(";")[0].strip()


def hop_of(uri: str) -> Hop | None:
    """Where a request to `uri` goes; None for anything but a SIP address on this machine."""
    try:
        parsed = URI.parse(uri)
    except ValueError:
        return None
    hop = ("127.0.0.1" if parsed.host == "localhost" else parsed.host, parsed.port or 5060)
    return hop if parsed.scheme == "sip" and is_here(hop) else None


def is_here(hop: Hop) -> bool:
    """Whether this is a port of this machine."""
    parts = hop[0].split(".")
    is_address = len(parts) == 4 and all(re.fullmatch(r"[0-9]{1,3}", part) and int(part) < 256 for part in parts)
    return is_address and parts[0] == "127" and 0 < hop[1] < 65_536


def new_tag() -> str:
    return secrets.token_hex(8)


def new_branch() -> str:
    return f"z9hG4bK{secrets.token_hex(12)}"
