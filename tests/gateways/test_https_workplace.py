"""Fetching the profile from a real HTTPS server: what it answers and how it fails."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from softphone.gateways import https_workplace
from softphone.gateways.https_workplace import HttpsWorkplace
from softphone.model.problems import (
    LaterFormat,
    MissingKey,
    NoNetwork,
    NotJson,
    ServerRefused,
    ServerUnreachable,
    ServerUntrusted,
    SignInProblem,
    UnknownHost,
    UnknownKey,
    WrongPassword,
    WrongType,
)
from softphone.model.workplace import Profile
from tests.servers.certificates import Certificates
from tests.servers.https_server import Answer, HttpsServer

DOCUMENT: dict[str, Any] = {
    "format": 1,
    "workplace": {"id": "acme-support", "name": "Acme Support"},
    "agent": {"id": "anna", "name": "Anna Berg"},
}
RIGHT = Answer(json.dumps(DOCUMENT).encode(), user="anna", password="såpa:1")


@pytest.fixture
def workplace(certificates: Certificates) -> HttpsWorkplace:
    return HttpsWorkplace(certificates.ca, connect_seconds=1.0, all_seconds=2.0)


def fetch(workplace: HttpsWorkplace, address: str, password: str = "såpa:1") -> Profile:
    return asyncio.run(workplace.fetch_profile(address, "anna", password))


def refused(workplace: HttpsWorkplace, address: str, problem: type[SignInProblem]) -> SignInProblem:
    with pytest.raises(problem) as caught:
        fetch(workplace, address)
    assert caught.type is problem
    return caught.value


def test_the_profile_is_fetched_with_the_agents_name_and_password(
    workplace: HttpsWorkplace, https_server: HttpsServer
) -> None:
    https_server.answer("/softphone/profile", RIGHT)
    profile = fetch(workplace, https_server.url("/softphone"))
    assert (profile.workplace.name, profile.agent.name) == ("Acme Support", "Anna Berg")
    (request,) = https_server.requests
    assert (request.method, request.path) == ("GET", "/softphone/profile")


def test_a_wrong_password_is_said(workplace: HttpsWorkplace, https_server: HttpsServer) -> None:
    https_server.answer("/profile", RIGHT)
    with pytest.raises(WrongPassword):
        fetch(workplace, https_server.url(""), "wrong")


@pytest.mark.parametrize("status", [403, 404, 500, 503, 204])
def test_another_answer_is_said_with_its_number(
    status: int, workplace: HttpsWorkplace, https_server: HttpsServer
) -> None:
    https_server.answer("/profile", Answer(status=status))
    problem = refused(workplace, https_server.url(""), ServerRefused)
    assert isinstance(problem, ServerRefused)
    assert problem.status == status


@pytest.mark.parametrize(
    ("body", "problem", "key"),
    [
        (b"<html>Welcome</html>", NotJson, ""),
        (b"", NotJson, ""),
        (json.dumps(DOCUMENT).encode() + b" " * 1_100_000, NotJson, ""),
        (json.dumps({**DOCUMENT, "format": 2}).encode(), LaterFormat, "format"),
        (json.dumps({**DOCUMENT, "phone": {"server": "pbx"}}).encode(), MissingKey, "phone.user"),
        (json.dumps({**DOCUMENT, "fone": {}}).encode(), UnknownKey, "fone"),
        (json.dumps({**DOCUMENT, "agent": 7}).encode(), WrongType, "agent"),
    ],
    ids=["html", "empty", "too long", "later", "missing", "unknown", "wrong type"],
)
def test_a_document_that_cannot_be_used_is_said_with_its_key(
    body: bytes, problem: type[NotJson], key: str, workplace: HttpsWorkplace, https_server: HttpsServer
) -> None:
    https_server.answer("/profile", Answer(body))
    found = refused(workplace, https_server.url(""), problem)
    assert isinstance(found, problem)
    assert found.key == key


@pytest.mark.parametrize("name", ["wrong_name", "expired", "untrusted"])
def test_a_certificate_that_proves_nothing_is_refused_before_the_password_is_sent(
    name: str, workplace: HttpsWorkplace, certificates: Certificates
) -> None:
    server = HttpsServer(getattr(certificates, name))
    try:
        server.answer("/profile", RIGHT)
        refused(workplace, server.url(""), ServerUntrusted)
        assert not server.requests
    finally:
        server.close()


def test_the_systems_authorities_alone_do_not_trust_our_own(https_server: HttpsServer) -> None:
    refused(HttpsWorkplace(), https_server.url(""), ServerUntrusted)


def test_the_systems_list_may_be_named_by_the_environment(
    https_server: HttpsServer, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.ca))
    https_server.answer("/profile", RIGHT)
    assert fetch(HttpsWorkplace(), https_server.url("")).workplace.id == "acme-support"


@pytest.mark.parametrize("content", [None, b"no certificate"], ids=["missing", "nonsense"])
def test_a_list_of_authorities_that_cannot_be_read_trusts_nobody(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    refused(HttpsWorkplace(file), "https://localhost:1", ServerUntrusted)


def test_plain_http_behind_an_https_address_is_no_answer(workplace: HttpsWorkplace) -> None:
    server = HttpsServer(None)
    try:
        refused(workplace, f"https://localhost:{server.port}", ServerUnreachable)
    finally:
        server.close()


def test_plain_http_serves_this_machine() -> None:
    server = HttpsServer(None)
    try:
        server.answer("/profile", RIGHT)
        assert fetch(HttpsWorkplace(), f"http://127.0.0.1:{server.port}").agent.id == "anna"
    finally:
        server.close()


def test_a_proxy_of_the_environment_stands_not_between_us_and_ourselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    test_plain_http_serves_this_machine()


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield silent.getsockname()[1]


def test_a_server_that_is_silent_is_not_waited_for_without_end(workplace: HttpsWorkplace, silent_port: int) -> None:
    started = time.monotonic()
    refused(workplace, f"https://127.0.0.1:{silent_port}", ServerUnreachable)
    assert time.monotonic() - started < 4


def test_a_server_that_thinks_too_long_is_not_waited_for_without_end(
    workplace: HttpsWorkplace, https_server: HttpsServer
) -> None:
    https_server.answer("/profile", Answer(json.dumps(DOCUMENT).encode(), delay_seconds=5.0))
    started = time.monotonic()
    refused(workplace, https_server.url(""), ServerUnreachable)
    assert time.monotonic() - started < 4


def test_nobody_there_is_said(workplace: HttpsWorkplace) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_soon:
        port = closed_soon.getsockname()[1]
    refused(workplace, f"https://127.0.0.1:{port}", ServerUnreachable)


def test_an_answer_that_is_cut_off_is_said(workplace: HttpsWorkplace, https_server: HttpsServer) -> None:
    https_server.answer("/profile", Answer(json.dumps(DOCUMENT).encode(), cut_after=20))
    refused(workplace, https_server.url(""), ServerUnreachable)


@pytest.mark.parametrize(
    ("error", "has_network", "problem"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), True, UnknownHost),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), True, ServerUnreachable),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), False, NoNetwork),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), False, NoNetwork),
    ],
    ids=["no such host", "silent name server", "no network", "no network, no name"],
)
def test_a_name_that_is_not_found_is_said_with_its_cause(
    error: socket.gaierror,
    has_network: bool,
    problem: type[SignInProblem],
    workplace: HttpsWorkplace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def getaddrinfo(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(https_workplace, "has_network", lambda: has_network)
    refused(workplace, "https://nowhere.test", problem)


def test_no_route_is_no_network_when_there_is_none_at_all(
    workplace: HttpsWorkplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def connect(*_: object, **__: object) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", connect)
    monkeypatch.setattr(https_workplace, "has_network", lambda: False)
    refused(workplace, "https://192.0.2.7", NoNetwork)
    monkeypatch.setattr(https_workplace, "has_network", lambda: True)
    refused(workplace, "https://192.0.2.7", ServerUnreachable)


def test_the_same_server_may_send_us_on(workplace: HttpsWorkplace, https_server: HttpsServer) -> None:
    https_server.answer("/profile", Answer(status=307, headers={"Location": "/new/profile"}))
    https_server.answer("/new/profile", RIGHT)
    assert fetch(workplace, https_server.url("")).agent.id == "anna"


@pytest.mark.parametrize(
    "there", ["https://127.0.0.1:{port}/profile", "http://localhost:{port}/profile", "//evil.test"]
)
def test_the_password_does_not_follow_to_another_server(
    there: str, workplace: HttpsWorkplace, https_server: HttpsServer
) -> None:
    https_server.answer("/profile", Answer(status=302, headers={"Location": there.format(port=https_server.port)}))
    refused(workplace, https_server.url(""), ServerRefused)
    assert len(https_server.requests) == 1


def test_going_round_in_circles_ends(workplace: HttpsWorkplace, https_server: HttpsServer) -> None:
    https_server.answer("/profile", Answer(status=302, headers={"Location": "/profile"}))
    refused(workplace, https_server.url(""), ServerRefused)
    assert len(https_server.requests) == 4


def test_a_compressed_answer_is_not_unfolded(workplace: HttpsWorkplace, https_server: HttpsServer) -> None:
    https_server.answer("/profile", Answer(b"\x1f\x8b...", headers={"Content-Encoding": "gzip"}))
    refused(workplace, https_server.url(""), ServerRefused)
    assert https_server.requests[0].headers["Accept-Encoding"] == "identity"
