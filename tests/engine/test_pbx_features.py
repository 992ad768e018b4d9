"""What the real Asterisk does with lamps, feature codes and transfers."""

from __future__ import annotations

from pathlib import Path

from softphone.model.calls import CallId, EndReason, TransferState
from softphone.model.engine_link import (
    Answer,
    HangUp,
    LampReport,
    Refusal,
    Refused,
    Register,
    TransferCall,
    WatchLamp,
)
from softphone.model.lamps import LampState
from tests.engine.conftest import udp_account
from tests.engine.engine_client import EngineClient, engine_process
from tests.servers.asterisk import Asterisk
from tests.servers.sipp import Sipp


def lamp(phone: EngineClient, extension: str, state: LampState) -> None:
    phone.wait_for(LampReport, lambda r: (r.lamp.extension, r.lamp.state) == (extension, state))


def test_the_pause_lamp_says_absent_off_and_on(engine: EngineClient, fresh_asterisk: Asterisk) -> None:
    """Of an agent who was in no queue before: Asterisk's lamp does not go back to "absent"."""
    asterisk = fresh_asterisk
    engine.do(Register(account=udp_account(asterisk, "103")))
    engine.registered()
    engine.do(WatchLamp(extension="*46103"))
    lamp(engine, "*46103", LampState.ABSENT)
    engine.talking(engine.dial("*45", service=True))
    lamp(engine, "*46103", LampState.OFF)
    engine.talking(engine.dial("*46", service=True))
    lamp(engine, "*46103", LampState.ON)
    (member,) = asterisk.queue_members("support")
    assert member.is_paused


def test_a_colleagues_lamp_shows_that_he_talks(phone: EngineClient, asterisk: Asterisk, sipp: Sipp) -> None:
    sipp.phone(asterisk.ports.sip, "102", asterisk.password("102"))
    phone.do(WatchLamp(extension="102"))
    lamp(phone, "102", LampState.OFF)
    call = phone.talking(phone.dial("102"))
    lamp(phone, "102", LampState.ON)
    phone.do(HangUp(call_id=call.id))
    lamp(phone, "102", LampState.OFF)


def test_a_lamp_that_there_is_not_stays_unknown(phone: EngineClient) -> None:
    phone.do(WatchLamp(extension="999"))
    assert not [r for r in phone.collect(LampReport, 0.5) if r.lamp.state is not LampState.UNKNOWN]


def test_lamps_are_in_the_snapshot(folder: Path, asterisk: Asterisk) -> None:
    with engine_process(folder) as engine:
        phone = engine.connect()
        phone.do(Register(account=udp_account(asterisk)))
        phone.registered()
        phone.do(WatchLamp(extension="102"))
        told = phone.wait_for(LampReport).lamp
        assert engine.connect().snapshot.lamps == (told,)


def test_a_bad_lamp_is_refused(phone: EngineClient) -> None:
    answer = phone.ask(WatchLamp(extension="a\r\nb"))
    assert isinstance(answer, Refused)
    assert answer.reason is Refusal.BAD_TARGET


def test_a_feature_code_opens_no_sound_and_ends_by_itself(phone: EngineClient, asterisk: Asterisk) -> None:
    call_id = phone.dial("*45", service=True)
    assert phone.ended(call_id).service
    assert [member.agent for member in asterisk.queue_members("support")] == ["101"]


def talking_to_a_customer(phone: EngineClient, asterisk: Asterisk) -> CallId:
    asterisk.call_from_customer("101")
    call = phone.ringing()
    phone.do(Answer(call_id=call.id))
    phone.talking(call.id)
    return call.id


def transferred(phone: EngineClient, asterisk: Asterisk, target: str) -> TransferState:
    phone.do(TransferCall(call_id=talking_to_a_customer(phone, asterisk), target=target))
    asked = TransferState.ASKED
    done = phone.wait_for_call(lambda c: c.transfer is not None and c.transfer.state is not asked)
    assert done.transfer is not None
    return done.transfer.state


def test_a_transfer_to_a_colleague_takes_the_caller_there_and_ends_our_call(
    phone: EngineClient, asterisk: Asterisk
) -> None:
    assert transferred(phone, asterisk, "710") is TransferState.ACCEPTED
    (call,) = phone.calls.values()
    end = phone.ended(call.id).end
    assert end is not None
    assert end.reason is EndReason.TRANSFERRED
    asterisk.wait_until(lambda: [c.extension for c in asterisk.channel_list()].count("710") == 1)
    assert not [c for c in asterisk.channel_list() if c.name.startswith("PJSIP/101")]


def test_a_transfer_to_a_number_that_there_is_not_leaves_the_caller_with_us(
    phone: EngineClient, asterisk: Asterisk
) -> None:
    assert transferred(phone, asterisk, "6999") is TransferState.REFUSED
    (call,) = phone.calls.values()
    assert call.is_talking
    assert call.may_transfer


def test_a_transfer_to_somebody_who_is_not_there_loses_the_caller_and_says_so(
    phone: EngineClient, asterisk: Asterisk
) -> None:
    assert transferred(phone, asterisk, "109") is TransferState.LOST_CALLER
    (call,) = phone.calls.values()
    assert phone.ended(call.id).end is not None
    asterisk.wait_until(lambda: asterisk.channels() == 0)


def test_a_transfer_to_nonsense_is_refused(phone: EngineClient, asterisk: Asterisk) -> None:
    call_id = talking_to_a_customer(phone, asterisk)
    answer = phone.ask(TransferCall(call_id=call_id, target="anna\r\nRefer-To: x"))
    assert isinstance(answer, Refused)
    assert answer.reason is Refusal.BAD_TARGET


def test_lamps_end_with_the_account(phone: EngineClient, asterisk: Asterisk) -> None:
    phone.do(WatchLamp(extension="*46101"))
    phone.wait_for(LampReport)
    phone.do(Register(account=udp_account(asterisk, "102")))
    asterisk.wait_until(lambda: bool(asterisk.contacts("102")))
    asterisk.join_queue("101")
    asterisk.cli("queue pause member PJSIP/101 queue support")
    assert not phone.collect(LampReport, 0.5)
