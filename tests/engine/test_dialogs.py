"""Within a call, with a peer that does as the test says: glare, hold by the other end, digits, transfer, farewells."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from softphone.model.calls import Call, EndedBy, EndReason, Hold, TransferState
from softphone.model.engine_link import (
    Answer,
    CallReport,
    HangUp,
    HoldCall,
    Register,
    Resume,
    SendDigits,
    TransferCall,
)
from tests.engine.engine_client import EngineClient
from tests.engine.scripted_peer import WITH_EVENTS, WITHOUT_EVENTS, ScriptedPeer
from tests.engine.sipp_registrar import account_that_trusts


@pytest.fixture
def peer(engine: EngineClient) -> Iterator[ScriptedPeer]:
    with ScriptedPeer() as scripted:
        engine.do(Register(account=scripted.account))
        scripted.accept_registration()
        engine.registered()
        yield scripted


def answered(engine: EngineClient, peer: ScriptedPeer, media: str = WITH_EVENTS) -> Call:
    peer.invite(media)
    call = engine.ringing()
    engine.do(Answer(call_id=call.id))
    assert peer.expect_answer().status == 200
    return engine.talking(call.id)


def dialled(engine: EngineClient, peer: ScriptedPeer) -> Call:
    call_id = engine.dial("600")
    peer.reply(peer.expect("INVITE"), 200, peer.sdp())
    peer.expect("ACK")
    return engine.talking(call_id)


def test_a_hold_that_met_the_other_ends_offer_is_tried_again(engine: EngineClient, peer: ScriptedPeer) -> None:
    call = answered(engine, peer)
    engine.do(HoldCall(call_id=call.id))
    peer.reply(peer.expect("INVITE"), 491)
    again = peer.expect("INVITE")
    assert "a=sendonly" in again.body
    peer.reply(again, 200, peer.sdp(direction="recvonly"))
    engine.wait_for_call(lambda c: c.hold is Hold.BY_US)


def test_after_glare_who_placed_the_call_waits_longer(engine: EngineClient, peer: ScriptedPeer) -> None:
    call = dialled(engine, peer)
    engine.do(HoldCall(call_id=call.id))
    peer.reply(peer.expect("INVITE"), 491)
    refused_at = time.monotonic()
    peer.expect("INVITE")
    assert 2.0 < time.monotonic() - refused_at < 4.5


def test_a_hold_that_is_refused_leaves_the_call_as_it_was(engine: EngineClient, peer: ScriptedPeer) -> None:
    call = answered(engine, peer)
    engine.do(HoldCall(call_id=call.id))
    peer.reply(peer.expect("INVITE"), 488)
    engine.collect(CallReport, 0.3)
    assert engine.calls[call.id].hold is Hold.NONE
    engine.do(HoldCall(call_id=call.id))
    peer.reply(peer.expect("INVITE"), 200, peer.sdp(direction="recvonly"))
    engine.wait_for_call(lambda c: c.hold is Hold.BY_US)


def test_a_change_waits_for_the_one_before_it(engine: EngineClient, peer: ScriptedPeer) -> None:
    call = answered(engine, peer)
    engine.do(HoldCall(call_id=call.id))
    hold = peer.expect("INVITE")
    engine.do(Resume(call_id=call.id))
    peer.expect_nothing("INVITE", 0.3)
    peer.reply(hold, 200, peer.sdp(direction="recvonly"))
    resume = peer.expect("INVITE")
    assert "a=sendrecv" in resume.body
    peer.reply(resume, 200, peer.sdp())
    engine.wait_for_call(lambda c: c.hold is Hold.NONE)


@pytest.mark.parametrize("direction", ["sendonly", "inactive"])
def test_a_hold_by_the_other_end_is_told(engine: EngineClient, peer: ScriptedPeer, direction: str) -> None:
    call = answered(engine, peer)
    peer.request("INVITE", peer.sdp(direction=direction))
    peer.expect_answer()
    engine.wait_for_call(lambda c: c.id == call.id and c.hold is Hold.BY_THEM)
    peer.request("INVITE", peer.sdp())
    peer.expect_answer()
    engine.wait_for_call(lambda c: c.id == call.id and c.hold is Hold.NONE)


def test_both_may_hold(engine: EngineClient, peer: ScriptedPeer) -> None:
    call = answered(engine, peer)
    peer.request("INVITE", peer.sdp(direction="sendonly"))
    peer.expect_answer()
    engine.wait_for_call(lambda c: c.hold is Hold.BY_THEM)
    engine.do(HoldCall(call_id=call.id))
    peer.reply(peer.expect("INVITE"), 200, peer.sdp(direction="inactive"))
    engine.wait_for_call(lambda c: c.hold is Hold.BY_BOTH)


def test_digits_go_by_info_where_the_peer_has_no_telephone_event(engine: EngineClient, peer: ScriptedPeer) -> None:
    call = answered(engine, peer, media=WITHOUT_EVENTS)
    assert not call.media.telephone_event
    engine.do(SendDigits(call_id=call.id, digits="4#"))
    first = peer.expect("INFO")
    assert "Signal=4" in first.body.replace(" ", "")
    peer.reply(first, 200)
    second = peer.expect("INFO")
    assert "Signal=#" in second.body.replace(" ", "")
    peer.reply(second, 200)


@pytest.mark.parametrize(
    ("code", "state"), [(404, TransferState.REFUSED), (486, TransferState.REFUSED), (200, TransferState.ACCEPTED)]
)
def test_a_transfer_ends_as_the_server_notifies(
    engine: EngineClient, peer: ScriptedPeer, code: int, state: TransferState
) -> None:
    call = answered(engine, peer)
    engine.do(TransferCall(call_id=call.id, target="710"))
    refer = peer.expect("REFER")
    assert refer.first("refer-to").strip("<>") == f"sip:710@127.0.0.1:{peer.port}"
    peer.reply(refer, 202)
    engine.wait_for_call(lambda c: c.transfer is not None and c.transfer.state is TransferState.ASKED)
    notify(peer, 180, "active;expires=60")
    notify(peer, code, "terminated;reason=noresource")
    done = engine.wait_for_call(lambda c: c.transfer is not None and c.transfer.state is state)
    assert done.transfer is not None
    assert (done.transfer.target, done.transfer.code) == ("710", code)
    if state is TransferState.ACCEPTED:
        peer.reply(peer.expect("BYE"), 200)
        end = engine.ended(call.id).end
        assert end is not None
        assert (end.by, end.reason) == (EndedBy.US, EndReason.TRANSFERRED)
    else:
        assert engine.calls[call.id].may_transfer


@pytest.mark.parametrize("code", [403, 405, 603])
def test_a_transfer_that_is_not_allowed_leaves_the_caller(engine: EngineClient, peer: ScriptedPeer, code: int) -> None:
    call = answered(engine, peer)
    engine.do(TransferCall(call_id=call.id, target="710"))
    peer.reply(peer.expect("REFER"), code)
    refused = engine.wait_for_call(lambda c: c.transfer is not None and c.transfer.state is TransferState.REFUSED)
    assert refused.transfer is not None
    assert refused.transfer.code == code
    assert refused.is_talking


def test_a_server_that_never_notifies_is_not_waited_for(engine: EngineClient, peer: ScriptedPeer) -> None:
    call = answered(engine, peer)
    engine.do(TransferCall(call_id=call.id, target="710"))
    peer.reply(peer.expect("REFER"), 202)
    refused = engine.wait_for_call(
        lambda c: c.transfer is not None and c.transfer.state is TransferState.REFUSED, seconds=12.0
    )
    assert refused.transfer is not None
    assert refused.transfer.code == 408


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("Q.850;cause=16", EndReason.CANCELLED),
        ("Q.850;cause=26", EndReason.ANSWERED_ELSEWHERE),
        ('SIP;cause=200;text="Call completed elsewhere"', EndReason.ANSWERED_ELSEWHERE),
        ("", EndReason.CANCELLED),
    ],
)
def test_why_a_call_was_cancelled(engine: EngineClient, peer: ScriptedPeer, reason: str, expected: EndReason) -> None:
    peer.invite()
    call = engine.ringing()
    cancel(peer, reason)
    end = engine.ended(call.id).end
    assert end is not None
    assert end.reason is expected


def test_the_asserted_identity_goes_before_the_from_header(engine: EngineClient, peer: ScriptedPeer) -> None:
    identity = 'P-Asserted-Identity: "Real, Name" <sip:+46700000001@pbx>'
    peer.invite(headers=(identity, "x-QUEUE:\r\n  sales", "X-Queue-Wait: 7"))
    call = engine.ringing()
    assert (call.number, call.name, call.queue, call.waited_seconds) == ("+46700000001", "Real, Name", "sales", 7.0)


def test_a_customer_that_may_be_transferred_follows(engine: EngineClient) -> None:
    with ScriptedPeer() as peer:
        engine.do(Register(account=account_that_trusts(peer.port, allows_transfer=True)))
        peer.accept_registration()
        engine.registered()
        call = answered(engine, peer)
        peer.request("REFER", headers=(f"Refer-To: <sip:710@127.0.0.1:{peer.port}>",))
        assert peer.expect_answer("REFER").status == 202
        followed = peer.expect("INVITE")
        assert followed.start.startswith(f"INVITE sip:710@127.0.0.1:{peer.port}")
        peer.reply(followed, 200, peer.sdp())
        new = engine.wait_for_call(lambda c: c.id != call.id and c.is_talking)
        assert new.number == "710"
        assert engine.calls[call.id].is_talking
        engine.do(HangUp(call_id=call.id))


def test_even_such_a_customer_does_not_follow_elsewhere(engine: EngineClient) -> None:
    with ScriptedPeer() as peer:
        engine.do(Register(account=account_that_trusts(peer.port, allows_transfer=True)))
        peer.accept_registration()
        engine.registered()
        answered(engine, peer)
        peer.request("REFER", headers=("Refer-To: <sip:+990012345@elsewhere.example>",))
        assert peer.expect_answer("REFER").status == 603


def notify(peer: ScriptedPeer, code: int, state: str) -> None:
    peer.request("NOTIFY", f"SIP/2.0 {code} Word\r\n", ("Event: refer", f"Subscription-State: {state}"))
    peer.expect_answer("NOTIFY")


def cancel(peer: ScriptedPeer, reason: str) -> None:
    peer.cancel((f"Reason: {reason}",) if reason else ())


@pytest.mark.parametrize(("is_heard", "state"), [(True, TransferState.REFUSED), (False, TransferState.LOST_CALLER)])
def test_after_a_503_a_caller_who_is_still_heard_is_kept(
    engine: EngineClient, peer: ScriptedPeer, is_heard: bool, state: TransferState
) -> None:
    """Asterisk has hung up the caller by then; another server may not have."""
    call = answered(engine, peer)
    engine.do(TransferCall(call_id=call.id, target="710"))
    peer.reply(peer.expect("REFER"), 202)
    notify(peer, 503, "terminated;reason=noresource")
    if is_heard:
        peer.speak(1.2)
    settled = engine.wait_for_call(lambda c: c.transfer is not None and c.transfer.state is state)
    if is_heard:
        assert settled.may_transfer
    else:
        peer.reply(peer.expect("BYE"), 200)
        assert engine.ended(call.id).end is not None
