"""Registering at the real Asterisk, and at registrars that answer strangely."""

from __future__ import annotations

import time

import pytest

from softphone.model.engine_link import (
    Account,
    Refused,
    Register,
    RegisterNow,
    RegistrationReport,
    Srtp,
    Transport,
    Unregister,
)
from softphone.model.registration import RegistrationState
from tests.engine.conftest import tls_account, udp_account
from tests.engine.engine_client import EngineClient
from tests.servers.asterisk import Asterisk
from tests.servers.sipp import Sipp
from tests.servers.strange_peers import silent_peer


def sipp_account(port: int, **details: object) -> Account:
    facts = {"server": f"127.0.0.1:{port}", "transport": Transport.UDP, "srtp": Srtp.OFF}
    return Account(**{"user": "101", "password": "x", **facts, **details})  # type: ignore[arg-type]


def state_after(engine: EngineClient, account: Account, seconds: float = 10.0) -> RegistrationReport:
    engine.do(Register(account=account))
    settled = (RegistrationState.TRYING, RegistrationState.OFF)
    return engine.wait_for(RegistrationReport, lambda r: r.registration.state not in settled, seconds)


@pytest.mark.parametrize("transport", [Transport.UDP, Transport.TCP])
def test_it_registers_and_tells_the_contact_that_the_server_returned(
    engine: EngineClient, asterisk: Asterisk, transport: Transport
) -> None:
    registration = state_after(engine, udp_account(asterisk, transport=transport)).registration
    assert registration.is_registered
    assert asterisk.contacts("101")[0].uri in registration.contact
    assert 0 < registration.expires_seconds <= 120


@pytest.mark.parametrize("port", ["sips", "sips_13"])
def test_it_registers_over_tls_1_2_and_1_3(engine: EngineClient, asterisk: Asterisk, port: str) -> None:
    account = tls_account(asterisk, server=f"localhost:{getattr(asterisk.ports, port)}")
    assert state_after(engine, account).registration.is_registered


@pytest.mark.parametrize("port", ["sips_wrong_name", "sips_expired", "sips_untrusted"])
def test_a_server_with_a_bad_certificate_is_untrusted(engine: EngineClient, asterisk: Asterisk, port: str) -> None:
    account = tls_account(asterisk, server=f"localhost:{getattr(asterisk.ports, port)}")
    registration = state_after(engine, account).registration
    assert registration.state is RegistrationState.UNTRUSTED
    assert registration.phrase


def test_without_a_ca_file_the_test_authority_is_not_trusted(engine: EngineClient, asterisk: Asterisk) -> None:
    account = tls_account(asterisk, ca_file="")
    assert state_after(engine, account).registration.state is RegistrationState.UNTRUSTED


def test_a_wrong_password_is_refused_and_not_tried_again(engine: EngineClient, asterisk: Asterisk) -> None:
    registration = state_after(engine, udp_account(asterisk, password="wrong")).registration
    assert (registration.state, registration.code) == (RegistrationState.REFUSED, 401)
    asked = asterisk.log.read_text().count("REGISTER sip:")
    engine.collect(RegistrationReport, 1.8)
    assert asterisk.log.read_text().count("REGISTER sip:") == asked


@pytest.mark.parametrize("status", [403, 404])
def test_an_unknown_user_is_refused_and_asked_about_only_slowly(engine: EngineClient, sipp: Sipp, status: int) -> None:
    registrar = sipp.registrar(status)
    registration = state_after(engine, sipp_account(registrar.port)).registration
    assert (registration.state, registration.code) == (RegistrationState.REFUSED, status)
    engine.collect(RegistrationReport, 1.8)
    assert len(registrar.result().requests("REGISTER")) == 1


def test_a_refused_phone_registers_when_told_to(engine: EngineClient, sipp: Sipp) -> None:
    registrar = sipp.registrar(404)
    state_after(engine, sipp_account(registrar.port))
    engine.do(RegisterNow())
    registrar.wait_for(lambda result: len(result.requests("REGISTER")) == 2)


def test_a_server_error_is_tried_again_soon(engine: EngineClient, sipp: Sipp) -> None:
    registrar = sipp.registrar(503)
    registration = state_after(engine, sipp_account(registrar.port)).registration
    assert (registration.state, registration.code) == (RegistrationState.UNREACHABLE, 503)
    registrar.wait_for(lambda result: len(result.requests("REGISTER")) >= 3)


def test_a_registrar_that_returns_another_contact_has_forgotten_us(engine: EngineClient, sipp: Sipp) -> None:
    registrar = sipp.registrar(200, {"Contact": "<sip:101@192.0.2.9:5060>;expires=120"})
    assert state_after(engine, sipp_account(registrar.port)).registration.state is RegistrationState.FORGOTTEN


def test_our_contact_is_found_among_several(engine: EngineClient, sipp: Sipp) -> None:
    registrar = sipp.registrar()
    registration = state_after(engine, sipp_account(registrar.port)).registration
    assert registration.is_registered
    assert ";line=" in registration.contact


def test_a_refused_connection_is_unreachable_at_once(engine: EngineClient, asterisk: Asterisk) -> None:
    began = time.monotonic()
    account = tls_account(asterisk, server=f"localhost:{asterisk.ports.rtp[-1]}")
    assert state_after(engine, account).registration.state is RegistrationState.UNREACHABLE
    assert time.monotonic() - began < 1


def test_a_silent_server_over_tls_is_unreachable_within_ten_seconds(engine: EngineClient, asterisk: Asterisk) -> None:
    with silent_peer() as port:
        account = tls_account(asterisk, server=f"localhost:{port}")
        assert state_after(engine, account, 12.0).registration.state is RegistrationState.UNREACHABLE


def test_a_server_that_comes_back_is_found_within_five_seconds(engine: EngineClient, asterisk: Asterisk) -> None:
    engine.do(Register(account=tls_account(asterisk)))
    engine.registered()
    asterisk.stop()
    engine.wait_for(RegistrationReport, lambda r: r.registration.state is RegistrationState.UNREACHABLE, 5.0)
    engine.collect(RegistrationReport, 1.0)
    asterisk.start()
    engine.wait_for(RegistrationReport, lambda r: r.registration.is_registered, 5.0)


def test_a_name_that_nobody_knows_is_unreachable(engine: EngineClient) -> None:
    account = sipp_account(5060, server="no-such-host.invalid")
    registration = state_after(engine, account).registration
    assert (registration.state, registration.phrase) == (RegistrationState.UNREACHABLE, "no such host")


@pytest.mark.parametrize("server", ["", "two words", "host:0", "host:99999", "evil\r\nhost", "sip:host", "ä.example"])
def test_a_server_that_is_no_address_is_refused(engine: EngineClient, server: str) -> None:
    assert isinstance(engine.ask(Register(account=sipp_account(5060, server=server))), Refused)


def test_unregistering_leaves_nothing_at_the_registrar(phone: EngineClient, asterisk: Asterisk) -> None:
    assert asterisk.contacts("101")
    phone.do(Unregister())
    assert not asterisk.contacts("101")
    assert phone.registration.state is RegistrationState.OFF


def test_another_account_replaces_the_first(phone: EngineClient, asterisk: Asterisk) -> None:
    phone.do(Register(account=udp_account(asterisk, "102")))
    phone.wait_for(RegistrationReport, lambda r: r.registration.is_registered and "102" in r.registration.contact)
    asterisk.wait_until(lambda: not asterisk.contacts("101"))


def test_the_same_account_again_only_refreshes(phone: EngineClient, asterisk: Asterisk) -> None:
    before = asterisk.contacts("101")
    phone.do(Register(account=udp_account(asterisk)))
    phone.collect(RegistrationReport, 0.5)
    assert phone.registration.is_registered
    assert asterisk.contacts("101") == before
