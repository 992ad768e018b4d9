from __future__ import annotations

from sipmessage import Request, Response

from softphone.practice.sip import messages
from softphone.practice.sip.transactions import LIFE, T1, ServerTransaction, TransactionLayer
from tests.practice.hand_timers import HandTimers
from tests.practice.sip_bench import Bench, BenchWire

PEER = ("127.0.0.1", 6001)


def _layer() -> tuple[TransactionLayer, BenchWire, HandTimers]:
    wire, timers = BenchWire(), HandTimers()
    return TransactionLayer(wire, timers), wire, timers


def _request(method: str) -> Request:
    return Bench().phone("101").request(method, "sip:101@127.0.0.1:6001")


def _arrived(layer: TransactionLayer, method: str) -> tuple[Request, ServerTransaction]:
    request = _request(method)
    transaction = layer.receive_request(request, PEER)
    assert transaction
    return request, transaction


def _said(wire: BenchWire) -> list[str]:
    return [message.method if isinstance(message, Request) else str(message.code) for message, _ in wire.sent]


def test_a_repeated_request_gets_the_same_answer_and_is_not_handled_again() -> None:
    layer, wire, _ = _layer()
    request, transaction = _arrived(layer, "REGISTER")
    transaction.reply(200)
    assert layer.receive_request(request, PEER) is None
    assert _said(wire) == ["200", "200"]
    assert bytes(wire.sent[0][0]) == bytes(wire.sent[1][0])


def test_a_second_final_answer_is_never_sent() -> None:
    layer, wire, _ = _layer()
    _, transaction = _arrived(layer, "INVITE")
    transaction.reply(486)
    transaction.reply(200)
    transaction.reply(180)
    assert _said(wire) == ["486"]


def test_a_refused_invite_is_repeated_until_the_ack() -> None:
    layer, wire, timers = _layer()
    request, transaction = _arrived(layer, "INVITE")
    transaction.reply(486)
    timers.advance(T1 * 3 + 0.01)
    assert _said(wire) == ["486"] * 3
    assert layer.receive_ack(messages.ack_of(request, messages.answer_to(request, 486)))
    timers.advance(LIFE)
    assert _said(wire) == ["486"] * 3


def test_every_repetition_of_an_acceptance_passes() -> None:
    layer, wire, _ = _layer()
    request, transaction = _arrived(layer, "INVITE")
    for _ in range(3):
        transaction.respond(messages.answer_to(request, 200))
    assert _said(wire) == ["200"] * 3


def test_a_cancel_is_answered_and_its_invite_told_once() -> None:
    layer, wire, _ = _layer()
    request, transaction = _arrived(layer, "INVITE")
    told: list[int] = []
    transaction.on_cancel = lambda: told.append(1)
    cancel = messages.cancel_of(request)
    assert layer.receive_request(cancel, PEER) is None
    assert layer.receive_request(cancel, PEER) is None
    assert (_said(wire), told) == (["200", "200"], [1])


def test_a_cancel_for_nothing_is_481() -> None:
    layer, wire, _ = _layer()
    assert layer.receive_request(messages.cancel_of(_request("INVITE")), PEER) is None
    assert _said(wire) == ["481"]


def test_a_cancel_after_the_answer_changes_nothing() -> None:
    layer, _, _ = _layer()
    request, transaction = _arrived(layer, "INVITE")
    told: list[int] = []
    transaction.on_cancel = lambda: told.append(1)
    transaction.reply(200)
    layer.receive_request(messages.cancel_of(request), PEER)
    assert told == []


def test_an_invite_is_repeated_until_somebody_says_anything() -> None:
    layer, wire, timers = _layer()
    heard: list[int] = []
    client = layer.request(_request("INVITE"), PEER, lambda response: heard.append(response.code))
    timers.advance(T1 * 3 + 0.01)
    assert _said(wire) == ["INVITE"] * 3
    client.receive(messages.answer_to(client.request, 180))
    timers.advance(LIFE)
    assert (_said(wire), heard) == (["INVITE"] * 3, [180])


def test_no_answer_at_all_is_a_408_of_our_own() -> None:
    layer, _, timers = _layer()
    heard: list[int] = []
    layer.request(_request("BYE"), PEER, lambda response: heard.append(response.code))
    timers.advance(LIFE + 1)
    assert heard == [408]


def test_a_refusal_is_acknowledged_each_time_and_told_once() -> None:
    layer, wire, _ = _layer()
    heard: list[int] = []
    client = layer.request(_request("INVITE"), PEER, lambda response: heard.append(response.code))
    for _ in range(2):
        assert layer.receive_response(messages.answer_to(client.request, 486))
    assert (_said(wire), heard) == (["INVITE", "ACK", "ACK"], [486])


def test_an_invite_is_not_cancelled_before_its_receiver_spoke() -> None:
    layer, wire, _ = _layer()
    client = layer.request(_request("INVITE"), PEER, lambda _: None)
    client.cancel()
    assert _said(wire) == ["INVITE"]
    layer.receive_response(messages.answer_to(client.request, 180))
    client.cancel()
    assert _said(wire) == ["INVITE", "CANCEL"]
    assert messages.top_via(wire.sent[1][0]).branch == messages.top_via(wire.sent[0][0]).branch


def test_a_cancelled_phone_that_stays_silent_is_given_up() -> None:
    layer, _, timers = _layer()
    heard: list[int] = []
    client = layer.request(_request("INVITE"), PEER, lambda response: heard.append(response.code))
    layer.receive_response(messages.answer_to(client.request, 180))
    client.cancel()
    timers.advance(LIFE + 1)
    assert heard == [180, 408]


def test_a_strange_response_is_nobodys() -> None:
    layer, _, _ = _layer()
    strange = messages.answer_to(_request("INVITE"), 200)
    assert isinstance(strange, Response)
    assert not layer.receive_response(strange)


def test_nothing_is_kept_for_ever() -> None:
    layer, _, timers = _layer()
    for method in ("INVITE", "REGISTER"):
        _, transaction = _arrived(layer, method)
        transaction.reply(404)
        client = layer.request(_request(method), PEER, lambda _: None)
        layer.receive_response(messages.answer_to(client.request, 404))
    assert len(layer) == 4
    timers.advance(2 * LIFE)
    assert (len(layer), timers.live) == (0, 0)
