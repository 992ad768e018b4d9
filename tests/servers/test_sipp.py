import re
import socket

import pytest

from tests.servers.asterisk import Asterisk, MemberStatus
from tests.servers.ports import PortBlock
from tests.servers.sipp import ANSWERED_ELSEWHERE, Sipp
from tests.servers.speech import compare, read_raw, sentence
from tests.servers.strange_peers import send_rubbish, send_rubbish_over_tcp, silent_peer

_REQUEST = (
    "{method} sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{branch}\r\n"
    "From: <sip:101@127.0.0.1>;tag=1\r\nTo: <sip:101@127.0.0.1>\r\nCall-ID: {branch}\r\nCSeq: 1 {method}\r\n"
    "Contact: <sip:101@127.0.0.1:{port}>\r\nContent-Length: 0\r\n\r\n"
)


class _BarePhone:
    """Just enough of a phone to meet SIPp as its registrar."""

    def __init__(self, registrar: int) -> None:
        self._registrar = ("127.0.0.1", registrar)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(3)

    def register(self, branch: str = "r1") -> str:
        port = self._socket.getsockname()[1]
        self._send(_REQUEST.format(method="REGISTER", port=port, branch=branch))
        return self.receive("SIP/2.0")

    def answer(self, request: str, status: str, body: str = "") -> None:
        kept = "".join(re.findall(r"(?m)^(?:Via|From|To|Call-ID|CSeq):.*\n", request))
        kept = re.sub(r"(?m)^(To: <[^>]*>)\r$", r"\1;tag=2\r", kept)
        port = self._socket.getsockname()[1]
        kind = "Content-Type: application/sdp\r\n" if body else ""
        head = f"SIP/2.0 {status}\r\n{kept}Contact: <sip:101@127.0.0.1:{port}>\r\n{kind}"
        self._send(f"{head}Content-Length: {len(body)}\r\n\r\n{body}")

    def receive(self, start: str) -> str:
        while not (message := self._socket.recv(65535).decode()).startswith(start):
            pass
        return message

    def close(self) -> None:
        self._socket.close()

    def _send(self, text: str) -> None:
        self._socket.sendto(text.encode(), self._registrar)


def test_a_caller_to_601_hears_a_tone_of_1004_hertz(asterisk: Asterisk, sipp: Sipp) -> None:
    run = sipp.call(asterisk.ports.sip, "601", talk_seconds=1)
    result = run.wait()
    assert (result.ok, result.failed) == (1, 0)
    assert result.responses == (100, 200, 200)
    (heard,) = run.heard()
    assert heard.seconds > 0.8
    assert heard.part(0.1, 0.8).tone_share(1004) > 0.95


def test_a_caller_speaks_and_hears_its_own_voice_from_the_echo(asterisk: Asterisk, sipp: Sipp) -> None:
    run = sipp.call(asterisk.ports.sip, "600", talk_seconds=2, speech="numbers")
    run.wait()
    echo = compare(sentence("numbers").part(0, 1.6), run.heard()[0])
    assert echo.correlation > 0.95
    assert abs(echo.level_db) < 1


def test_speech_arrives_both_ways_at_once(asterisk: Asterisk, sipp: Sipp) -> None:
    run = sipp.call(asterisk.ports.sip, "610", talk_seconds=3, speech="agent", transport="tcp")
    assert run.wait().ok == 1
    assert compare(sentence("customer").part(0, 2.5), run.heard()[0]).correlation > 0.95
    asterisk.wait_until(lambda: asterisk.channels() == 0)
    assert compare(sentence("agent").part(0, 2.5), read_raw(asterisk.heard("customer"))).correlation > 0.9


def test_the_wait_for_ringing_and_answer_is_measured_by_sipp_itself(asterisk: Asterisk, sipp: Sipp) -> None:
    result = sipp.call(asterisk.ports.sip, "611", talk_seconds=0.1).wait()
    assert result.milliseconds_to(180)[0] < 500
    assert 1900 < result.milliseconds_to(200)[0] < 2500
    assert result.milliseconds_to(486) == []


@pytest.mark.parametrize(
    ("number", "status"), [("604", 486), ("605", 480), ("606", 403), ("607", 503), ("609", 404), ("614", 302)]
)
def test_a_refused_caller_tells_the_status(asterisk: Asterisk, sipp: Sipp, number: str, status: int) -> None:
    assert sipp.call(asterisk.ports.sip, number).wait().responses[-1] == status


@pytest.mark.parametrize("reason", ["", ANSWERED_ELSEWHERE])
def test_a_caller_gives_up_while_it_rings(asterisk: Asterisk, sipp: Sipp, reason: str) -> None:
    result = sipp.cancel(asterisk.ports.sip, "608", ring_seconds=0.2, reason=reason).wait()
    assert result.responses == (100, 180, 200, 487)
    cancel = next(message for message in result.messages if message.method == "CANCEL")
    assert (cancel.header("Reason") or "") == reason


def test_an_invite_without_an_offer_is_answered_in_the_ack(asterisk: Asterisk, sipp: Sipp) -> None:
    run = sipp.call(asterisk.ports.sip, "601", with_offer=False, talk_seconds=0.7)
    result = run.wait()
    invite, ack = (message for message in result.messages if message.is_sent and message.method in {"INVITE", "ACK"})
    assert not invite.body
    assert "m=audio" in ack.body
    assert run.heard()[0].tone_share(1004) > 0.95


def test_a_stranger_without_the_outside_header_is_not_let_in(asterisk: Asterisk, sipp: Sipp) -> None:
    assert set(sipp.stranger(asterisk.ports.sip, "600", wait_seconds=0.2).wait().responses) == {401}
    refer = sipp.stranger(
        asterisk.ports.sip, "101", method="REFER", wait_seconds=0.2, headers={"Refer-To": "<sip:1@a>"}
    )
    assert refer.wait().responses


def test_a_phone_rings_for_the_queue_and_is_told_which_one(asterisk: Asterisk, sipp: Sipp) -> None:
    phone = sipp.phone(asterisk.ports.sip, "102", asterisk.password("102"), ring_seconds=0.3)
    assert [contact.uri for contact in asterisk.contacts("102")] == [f"sip:102@127.0.0.1:{phone.port}"]
    asterisk.join_queue("102")
    caller = sipp.call(asterisk.ports.sip, "700", number="+46701112233", name="Britta Ek", talk_seconds=3)
    invite = phone.wait_for(lambda seen: bool(seen.requests("INVITE"))).requests("INVITE")[0]
    assert invite.header("X-Queue") == "support"
    assert invite.header("Alert-Info") == "<http://127.0.0.1/support>;info=queue-support"
    assert invite.header("Call-Info") is None
    assert '"Britta Ek" <sip:+46701112233@' in (invite.header("From") or "")
    caller.wait()
    (member,) = asterisk.queue_members("support")
    assert (member.status, member.calls_taken) == (MemberStatus.FREE, 1)
    assert compare(sentence("colleague").part(0, 2), caller.heard()[0]).correlation > 0.95


def test_the_queue_can_ask_the_phone_to_answer_by_itself(asterisk: Asterisk, sipp: Sipp) -> None:
    phone = sipp.phone(asterisk.ports.sip, "102", asterisk.password("102"))
    asterisk.join_queue("102")
    sipp.call(asterisk.ports.sip, "702", talk_seconds=1)
    invite = phone.wait_for(lambda seen: bool(seen.requests("INVITE"))).requests("INVITE")[0]
    assert invite.header("Call-Info") == "<sip:127.0.0.1>;answer-after=0"
    assert invite.header("X-Queue") == "support"


def test_a_phone_is_rung_directly_with_headers_of_the_tests_choice(asterisk: Asterisk, sipp: Sipp) -> None:
    phone = sipp.phone(asterisk.ports.sip, "103", asterisk.password("103"))
    asterisk.ring("103", {"Diversion": "<sip:900@pbx.test>;reason=no-answer"})
    invite = phone.wait_for(lambda seen: bool(seen.requests("INVITE"))).requests("INVITE")[0]
    assert invite.header("Diversion") == "<sip:900@pbx.test>;reason=no-answer"


def test_a_reset_forgets_phones_and_members_and_ends_calls(asterisk: Asterisk, sipp: Sipp) -> None:
    sipp.phone(asterisk.ports.sip, "102", asterisk.password("102"))
    asterisk.join_queue("102")
    sipp.call(asterisk.ports.sip, "600", talk_seconds=30)
    asterisk.wait_until(lambda: asterisk.channels() == 1)
    asterisk.reset()
    assert (asterisk.channels(), asterisk.contacts("102"), asterisk.queue_members("support")) == (0, [], [])


def test_a_registration_outlives_a_restart_unless_it_is_to_be_forgotten(asterisk: Asterisk, sipp: Sipp) -> None:
    sipp.phone(asterisk.ports.sip, "102", asterisk.password("102"))
    asterisk.restart()
    assert len(asterisk.contacts("102")) == 1
    asterisk.restart(forget_registrations=True)
    assert asterisk.contacts("102") == []


def test_a_wrong_password_is_not_let_in(asterisk: Asterisk, sipp: Sipp) -> None:
    with pytest.raises(RuntimeError):
        sipp.phone(asterisk.ports.sip, "102", "wrong")
    assert asterisk.contacts("102") == []


def test_twenty_callers_wait_in_the_queue_together(asterisk: Asterisk, sipp: Sipp) -> None:
    run = sipp.call(asterisk.ports.sip, "700", calls=20, calls_per_second=40, talk_seconds=1.5)
    asterisk.wait_until(lambda: asterisk.callers_waiting("support") == 20)
    result = run.wait()
    assert (result.ok, result.failed, len(result.milliseconds_to(200))) == (20, 0, 20)
    assert len(run.heard()) == 20


@pytest.mark.parametrize("status", [200, 401, 403, 404, 503])
def test_a_registrar_has_one_answer_for_every_register(sipp: Sipp, status: int) -> None:
    registrar = sipp.registrar(status)
    phone = _BarePhone(registrar.port)
    try:
        for branch in ("r1", "r2"):
            answer = phone.register(branch)
            assert answer.startswith(f"SIP/2.0 {status} ")
            assert ("WWW-Authenticate: Digest" in answer) == (status == 401)
            assert (f"Contact: <sip:101@127.0.0.1:{phone._socket.getsockname()[1]}>" in answer) == (status == 200)
    finally:
        phone.close()
    assert len(registrar.result().requests("REGISTER")) == 2


def test_a_registrar_may_return_a_contact_that_is_not_the_phones(sipp: Sipp) -> None:
    phone = _BarePhone(sipp.registrar(200, {"Contact": "<sip:somebody@192.0.2.9>;expires=3600"}).port)
    assert "Contact: <sip:somebody@192.0.2.9>" in phone.register()
    phone.close()


def test_a_registrar_calls_its_phone_and_refers_it_during_the_call(sipp: Sipp) -> None:
    registrar = sipp.registrar_that_calls(in_call="refer_in_call", talk_seconds=0.2, headers={"X-Queue": "support"})
    phone = _BarePhone(registrar.port)
    phone.register()
    invite = phone.receive("INVITE")
    assert "X-Queue: support" in invite
    sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n"
    phone.answer(invite, "200 OK", sdp)
    refer = phone.receive("REFER")
    assert "Refer-To: <sip:+990012345@127.0.0.1>" in refer
    phone.answer(refer, "603 Decline")
    phone.answer(phone.receive("BYE"), "200 OK")
    result = registrar.wait()
    phone.close()
    assert (result.ok, result.responses) == (1, (200, 603, 200))


def test_rubbish_does_not_harm_a_real_server(asterisk: Asterisk) -> None:
    replies = send_rubbish(asterisk.ports.sip)
    assert all(reply.startswith(b"SIP/2.0 4") for reply in replies)
    send_rubbish_over_tcp(asterisk.ports.sip, wait_seconds=0.02)
    assert asterisk.channels() == 0


def test_a_silent_peer_takes_everything_and_says_nothing() -> None:
    with silent_peer() as port:
        assert send_rubbish(port, wait_seconds=0.1) == []
        assert send_rubbish_over_tcp(port, wait_seconds=0.01) == []


def test_two_blocks_of_ports_have_nothing_in_common() -> None:
    first, second = PortBlock(), PortBlock()
    try:
        assert not set(first.ports) & set(second.ports)
    finally:
        first.release()
        second.release()
