"""What a SIP message says in its headers. Everything in it is from a stranger: sizes are capped, nothing raises."""

from __future__ import annotations

import re
from dataclasses import dataclass

from softphone.engine.plain_text import plain

MOST_HEADER_BYTES = 64_000
MOST_VALUE_CHARACTERS = 1_000

_COMPACT = {
    "i": "call-id",
    "m": "contact",
    "e": "content-encoding",
    "l": "content-length",
    "c": "content-type",
    "f": "from",
    "s": "subject",
    "k": "supported",
    "t": "to",
    "v": "via",
    "o": "event",
    "r": "refer-to",
    "b": "referred-by",
    "x": "session-expires",
}
_FOLD = re.compile(r"\r?\n[ \t]+")
_LINE_END = re.compile(r"\r?\n")
_NAME_ADDRESS = re.compile(r'(?:"((?:[^"\\]|\\.)*)"\s*|([^<"]*))<([^>]*)>(.*)', re.DOTALL)
_USER = re.compile(r"^(?:sips?|tel):([^@;?>]*)@?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """A parsed SIP message: its first line, its headers by full lower-case name in order, its body."""

    start: str
    headers: tuple[tuple[str, str], ...]
    body: str

    def first(self, name: str) -> str:
        """The first value of the header, "" when there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for known, value in self.headers if known == name.lower())

    @property
    def method(self) -> str:
        """ "" for a response."""
        word = self.start.partition(" ")[0]
        return "" if word.upper().startswith("SIP/") else word.upper()

    @property
    def status(self) -> int:
        """0 for a request."""
        found = re.match(r"SIP/2\.0 (\d{3})\b", self.start, re.IGNORECASE)
        return int(found[1]) if found else 0


@dataclass(frozen=True, slots=True)
class NameAddress:
    """`"Anna" <sip:101@pbx>;tag=1` in its parts."""

    name: str
    uri: str
    parameters: str = ""

    @property
    def user(self) -> str:
        """The user part; for an address without one ("sip:pbx.example", "anonymous") empty."""
        found = _USER.match(self.uri)
        if not found or ("@" not in self.uri and not self.uri.lower().startswith("tel:")):
            return ""
        return _unescaped(found[1])


def parse_message(text: str) -> Message:
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    unfolded = _FOLD.sub(" ", head[:MOST_HEADER_BYTES])
    start, *lines = _LINE_END.split(unfolded)
    return Message(start, tuple(header for line in lines if (header := _header(line))), body)


def _header(line: str) -> tuple[str, str] | None:
    name, colon, value = line.partition(":")
    if not colon:
        return None
    name = name.strip().lower()
    return _COMPACT.get(name, name), plain(value.strip(), MOST_VALUE_CHARACTERS)


def parse_address(value: str) -> NameAddress:
    """A From, To, Contact or P-Asserted-Identity value (its first element)."""
    value = value.strip()
    found = _NAME_ADDRESS.match(value)
    if not found:
        uri, _, parameters = value.partition(";")
        return NameAddress("", uri.strip(), parameters)
    quoted, bare, uri, rest = found.groups()
    name = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else (bare or "").strip()
    return NameAddress(plain(name, 80), uri.strip(), rest.lstrip(";").strip())


def split_elements(value: str) -> tuple[str, ...]:
    """The elements of a header with commas, those inside quotes or <> left alone."""
    return tuple(e.strip() for e in re.findall(r'(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,"<])+', value) if e.strip())


def parameter(parameters: str, name: str) -> str | None:
    """The value of `;name=value`, "" for a bare `;name`, None when it is not there."""
    pattern = rf'(?:^|[;\s]){re.escape(name)}(?:\s*=\s*("(?:[^"\\]|\\.)*"|[^;,\s]*))?(?=\s*(?:;|,|$))'
    found = re.search(pattern, parameters, re.IGNORECASE)
    if not found:
        return None
    return (found[1] or "").strip('"')


def _unescaped(user: str) -> str:
    decoded = re.sub(r"%([0-9A-Fa-f]{2})", lambda m: chr(int(m[1], 16)), user)
    return plain(decoded, 128)
