"""Our patches to pjproject 2.17: what a registrar, a caller or a certificate must not bring about."""

from __future__ import annotations

import datetime
import os
import re
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).resolve().parents[2]


def register(registrar: str, *ca_file: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.packaging.registering", registrar, *ca_file],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def reply(request: str, *headers: str) -> str:
    """A 200 to this request."""
    copied = re.findall(r"^(?:Via|From|To|Call-ID|CSeq|Contact): .*\r\n", request, re.MULTILINE)
    return (
        "SIP/2.0 200 OK\r\n" + "".join(copied) + "".join(f"{one}\r\n" for one in headers) + "Content-Length: 0\r\n\r\n"
    )


@contextmanager
def udp_registrar(*headers: str) -> Iterator[int]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))

        def answer() -> None:
            request, sender = server.recvfrom(65536)
            server.sendto(reply(request.decode(), *headers).encode(), sender)

        answering = threading.Thread(target=answer, daemon=True)
        answering.start()
        yield int(server.getsockname()[1])


def routes(count: int) -> str:
    return "Service-Route: " + ", ".join(f"<sip:proxy{number}.test;lr>" for number in range(count))


@pytest.mark.parametrize("headers", [[], [routes(8)], [routes(8), routes(60)]], ids=["none", "eight", "too many"])
def test_a_registrar_with_many_service_routes_ends_no_engine(headers: list[str]) -> None:
    with udp_registrar(*headers) as port:
        told = register(f"sip:127.0.0.1:{port}")
    assert told.returncode == 0, told.stderr
    assert told.stdout == "200\n"


def certified(folder: Path, name: str) -> Path:
    """Certificate and key in one file; the certificate is its own authority and is for this DNS name only."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "somebody")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    return pem


@contextmanager
def tls_registrar(pem: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(pem)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            # A client that refuses our certificate hangs up in the middle of it.
            with suppress(OSError):
                connection, _ = server.accept()
                with connection, context.wrap_socket(connection, server_side=True) as secure:
                    secure.sendall(reply(secure.recv(65536).decode()).encode())
                    secure.recv(1)

        answering = threading.Thread(target=answer, daemon=True)
        answering.start()
        yield int(server.getsockname()[1])


@pytest.mark.parametrize(
    ("name", "status"),
    [("localhost", "200\n"), ("localhost\0.elsewhere.test", "503\n"), ("elsewhere.test", "503\n")],
    ids=["its own name", "a name with a zero byte", "another name"],
)
def test_only_a_certificate_for_the_very_name_is_trusted_with_tls_1_3(tmp_path: Path, name: str, status: str) -> None:
    pem = certified(tmp_path, name)
    with tls_registrar(pem) as port:
        told = register(f"sip:localhost:{port};transport=tls", str(pem))
    assert told.returncode == 0, told.stderr
    assert told.stdout == status
