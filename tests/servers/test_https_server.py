import ssl
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.servers.certificates import Certificate, Certificates
from tests.servers.https_server import Answer, HttpsServer


@pytest.fixture
def client(certificates: Certificates) -> Iterator[httpx.Client]:
    """Somebody who trusts the tests' authority."""
    context = ssl.create_default_context(cafile=str(certificates.ca))
    with httpx.Client(verify=context, trust_env=False, timeout=3) as client:
        yield client


def test_it_is_trusted_with_its_authority_and_refused_without(https_server: HttpsServer, client: httpx.Client) -> None:
    https_server.answer("/profile", Answer(b'{"format": 1}'))
    assert client.get(https_server.url("/profile")).json() == {"format": 1}
    assert client.get(https_server.url("/profile", host="127.0.0.1")).status_code == 200
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(https_server.url("/profile"), trust_env=False)
    assert len(https_server.requests) == 2


@pytest.mark.parametrize("kind", ["wrong_name", "expired", "untrusted"])
def test_a_bad_certificate_is_refused(certificates: Certificates, client: httpx.Client, kind: str) -> None:
    certificate: Certificate = getattr(certificates, kind)
    server = HttpsServer(certificate)
    try:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            client.get(server.url())
        assert server.requests == ()
    finally:
        server.close()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_it_can_insist_on_one_version_of_tls(
    certificates: Certificates, client: httpx.Client, version: ssl.TLSVersion
) -> None:
    server = HttpsServer(certificates.server, version)
    try:
        assert client.get(server.url()).status_code == 404
    finally:
        server.close()


def test_it_keeps_what_was_asked(https_server: HttpsServer, client: httpx.Client) -> None:
    https_server.answer("/notes", Answer(status=201))
    assert client.post(https_server.url("/notes?q=1"), json={"a": 1}, headers={"X-Id": "7"}).status_code == 201
    (request,) = https_server.wait_for_requests(1)
    assert (request.method, request.path, request.body) == ("POST", "/notes?q=1", b'{"a":1}')
    assert request.headers["X-Id"] == "7"


def test_it_asks_for_the_password(https_server: HttpsServer, client: httpx.Client) -> None:
    https_server.answer("/profile", Answer(b"{}", user="anna", password="right"))
    assert client.get(https_server.url("/profile")).status_code == 401
    assert client.get(https_server.url("/profile"), auth=("anna", "wrong")).status_code == 401
    assert client.get(https_server.url("/profile"), auth=("anna", "right")).status_code == 200


def test_it_gives_its_answers_one_after_the_other(https_server: HttpsServer, client: httpx.Client) -> None:
    https_server.answer("/", Answer(status=503), Answer(status=302, headers={"Location": "/b"}), Answer(b"{}"))
    assert [client.get(https_server.url()).status_code for _ in range(4)] == [503, 302, 200, 200]


def test_it_can_be_slow(https_server: HttpsServer, client: httpx.Client) -> None:
    https_server.answer("/", Answer(b"{}", delay_seconds=30))
    started = time.monotonic()
    with pytest.raises(httpx.ReadTimeout):
        client.get(https_server.url(), timeout=0.3)
    assert time.monotonic() - started < 2


def test_it_can_break_off_in_the_middle(https_server: HttpsServer, client: httpx.Client) -> None:
    https_server.answer("/", Answer(b'{"format": 1}', cut_after=5))
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(https_server.url())


def test_it_can_speak_plain_http(client: httpx.Client) -> None:
    server = HttpsServer(None)
    try:
        server.answer("/", Answer(b"hello", content_type="text/plain"))
        assert client.get(server.url(host="127.0.0.1")).text == "hello"
    finally:
        server.close()
    with pytest.raises(httpx.ConnectError):
        client.get(server.url(host="127.0.0.1"))
