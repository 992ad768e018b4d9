"""A real HTTPS server for what a company puts on the web: its answers are the test's choice, its requests are kept."""

import base64
import contextlib
import ssl
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, socket
from typing import Any

from tests.servers.certificates import Certificate


@dataclass(frozen=True, slots=True)
class Answer:
    """`cut_after` bytes of the body the connection is closed though the whole length was promised.

    With `user`, a request without that name and password (HTTP Basic) gets 401.
    """

    body: bytes = b""
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_seconds: float = 0.0
    cut_after: int | None = None
    user: str = ""
    password: str = ""

    def lets_in(self, authorization: str) -> bool:
        pair = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return not self.user or authorization == f"Basic {pair}"


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


_NOT_FOUND = Answer(b"not here", 404, "text/plain")
_NOT_LET_IN = Answer(b"", 401, headers={"WWW-Authenticate": 'Basic realm="workplace"'})


class HttpsServer:
    """On 127.0.0.1 and a free port; plain HTTP without a certificate. It serves until `close`."""

    def __init__(self, certificate: Certificate | None, version: ssl.TLSVersion | None = None) -> None:
        self._scheme = "https" if certificate else "http"
        self._answers: dict[str, list[Answer]] = {}
        self._requests: list[Request] = []
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server(self, _context(certificate, version) if certificate else None)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, path: str = "/", host: str = "localhost") -> str:
        return f"{self._scheme}://{host}:{self.port}{path}"

    def answer(self, path: str, *answers: Answer) -> None:
        """One answer after the other for a path (its query does not count), the last one from then on; else 404."""
        with self._lock:
            self._answers[path] = list(answers)

    @property
    def requests(self) -> tuple[Request, ...]:
        with self._lock:
            return tuple(self._requests)

    @property
    def problems(self) -> tuple[str, ...]:
        """Connections that went wrong, as seen from here: a client that does not trust us says so at the handshake."""
        with self._lock:
            return tuple(self._server.problems)

    def wait_for_requests(self, number: int, seconds: float = 5.0) -> tuple[Request, ...]:
        """`AssertionError` when fewer come in time."""
        end = time.monotonic() + seconds
        while len(self.requests) < number:
            assert time.monotonic() < end, f"{len(self.requests)} of {number} requests after {seconds} s"
            time.sleep(0.01)
        return self.requests

    def reset(self) -> None:
        """No answers and no requests, as when it was made."""
        with self._lock:
            self._answers.clear()
            self._requests.clear()
            self._server.problems.clear()

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()
        self._thread.join()

    def take(self, request: Request) -> Answer:
        with self._lock:
            self._requests.append(request)
            answers = self._answers.get(request.path.split("?")[0], [_NOT_FOUND])
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
        self._closing.wait(answer.delay_seconds)
        return answer if answer.lets_in(request.headers.get("Authorization", "")) else _NOT_LET_IN


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, owner: HttpsServer, context: ssl.SSLContext | None) -> None:
        self.owner = owner
        self.problems: list[str] = []
        self._connections: list[socket] = []
        super().__init__(("127.0.0.1", 0), _Handler)
        if context:
            # The handshake is done by the connection's own thread, so a slow client holds up nobody.
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def get_request(self) -> tuple[socket, Any]:
        connection, address = super().get_request()
        self._connections.append(connection)
        return connection, address

    def hang_up(self) -> None:
        """End what clients keep open for their next request."""
        for connection in self._connections:
            with contextlib.suppress(OSError):  # long closed
                connection.shutdown(SHUT_RDWR)

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: Any) -> None:
        self.problems.append(str(sys.exc_info()[1]))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(length)
        request = Request(self.command, self.path, dict(self.headers.items()), body)
        self._send(self.server.owner.take(request))

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_GET  # noqa: N815 - names that http.server calls

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        return

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for key, value in {"Content-Type": answer.content_type, **answer.headers}.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body[: answer.cut_after])
        if answer.cut_after is not None:
            self.close_connection = True


def _context(certificate: Certificate, version: ssl.TLSVersion | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    if version:
        context.minimum_version = context.maximum_version = version
    return context
