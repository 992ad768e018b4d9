"""Where the company's PBX is, and how its addresses are written in URIs."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from softphone.model.engine_link import Transport


class BadServer(ValueError):
    """Not a host name or address with an optional port."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    host: str
    """Without brackets."""
    port: int
    transport: Transport

    @staticmethod
    def read(text: str, transport: Transport) -> ServerAddress:
        """ "pbx.example", "pbx.example:5071", "10.0.0.1", "[::1]:5060". Raises BadServer."""
        host, port = _host_and_port(text.strip())
        if not host or len(host) > 253 or not all(c.isalnum() or c in ".-:" for c in host) or not host.isascii():
            raise BadServer(text)
        return ServerAddress(host.lower(), port or _usual_port(transport), transport)

    @property
    def is_numeric(self) -> bool:
        return is_numeric(self.host)

    @property
    def is_usual_port(self) -> bool:
        return self.port == _usual_port(self.transport)

    @property
    def host_in_uri(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    def uri(self, user: str = "") -> str:
        """A URI at this server that says how to get there."""
        who = f"{user}@" if user else ""
        port = "" if self.is_usual_port else f":{self.port}"
        how = "" if self.transport is Transport.UDP else f";transport={self.transport.value}"
        return f"sip:{who}{self.host_in_uri}{port}{how}"

    def is_at(self, host_and_port: str) -> bool:
        """Whether this is our server: the port may be left out."""
        try:
            host, port = _host_and_port(host_and_port)
        except BadServer:
            return False
        return host.lower() == self.host and port in (None, self.port)


def is_numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _usual_port(transport: Transport) -> int:
    return 5061 if transport is Transport.TLS else 5060


def _host_and_port(text: str) -> tuple[str, int | None]:
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        return host, _port(rest.removeprefix(":")) if rest else None
    if text.count(":") > 1:
        return text, None
    host, colon, port = text.partition(":")
    return host, _port(port) if colon else None


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536):
        raise BadServer(text)
    return int(text)
