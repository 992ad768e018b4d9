"""The real peers as pytest fixtures, loaded for all tests by tests/conftest.py.

A `…_server` fixture lives as long as the test run; the one without the ending gives it to one test, as if fresh.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.asterisk import Asterisk
from tests.servers.certificates import Certificates, make_certificates
from tests.servers.headset import MICROPHONE, SPEAKER, Headset
from tests.servers.https_server import HttpsServer
from tests.servers.key_store import KeyStore
from tests.servers.server_logs import ServerLogs
from tests.servers.sipp import Sipp

_LOGS = pytest.StashKey[ServerLogs]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_LOGS] = ServerLogs()


def pytest_runtest_setup(item: pytest.Item) -> None:
    item.config.stash[_LOGS].begin()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.config.stash[_LOGS].attach(report)
    return report


@pytest.fixture(scope="session")
def server_logs(pytestconfig: pytest.Config) -> ServerLogs:
    """Add a log here and its end is shown with each test that fails."""
    return pytestconfig.stash[_LOGS]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@contextmanager
def _running(certificates: Certificates, server_logs: ServerLogs) -> Iterator[Asterisk]:
    asterisk = Asterisk(certificates)
    try:
        asterisk.start()
        server_logs.add(asterisk.log)
        yield asterisk
    finally:
        server_logs.remove(asterisk.log)
        asterisk.close()


@pytest.fixture(scope="session")
def asterisk_server(certificates: Certificates, server_logs: ServerLogs) -> Iterator[Asterisk]:
    with _running(certificates, server_logs) as asterisk:
        yield asterisk


@pytest.fixture
def asterisk(asterisk_server: Asterisk) -> Iterator[Asterisk]:
    """The PBX without calls, registrations, queue members or recordings."""
    asterisk_server.revive()
    asterisk_server.reset()
    yield asterisk_server
    asterisk_server.revive()
    asterisk_server.reset()


@pytest.fixture
def fresh_asterisk(certificates: Certificates, server_logs: ServerLogs) -> Iterator[Asterisk]:
    """A PBX of the test's own: device states and lamps remember phones and members that `reset` has taken away."""
    with _running(certificates, server_logs) as asterisk:
        yield asterisk


@pytest.fixture
def sipp(tmp_path: Path, server_logs: ServerLogs) -> Iterator[Sipp]:
    sipp = Sipp(tmp_path / "sipp", server_logs)
    yield sipp
    sipp.close()


@pytest.fixture(scope="session")
def headset_server(server_logs: ServerLogs) -> Iterator[Headset]:
    headset = Headset()
    try:
        headset.start()
        server_logs.add(headset.log)
        yield headset
    finally:
        server_logs.remove(headset.log)
        headset.close()


@pytest.fixture
def headset(headset_server: Headset) -> Headset:
    """The headset, plugged in and chosen by default."""
    if not headset_server.is_running:
        headset_server.start()
    headset_server.plug()
    headset_server.use_by_default(SPEAKER, MICROPHONE)
    return headset_server


@pytest.fixture(scope="session")
def key_store_server(server_logs: ServerLogs) -> Iterator[KeyStore]:
    key_store = KeyStore()
    try:
        key_store.start()
        server_logs.add(key_store.log)
        yield key_store
    finally:
        server_logs.remove(key_store.log)
        key_store.close()


@pytest.fixture
def key_store(key_store_server: KeyStore) -> KeyStore:
    """The key store, empty and unlocked."""
    key_store_server.start()
    if key_store_server.is_locked:
        key_store_server.unlock()
    key_store_server.forget_everything()
    return key_store_server


@pytest.fixture
def https_server(certificates: Certificates) -> Iterator[HttpsServer]:
    server = HttpsServer(certificates.server)
    yield server
    server.close()
