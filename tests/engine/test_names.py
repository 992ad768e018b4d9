"""Host names: a resolver that hangs holds up neither a call nor the link."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from softphone.model.calls import EndReason
from softphone.model.engine_link import Answer, Beat, HangUp, Register, RegistrationReport, Unregister
from softphone.model.registration import RegistrationState
from tests.attacks.raw_registrar import OFFER, RawRegistrar, request
from tests.engine.conftest import tls_account, udp_account
from tests.engine.engine_client import EngineClient, running_engine
from tests.engine.sipp_registrar import account_that_trusts
from tests.servers.asterisk import Asterisk

HANGING_RESOLVER = """
import time
import softphone.engine.resolving as resolving
resolving._PROGRAM = "import time; time.sleep(60)"
"""


def program(prelude: str) -> tuple[str, str]:
    return ("-c", f"{prelude}\nimport sys\nfrom softphone.engine.__main__ import main\nsys.exit(main())")


def test_a_resolver_that_hangs_leaves_the_link_alive_and_is_told(folder: Path, asterisk: Asterisk) -> None:
    with running_engine(folder, program=program(HANGING_RESOLVER)) as engine:
        engine.do(Register(account=tls_account(asterisk)))
        assert 4 <= len(engine.collect(Beat, 5.3)) <= 7
        report = engine.wait_for(
            RegistrationReport, lambda r: r.registration.state is RegistrationState.UNREACHABLE, 3.0
        )
        assert report.registration.phrase == "no such host"


def test_an_engine_whose_resolver_hangs_ends_in_time(folder: Path, asterisk: Asterisk) -> None:
    with running_engine(folder, program=program(HANGING_RESOLVER)) as engine:
        engine.do(Register(account=tls_account(asterisk)))


def test_pjsip_finds_names_without_asking_the_resolver(folder: Path, asterisk: Asterisk) -> None:
    """A name that only our file knows: registered, called, hung up, over TLS with its certificate checked."""
    prelude = "import softphone.engine.resolving as r\nr._PROGRAM = \"print('127.0.0.1')\""
    with running_engine(folder, program=program(prelude)) as engine:
        engine.do(Register(account=tls_account(asterisk, server=f"pbx.test:{asterisk.ports.sips}")))
        assert engine.registered().server == "pbx.test"
        call = engine.talking(engine.dial("600"))
        engine.do(HangUp(call_id=call.id))
        engine.ended(call.id)
        asterisk.wait_until(lambda: asterisk.channels() == 0)


def test_the_certificate_is_checked_against_the_name_and_not_the_address(folder: Path, asterisk: Asterisk) -> None:
    prelude = "import softphone.engine.resolving as r\nr._PROGRAM = \"print('127.0.0.1')\""
    with running_engine(folder, program=program(prelude)) as engine:
        engine.do(Register(account=tls_account(asterisk, server=f"other.test:{asterisk.ports.sips}")))
        engine.wait_for(RegistrationReport, lambda r: r.registration.state is RegistrationState.UNTRUSTED)


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "127.0.0.1"])
def test_names_and_addresses_both_do(engine: EngineClient, asterisk: Asterisk, name: str) -> None:
    engine.do(Register(account=udp_account(asterisk, server=f"{name}:{asterisk.ports.sip}")))
    assert engine.registered().server == name.lower()


def test_a_call_while_the_name_is_not_known_ends_as_unreachable(engine: EngineClient) -> None:
    engine.do(Register(account=account_that_trusts(5060, server="no-such-host.invalid")))
    engine.wait_for(RegistrationReport, lambda r: r.registration.state is RegistrationState.UNREACHABLE)
    began = time.monotonic()
    end = engine.ended(engine.dial("600")).end
    assert end is not None
    assert end.reason is EndReason.UNREACHABLE
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (b"Record-Route: <sip:proxy.test:%d;lr>\r\n", OFFER),
        (b"", OFFER.replace(b"c=IN IP4 127.0.0.1", b"c=IN IP4 voice.test")),
    ],
)
def test_a_host_that_the_servers_invite_names_is_found(folder: Path, header: bytes, body: bytes) -> None:
    """PJSIP itself asks for no name: it was asked for while the call rang."""
    prelude = "import softphone.engine.resolving as r\nr._PROGRAM = \"print('127.0.0.1')\""
    with running_engine(folder, program=program(prelude)) as engine, RawRegistrar() as registrar:
        engine.do(Register(account=registrar.account))
        engine.registered()
        registrar.send(request(headers=header and header % registrar.port, body=body))
        call = engine.ringing()
        names = next(folder.glob("names-*"))
        deadline = time.monotonic() + 5
        while b".test" not in names.read_bytes():
            assert time.monotonic() < deadline
            engine.collect(Beat, 0.01)
        engine.do(Answer(call_id=call.id))
        registrar.wait_for(b" 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1:9;")
        engine.do(HangUp(call_id=call.id))
        engine.do(Unregister())
