"""Peers that no SIP program can play: one that never answers, and one that sends rubbish."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

RUBBISH: tuple[bytes, ...] = (
    b"",
    b"\x00" * 64,
    bytes(range(256)) * 4,
    b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"SIP/2.0\r\n\r\n",
    b"SIP/2.0 99999 Beyond\r\n\r\n",
    b"INVITE\r\n\r\n",
    b"INVITE sip:101@127.0.0.1 SIP/9.9\r\nVia: SIP/2.0/UDP 127.0.0.1\r\n\r\n",
    b"INVITE sip:101@127.0.0.1 SIP/2.0\r\nVia: ;;;\r\nFrom: <\r\nTo: >\r\nCall-ID:\r\nCSeq: x INVITE\r\n\r\n",
    b"INVITE sip:101@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKa\r\nFrom: <sip:a@b>;tag=1\r\n"
    b"To: <sip:101@127.0.0.1>\r\nCall-ID: rubbish-1\r\nCSeq: 4294967297 INVITE\r\nContent-Length: -5\r\n\r\n",
    b"INVITE sip:101@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKb\r\nFrom: <sip:a@b>;tag=1\r\n"
    b"To: <sip:101@127.0.0.1>\r\nCall-ID: rubbish-2\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n"
    b"Content-Length: 60000\r\n\r\nv=0\r\no=- 1 1 IN IP4\r\nm=audio -1 RTP/AVP 999999\r\na=rtpmap:\r\n",
    b"OPTIONS sip:" + b"a" * 1500 + b" SIP/2.0\r\n" + b"X: y\r\n" * 300 + b"\r\n",
)


def send_rubbish(port: int, wait_seconds: float = 0.2) -> list[bytes]:
    """Send every piece of `RUBBISH` to a UDP port; what came back until nothing comes for so long."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind(("127.0.0.1", 0))
        sender.settimeout(wait_seconds)
        for datagram in RUBBISH:
            sender.sendto(datagram, ("127.0.0.1", port))
        return list(_replies(sender))


def send_rubbish_over_tcp(port: int, wait_seconds: float = 0.2) -> list[bytes]:
    """Likewise on one TCP connection for each piece, so that a server may close it."""
    replies: list[bytes] = []
    for data in RUBBISH:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(data)
            connection.settimeout(wait_seconds)
            replies += _replies(connection)
    return replies


@contextmanager
def silent_peer() -> Iterator[int]:
    """A port that takes UDP datagrams and TCP connections and never says a word: a dead registrar, a dead proxy."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
    ):
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        port: int = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", port))
        yield port


def _replies(from_peer: socket.socket) -> Iterator[bytes]:
    while True:
        try:
            reply = from_peer.recv(65535)
        except (TimeoutError, ConnectionError):
            return
        if not reply:
            return
        yield reply
