"""Whom to call: digits, or a SIP address of an allowed form. Anything else never reaches PJSIP."""

from __future__ import annotations

import re
from dataclasses import dataclass

from softphone.engine.headers import parse_address
from softphone.engine.server_address import ServerAddress

MOST_DIGITS = 40
_DIGITS = re.compile(r"\+?[0-9*#]+")
_HUMAN = re.compile(r"[\s().\-/\u00a0\u2007\u202f]+")
_SIP = re.compile(
    r"(?P<scheme>sips?):(?P<user>[A-Za-z0-9\-_.!~*'()&=+$,%#]{1,64})@"
    r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9\-.]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?P<port>:[0-9]{1,5})?",
    re.IGNORECASE,
)


class BadTarget(ValueError):
    """Neither digits nor a SIP address of an allowed form."""


@dataclass(frozen=True, slots=True)
class Target:
    user: str
    uri: str


def read_target(text: str, server: ServerAddress) -> Target:
    """The target as a URI at `server`. Raises BadTarget."""
    digits = _HUMAN.sub("", text)
    if _DIGITS.fullmatch(digits) and len(digits) <= MOST_DIGITS:
        return Target(digits, server.uri(digits.replace("#", "%23")))
    found = _SIP.fullmatch(text.strip())
    if not found or int((found["port"] or ":1")[1:]) not in range(1, 65536):
        raise BadTarget
    user, host = found["user"].replace("#", "%23"), found["host"] + (found["port"] or "")
    if server.is_at(host):
        return Target(user, server.uri(user))
    return Target(user, f"sip:{user}@{host}")


def inside_target(refer_to: str, server: ServerAddress) -> Target | None:
    """Whom a REFER means, if that lies at our own server and is nothing but an address; else None."""
    found = _SIP.match(parse_address(refer_to).uri)
    if found is None or "?" in refer_to or not server.is_at(found["host"] + (found["port"] or "")):
        return None
    return Target(found["user"], server.uri(found["user"]))
