"""Whoever is not our registrar: does not ring, learns nothing, and ends nothing."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from softphone.model.calls import CallState
from softphone.model.engine_link import Account, CallReport, ListDevices, Register, Srtp, Transport
from tests.engine.conftest import udp_account
from tests.engine.engine_client import EngineClient, NothingCame, running_engine
from tests.servers.asterisk import Asterisk
from tests.servers.sipp import Sipp
from tests.servers.strange_peers import send_rubbish, send_rubbish_over_tcp

SESSION = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"


def port_of(engine: EngineClient) -> int:
    """Where our contact says that we are."""
    return int(engine.registration.contact.partition("@")[2].partition(":")[2].partition(";")[0])


def listening_port(engine: EngineClient) -> int:
    """A connection's own port, which our contact names over TCP, takes no other connection; the listener's would."""
    connections = psutil.Process(engine.snapshot.engine_pid).net_connections("tcp")
    return int(next(c.laddr.port for c in connections if c.status == psutil.CONN_LISTEN))


def assert_lives(engine: EngineClient) -> None:
    """Also after the message has been worked on, which is done after a command that came with it."""
    for _ in range(2):
        time.sleep(0.03)
        engine.do(ListDevices(), 2.0)


@pytest.fixture(scope="module")
def lasting_phone(asterisk_server: Asterisk) -> Iterator[EngineClient]:
    """One engine that must live through all that is sent to it."""
    with registered_engine(udp_account(asterisk_server, "103")) as engine:
        yield engine


@pytest.fixture(scope="module")
def lasting_secret_phone(asterisk_server: Asterisk) -> Iterator[EngineClient]:
    """Likewise one whose media must be encrypted."""
    with registered_engine(udp_account(asterisk_server, "102", srtp=Srtp.MANDATORY)) as engine:
        yield engine


@contextmanager
def registered_engine(account: Account) -> Iterator[EngineClient]:
    folder = Path(tempfile.mkdtemp(prefix="engine-", dir="/tmp"))
    with running_engine(folder) as engine:
        engine.do(Register(account=account))
        engine.registered()
        yield engine
    shutil.rmtree(folder)


def test_an_invite_from_elsewhere_does_not_ring(phone: EngineClient, sipp: Sipp) -> None:
    stranger = sipp.stranger(port_of(phone), "101")
    result = stranger.wait()
    assert 180 not in result.responses
    assert 403 in result.responses
    assert not phone.collect(CallReport, 0.2)


def test_an_invite_from_elsewhere_over_tcp_does_not_ring(engine: EngineClient, asterisk: Asterisk, sipp: Sipp) -> None:
    engine.do(Register(account=udp_account(asterisk, transport=Transport.TCP)))
    engine.registered()
    stranger = sipp.stranger(listening_port(engine), "101", transport="tcp")
    stranger.wait()
    assert 180 not in stranger.result().responses
    assert not engine.collect(CallReport, 0.2)


def test_an_invite_from_a_trusted_source_rings(engine: EngineClient, asterisk: Asterisk, sipp: Sipp) -> None:
    engine.do(Register(account=udp_account(asterisk, trusted_sources=("127.0.0.1",))))
    engine.registered()
    sipp.cancel(port_of(engine), "101", headers={})
    assert engine.ringing().number == "+46701234567"


@pytest.mark.parametrize("method", ["REFER", "MESSAGE", "SUBSCRIBE", "NOTIFY", "INFO", "OPTIONS", "BYE", "CANCEL"])
def test_a_request_out_of_the_blue_changes_nothing(phone: EngineClient, sipp: Sipp, method: str) -> None:
    sipp.stranger(
        port_of(phone), "101", method=method, wait_seconds=0.3, headers={"Refer-To": "<sip:900@evil.example>"}
    )
    assert not phone.collect(CallReport, 0.8)
    assert_lives(phone)


def test_rubbish_changes_nothing(phone: EngineClient) -> None:
    send_rubbish(port_of(phone))
    assert not phone.collect(CallReport, 0.2)
    assert_lives(phone)


def test_rubbish_over_tcp_changes_nothing(engine: EngineClient, asterisk: Asterisk) -> None:
    engine.do(Register(account=udp_account(asterisk, transport=Transport.TCP)))
    engine.registered()
    send_rubbish_over_tcp(listening_port(engine))
    assert_lives(engine)


@pytest.mark.parametrize("profile", ["RTP/AVP", "RTP/SAVP", "UDP/TLS/RTP/SAVP", "RTP/XYZ"])
def test_an_invite_with_unusable_media_ends_nothing(
    lasting_phone: EngineClient, lasting_secret_phone: EngineClient, profile: str
) -> None:
    for phone in (lasting_phone, lasting_secret_phone):
        invite_with(port_of(phone), profile)
        assert not [r for r in phone.collect(CallReport, 0.2) if r.call.state is CallState.RINGING]
        assert_lives(phone)


@pytest.mark.parametrize(
    "sdp",
    [
        "",
        "v=0\r\n",
        SESSION,
        SESSION + "m=audio 0 RTP/AVP 0\r\n",
        SESSION + "m=audio 4000 RTP/AVP 99\r\n",
        SESSION + "m=video 4000 RTP/AVP 31\r\n",
        SESSION.replace("IP4 127.0.0.1", "IP6 ::1") + "m=audio 4000 RTP/AVP 0\r\n",
        SESSION + "m=audio 4000 RTP/AVP 96\r\na=rtpmap:96\r\n",
        SESSION + "m=audio 4000 RTP/AVP 255 300 -1\r\n",
        SESSION + "m=audio 4000 RTP/AVP 0\r\n" * 40,
        SESSION + "m=audio 4000 RTP/AVP 0\r\n" + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n" * 80,
        "\x00" * 200,
    ],
)
def test_an_invite_with_a_strange_offer_ends_nothing(lasting_phone: EngineClient, sdp: str) -> None:
    send_invite(port_of(lasting_phone), sdp)
    assert_lives(lasting_phone)


def test_an_invite_without_an_offer_is_refused_without_harm(phone: EngineClient, sipp: Sipp) -> None:
    """PJSIP ends its process when such a call is refused within the callback that announces it."""
    stranger = sipp.call(port_of(phone), "101", with_offer=False, headers={}, talk_seconds=0.2)
    with pytest.raises(NothingCame):
        phone.ringing(0.5)
    assert 403 in stranger.result().responses
    assert_lives(phone)


def invite_with(port: int, profile: str) -> None:
    send_invite(port, f"{SESSION}m=audio 40000 {profile} 0\r\na=rtpmap:0 PCMU/8000\r\n")


def send_invite(port: int, sdp: str) -> None:
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind(("127.0.0.1", 0))
        own = sender.getsockname()[1]
        body = f"Content-Type: application/sdp\r\nContent-Length: {len(sdp)}\r\n\r\n{sdp}"
        sender.sendto(
            (
                f"INVITE sip:101@127.0.0.1:{port} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{own};branch=z9hG4bK{own}\r\n"
                f"From: <sip:evil@127.0.0.1>;tag={own}\r\nTo: <sip:101@127.0.0.1>\r\nCall-ID: strange-{own}\r\n"
                f"CSeq: 1 INVITE\r\nContact: <sip:evil@127.0.0.1:{own}>\r\nMax-Forwards: 70\r\n{body}"
            ).encode(),
            ("127.0.0.1", port),
        )
        sender.settimeout(0.5)
        replies: list[bytes] = []
        try:
            while not replies or b" 100 " in replies[-1].split(b"\r\n")[0]:
                replies.append(sender.recv(65535))
        except TimeoutError:
            assert replies, "no answer at all"
