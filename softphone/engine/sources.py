"""Who may make the phone ring: the registrar's own addresses and those that the company named, nobody else."""

from __future__ import annotations

from collections.abc import Iterable

from softphone.engine.server_address import BadServer, ServerAddress, is_numeric
from softphone.model.engine_link import Transport


class Sources:
    """Compared with the address that a message really came from (over TCP and TLS: the connection's other end)."""

    def __init__(self, server: ServerAddress | None = None, trusted: Iterable[str] = ()) -> None:
        self._server = server
        self._trusted = tuple(entry for text in trusted if (entry := _entry(text)))
        self.addresses: tuple[str, ...] = ()

    def learn(self, addresses: tuple[str, ...]) -> None:
        """What the server's name stands for now."""
        self.addresses = addresses

    def may_ring(self, source: str) -> bool:
        """`source` is "address:port"."""
        found = _entry(source)
        if found is None or self._server is None:
            return False
        host, port = found
        if host in self.addresses and port == self._server.port:
            return True
        return any(host == known and wanted in (None, port) for known, wanted in self._trusted)


def _entry(text: str) -> tuple[str, int | None] | None:
    """An address with or without a port; None for anything else: a name proves nothing about a source."""
    try:
        address = ServerAddress.read(text, Transport.UDP)
    except BadServer:
        return None
    has_port = text.count(":") == 1 or "]:" in text
    return (address.host, address.port if has_port else None) if is_numeric(address.host) else None
