"""An engine for each test, and accounts at the real Asterisk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from softphone.model.engine_link import Account, Register, Srtp, Transport
from tests.engine.engine_client import EngineClient
from tests.engine.lasting_engine import LastingEngine
from tests.servers.asterisk import Asterisk
from tests.servers.server_logs import ServerLogs

AccountAt = Callable[..., Account]


@pytest.fixture
def folder(server_logs: ServerLogs) -> Iterator[Path]:
    """Short enough for a socket's path."""
    made = Path(tempfile.mkdtemp(prefix="engine-", dir="/tmp"))
    logs = [made / "engine.log", made / "engine.out", made / "engine-faults.log"]
    for log in logs:
        server_logs.add(log)
    yield made
    for log in logs:
        server_logs.remove(log)
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def first_lasting_engine(server_logs: ServerLogs) -> Iterator[LastingEngine]:
    lasting = LastingEngine(server_logs)
    yield lasting
    lasting.close()


@pytest.fixture(scope="session")
def second_lasting_engine(server_logs: ServerLogs) -> Iterator[LastingEngine]:
    lasting = LastingEngine(server_logs)
    yield lasting
    lasting.close()


@pytest.fixture
def engine(first_lasting_engine: LastingEngine) -> Iterator[EngineClient]:
    """Without an account, devices or calls."""
    client = first_lasting_engine.connect()
    yield client
    first_lasting_engine.calm(client)


def udp_account(asterisk: Asterisk, agent: str = "101", **details: object) -> Account:
    facts = {"server": f"127.0.0.1:{asterisk.ports.sip}", "transport": Transport.UDP, "srtp": Srtp.OFF}
    return Account(**{"user": agent, "password": asterisk.password(agent), **facts, **details})  # type: ignore[arg-type]


def tls_account(asterisk: Asterisk, agent: str = "101", **details: object) -> Account:
    facts = {"server": f"localhost:{asterisk.ports.sips}", "ca_file": str(asterisk.certificates.ca)}
    return Account(**{"user": agent, "password": asterisk.password(agent), **facts, **details})  # type: ignore[arg-type]


@pytest.fixture
def phone(engine: EngineClient, asterisk: Asterisk) -> EngineClient:
    """An engine that is registered as 101, over UDP."""
    engine.do(Register(account=udp_account(asterisk)))
    engine.registered()
    return engine


@pytest.fixture
def secret_phone(engine: EngineClient, asterisk: Asterisk) -> EngineClient:
    """An engine that is registered as 101, over TLS with SRTP as a must."""
    engine.do(Register(account=tls_account(asterisk)))
    engine.registered()
    return engine


@pytest.fixture
def second_engine(second_lasting_engine: LastingEngine) -> Iterator[EngineClient]:
    """Another engine, of a colleague or a customer."""
    client = second_lasting_engine.connect()
    yield client
    second_lasting_engine.calm(client)
