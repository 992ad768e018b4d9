"""Encrypted media: said only when it is so, and refused when it must be and is not."""

from __future__ import annotations

from msgspec.structs import replace

from softphone.model.calls import EndReason
from softphone.model.engine_link import Account, Answer, Register, Srtp, Transport
from tests.engine.conftest import tls_account, udp_account
from tests.engine.engine_client import EngineClient
from tests.engine.scripted_peer import ScriptedPeer
from tests.servers.asterisk import Asterisk


def register(engine: EngineClient, account: Account) -> None:
    engine.do(Register(account=account))
    engine.registered()


def test_a_call_from_a_server_that_encrypts_when_it_can_is_answered_where_it_must_be(
    secret_phone: EngineClient, asterisk: Asterisk
) -> None:
    """Asterisk offers it as RTP/AVP with keys, which PJSIP refused with 488 before the agent heard of it."""
    asterisk.ring("101")
    call = secret_phone.ringing()
    secret_phone.do(Answer(call_id=call.id))
    assert secret_phone.talking(call.id).media.encrypted


def test_a_server_that_must_encrypt_is_reached_and_reaches_us(engine: EngineClient, asterisk: Asterisk) -> None:
    register(engine, tls_account(asterisk, "104"))
    assert engine.talking(engine.dial("600")).media.encrypted
    asterisk.ring("104")
    call = engine.ringing()
    engine.do(Answer(call_id=call.id))
    assert engine.talking(call.id).media.encrypted


def test_where_one_side_must_and_the_other_will_not_the_call_says_so(engine: EngineClient, asterisk: Asterisk) -> None:
    register(engine, udp_account(asterisk, "104"))
    end = engine.ended(engine.dial("600")).end
    assert end is not None
    assert end.reason is EndReason.NO_COMMON_MEDIA


def test_optional_encryption_over_tls_is_used(engine: EngineClient, asterisk: Asterisk) -> None:
    register(engine, tls_account(asterisk, srtp=Srtp.OPTIONAL))
    assert engine.talking(engine.dial("600")).media.encrypted


def test_without_tls_no_key_is_written_in_clear(engine: EngineClient, asterisk: Asterisk) -> None:
    register(engine, udp_account(asterisk, srtp=Srtp.OPTIONAL))
    before = asterisk.log.read_text().count("a=crypto")
    assert not engine.talking(engine.dial("600")).media.encrypted
    assert asterisk.log.read_text().count("a=crypto") == before


def test_without_tls_a_must_is_kept_by_keys_agreed_on_the_media_path(
    engine: EngineClient, second_engine: EngineClient
) -> None:
    """DTLS-SRTP between two of our engines, with a server of ours only to introduce them."""
    with ScriptedPeer() as introducer:
        account = Account(
            server=f"127.0.0.1:{introducer.port}",
            user="101",
            password="x",
            transport=Transport.UDP,
            srtp=Srtp.MANDATORY,
            trusted_sources=("127.0.0.1",),
        )
        engine.do(Register(account=account))
        introducer.accept_registration()
        port = introducer.phone[1]
        direct = Account(
            server=f"127.0.0.1:{port}",
            user="customer",
            password="x",
            transport=Transport.UDP,
            srtp=Srtp.MANDATORY,
            registers=False,
        )
        second_engine.do(Register(account=direct))
        call_id = second_engine.dial("sip:101@127.0.0.1")
        call = engine.ringing()
        engine.do(Answer(call_id=call.id))
        second_engine.wait_for_call(lambda c: c.id == call_id and c.media.encrypted)
        engine.wait_for_call(lambda c: c.id == call.id and c.media.encrypted)


def test_a_call_that_cannot_be_encrypted_as_it_must_is_told_as_such(engine: EngineClient) -> None:
    with ScriptedPeer() as peer:
        engine.do(Register(account=replace(peer.account, srtp=Srtp.MANDATORY)))
        peer.accept_registration()
        engine.registered()
        peer.invite()
        assert peer.expect_answer().status in (480, 488)
        ended = engine.wait_for_call(lambda call: call.is_over)
        assert ended.end is not None
        assert ended.end.reason is EndReason.NO_COMMON_MEDIA
        assert ended.number == "peer"
