"""Fetches the workplace document over HTTPS, and says exactly what is wrong when it cannot."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from softphone.model.addresses import is_loopback
from softphone.model.problems import (
    BadAddress,
    NoNetwork,
    NotJson,
    ServerRefused,
    ServerUnreachable,
    ServerUntrusted,
    SignInProblem,
    UnknownHost,
    WrongPassword,
)
from softphone.model.workplace import Profile
from softphone.model.workplace_document import read_profile

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 5.0
ALL_SECONDS = 10.0
_MOST_BYTES = 1 << 20
_MOST_REDIRECTS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_NO_ROUTE = (errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH)
_FAR_AWAY = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


class HttpsWorkplace:
    """`ca_file` (PEM) is trusted besides the system's authorities: for companies with one of their own."""

    def __init__(
        self, ca_file: Path | None = None, connect_seconds: float = CONNECT_SECONDS, all_seconds: float = ALL_SECONDS
    ) -> None:
        self._ca_file = ca_file
        self._connect_seconds = connect_seconds
        self._all_seconds = all_seconds
        self._trust: ssl.SSLContext | None = None

    async def fetch_profile(self, address: str, agent_id: str, password: str) -> Profile:
        # Imported where it is first needed, like all heavy libraries: the window is on the screen before.
        import httpx

        try:
            async with asyncio.timeout(self._all_seconds), self._client(address, agent_id, password) as client:
                return read_profile(await _fetch(client, f"{address}/profile"))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            raise _translated(error) from error

    def _client(self, address: str, agent_id: str, password: str) -> httpx.AsyncClient:
        import httpx

        return httpx.AsyncClient(
            auth=httpx.BasicAuth(agent_id, password),
            verify=self._trusted(address),
            timeout=httpx.Timeout(self._all_seconds, connect=self._connect_seconds),
            # No compression: a small answer could unfold to any size. No proxy between us and ourselves.
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            trust_env=not is_loopback(urlsplit(address).hostname),
        )

    def _trusted(self, address: str) -> ssl.SSLContext:
        """Reading the system's authorities takes 20 ms: not for plain HTTP on this machine, which trusts nobody."""
        if address.startswith("http:"):
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._trust = self._trust or _trust(self._ca_file)
        return self._trust


def has_network() -> bool:
    """Whether this computer knows a way out; nothing is sent."""
    for family, address in _FAR_AWAY:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((address, 9))
                return True
        except OSError:
            continue
    return False


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    trust = ssl.create_default_context()
    if ca_file:
        try:
            trust.load_verify_locations(ca_file)
        except OSError as error:
            raise ServerUntrusted("the CA file cannot be read") from error
    return trust


async def _fetch(client: httpx.AsyncClient, url: str) -> bytes:
    for _ in range(_MOST_REDIRECTS + 1):
        async with client.stream("GET", url) as answer:
            if answer.status_code not in _REDIRECTS:
                return await _content(answer)
            url = _next_url(url, answer)
    raise ServerRefused(answer.status_code)


def _next_url(url: str, answer: httpx.Response) -> str:
    """The password goes nowhere but where the agent typed it to."""
    there = urljoin(url, str(answer.headers.get("location", "")))
    if urlsplit(there)[:2] != urlsplit(url)[:2]:
        raise ServerRefused(answer.status_code)
    return there


async def _content(answer: httpx.Response) -> bytes:
    if answer.status_code == 401:
        raise WrongPassword
    if answer.status_code != 200 or answer.headers.get("content-encoding", "identity") != "identity":
        raise ServerRefused(answer.status_code)
    content = b""
    async for part in answer.aiter_raw():
        content += part
        if len(content) > _MOST_BYTES:
            raise NotJson(detail="more than 1 MB")
    return content


def _translated(error: Exception) -> SignInProblem:
    import httpx

    causes = tuple(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return ServerUntrusted()
    if any(isinstance(cause, httpx.InvalidURL | httpx.UnsupportedProtocol | UnicodeError) for cause in causes):
        return BadAddress(type(error).__name__)
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            return _unknown_host(cause)
        if isinstance(cause, OSError) and cause.errno in _NO_ROUTE and not has_network():
            return NoNetwork()
    return ServerUnreachable(type(error).__name__)


def _unknown_host(error: socket.gaierror) -> SignInProblem:
    """Without a network no name is known; a name server that is silent knows nothing of the name either way."""
    if not has_network():
        return NoNetwork()
    return ServerUnreachable("name server") if error.errno == socket.EAI_AGAIN else UnknownHost()


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it; several attempts to connect come as a group."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        cause = waiting.pop()
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = cause.exceptions if isinstance(cause, BaseExceptionGroup) else ()
        waiting += [each for each in (cause.__cause__, cause.__context__, *inner) if each is not None]
