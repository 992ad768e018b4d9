"""Starts one of the tests' servers by hand: `python -m tests.servers asterisk`. It runs until Ctrl-C."""

import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from tests.servers.asterisk import Asterisk
from tests.servers.certificates import make_certificates
from tests.servers.headset import Headset
from tests.servers.https_server import Answer, HttpsServer
from tests.servers.key_store import KeyStore


def main() -> int:
    servers: dict[str, Callable[[], AbstractContextManager[None]]] = {
        "asterisk": _asterisk,
        "headset": _headset,
        "keys": _keys,
        "https": _https,
    }
    if len(sys.argv) != 2 or sys.argv[1] not in servers:
        print(f"python -m tests.servers {'|'.join(servers)}")
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), servers[sys.argv[1]]():
        print("Ctrl-C ends it.", flush=True)
        signal.pause()
    return 0


@contextmanager
def _asterisk() -> Iterator[None]:
    asterisk = Asterisk()
    try:
        asterisk.start()
        ports = asterisk.ports
        print(f"SIP over UDP and TCP: 127.0.0.1:{ports.sip}; over TLS: localhost:{ports.sips}")
        print(f"trust {asterisk.certificates.ca}")
        print("agents 101 to 109, passwords sip-101 to sip-109; 104 must use SRTP")
        print(f"log: {asterisk.log}")
        yield
    finally:
        asterisk.close()


@contextmanager
def _headset() -> Iterator[None]:
    headset = Headset()
    try:
        headset.start()
        _print_environment(headset.env)
        yield
    finally:
        headset.close()


@contextmanager
def _keys() -> Iterator[None]:
    key_store = KeyStore()
    try:
        key_store.start()
        _print_environment(key_store.env)
        yield
    finally:
        key_store.close()


@contextmanager
def _https() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        certificates = make_certificates(Path(folder))
        server = HttpsServer(certificates.server)
        server.answer("/", Answer(b'{"format": 1}'))
        print(f"curl --cacert {certificates.ca} {server.url()}")
        try:
            yield
        finally:
            server.close()


def _print_environment(environment: Mapping[str, str]) -> None:
    for name, value in environment.items():
        print(f"export {name}='{value}'")


if __name__ == "__main__":
    sys.exit(main())
