"""What strangers write is read without harm: headers, SDP, addresses, who is meant."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softphone.engine.headers import parameter, parse_address, parse_message, split_elements
from softphone.engine.invitation import read_invitation
from softphone.engine.plain_text import plain
from softphone.engine.sdp import Direction, audio_direction
from softphone.engine.server_address import BadServer, ServerAddress
from softphone.engine.sources import Sources
from softphone.engine.targets import BadTarget, inside_target, read_target
from softphone.model.engine_link import Transport

PBX = ServerAddress.read("pbx.example:5071", Transport.TLS)


def test_headers_are_read_in_any_case_in_compact_form_and_folded() -> None:
    message = parse_message(
        'INVITE sip:1@h SIP/2.0\r\nf: "A" <sip:a@h>;tag=1\r\nX-QUEUE: one\r\n two\r\nx-queue:  three\r\n\r\nbody\r\n'
    )
    assert message.method == "INVITE"
    assert message.first("From").startswith('"A"')
    assert message.all("x-queue") == ("one two", "three")
    assert message.body == "body\n"


def test_a_header_is_capped() -> None:
    assert len(parse_message(f"BYE sip:h SIP/2.0\r\nX-Queue: {'q' * 100_000}\r\n\r\n").first("x-queue")) <= 1000


@pytest.mark.parametrize(
    ("value", "name", "user"),
    [
        ('"Karin \\"K\\" Ek" <sip:+46855512345@h;user=phone>;tag=x', 'Karin "K" Ek', "+46855512345"),
        ("Karin Ek <sip:karin@h>", "Karin Ek", "karin"),
        ("<sip:h>", "", ""),
        ("sip:101@h;tag=1", "", "101"),
        ("<tel:+46855512345>", "", "+46855512345"),
        ("<sip:a%20b@h>", "", "a b"),
        ('"x', "", ""),
        ("", "", ""),
    ],
)
def test_an_address_has_a_name_and_a_user(value: str, name: str, user: str) -> None:
    address = parse_address(value)
    assert (address.name, address.user) == (name, user)


def test_elements_are_split_at_commas_outside_of_quotes() -> None:
    assert split_elements('"a, b" <sip:1@h>;x=1, <sip:2@h,2>') == ('"a, b" <sip:1@h>;x=1', "<sip:2@h,2>")


@pytest.mark.parametrize(
    ("parameters", "value"),
    [(";answer-after=0", "0"), ("a=1;answer-after = 5;b", "5"), (";answer-after", ""), (";no-answer-after=1", None)],
)
def test_a_parameter_is_found_by_its_whole_name(parameters: str, value: str | None) -> None:
    assert parameter(parameters, "answer-after") == value


@given(st.text(max_size=400))
@settings(max_examples=300)
def test_no_text_makes_the_reading_fail(text: str) -> None:
    message = parse_message(text)
    read_invitation(message)
    audio_direction(text)
    parse_address(text)
    split_elements(text)


@given(st.text())
def test_plain_text_has_no_control_characters(text: str) -> None:
    assert plain(text).isprintable()


def invitation(*headers: str) -> tuple[str, str, float | None, int | None]:
    read = read_invitation(parse_message("\r\n".join(["INVITE sip:1@h SIP/2.0", "From: <sip:anybody@h>", *headers])))
    return read.number, read.queue, read.waited_seconds, read.auto_answer_seconds


def test_the_asserted_identity_is_believed_before_from() -> None:
    assert invitation("P-Asserted-Identity: <sip:+46700000001@h>")[0] == "+46700000001"
    assert invitation("P-Asserted-Identity: <sip:h>")[0] == "anybody"


@pytest.mark.parametrize(
    ("value", "seconds"), [("42", 42.0), ("4.5 s", 4.5), ("-1", None), ("9" * 30, None), ("x", None)]
)
def test_the_waiting_time_is_a_number_or_nothing(value: str, seconds: float | None) -> None:
    assert invitation(f"X-Queue-Wait: {value}")[2] == seconds


@pytest.mark.parametrize(
    "header", ["Call-Info: <sip:h>;answer-after=3", "Alert-Info: <http://h/x>;info=a;answer-after=3"]
)
def test_an_automatic_answer_may_be_asked_for_in_two_ways(header: str) -> None:
    assert invitation(header)[3] == 3


@pytest.mark.parametrize(
    ("sdp", "direction"),
    [
        ("v=0\r\nm=audio 1 RTP/AVP 0\r\na=sendonly\r\n", Direction.SENDS),
        ("v=0\r\na=inactive\r\nm=audio 1 RTP/AVP 0\r\n", Direction.NONE),
        ("v=0\r\na=inactive\r\nm=audio 1 RTP/AVP 0\r\na=sendrecv\r\n", Direction.BOTH),
        ("v=0\r\nm=audio 1 RTP/AVP 0\r\nm=video 2 RTP/AVP 31\r\na=sendonly\r\n", Direction.BOTH),
        ("v=0\r\nm=audio 1 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\n", Direction.NONE),
        ("v=0\r\n", None),
    ],
)
def test_the_direction_of_the_sound_is_read(sdp: str, direction: Direction | None) -> None:
    assert audio_direction(sdp) is direction


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("600", "sip:600@pbx.example:5071;transport=tls"),
        ("+46 8-555 123 45", "sip:+46855512345@pbx.example:5071;transport=tls"),
        ("*46#", "sip:*46%23@pbx.example:5071;transport=tls"),
        ("sip:anna@pbx.example", "sip:anna@pbx.example:5071;transport=tls"),
        ("SIP:anna@other.example:5070", "sip:anna@other.example:5070"),
    ],
)
def test_a_target_becomes_an_address(text: str, uri: str) -> None:
    assert read_target(text, PBX).uri == uri


@given(st.text(max_size=60))
@settings(max_examples=300)
def test_no_text_becomes_an_address_with_room_for_a_header(text: str) -> None:
    try:
        uri = read_target(text, PBX).uri
    except BadTarget:
        return
    assert uri.isascii()
    assert not set(uri) & set('\r\n<>" ')


@pytest.mark.parametrize(
    ("refer_to", "user"),
    [
        ("<sip:710@pbx.example>", "710"),
        ("sip:710@pbx.example:5071;transport=tls", "710"),
        ("<sip:710@pbx.example:5060>", None),
        ("<sip:710@evil.example>", None),
        ("<sip:710@pbx.example.evil>", None),
        ("<sip:710@pbx.example?Replaces=x>", None),
        ("<tel:+990012345>", None),
    ],
)
def test_who_is_referred_stays_inside(refer_to: str, user: str | None) -> None:
    target = inside_target(refer_to, PBX)
    assert (target.user if target else None) == user


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("PBX.example", "pbx.example", 5061),
        ("10.0.0.1:99", "10.0.0.1", 99),
        ("[::1]:5071", "::1", 5071),
        ("::1", "::1", 5061),
    ],
)
def test_a_server_has_a_host_and_a_port(text: str, host: str, port: int) -> None:
    address = ServerAddress.read(text, Transport.TLS)
    assert (address.host, address.port) == (host, port)


@pytest.mark.parametrize("text", ["", "a b", "h:0", "h:x", "h:65536", "h\r\nx", "sip:h@x", "h/x"])
def test_what_is_no_server_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(BadServer):
        ServerAddress.read(text, Transport.UDP)


def test_only_the_registrars_addresses_and_those_named_may_ring() -> None:
    sources = Sources(PBX, ("192.0.2.7", "192.0.2.8:5080", "[2001:db8::1]:5060", "not-an-address"))
    assert not sources.may_ring("10.0.0.1:5071")
    sources.learn(("10.0.0.1", "10.0.0.2"))
    assert sources.may_ring("10.0.0.2:5071")
    assert sources.may_ring("192.0.2.7:1234")
    assert sources.may_ring("192.0.2.8:5080")
    assert sources.may_ring("[2001:db8::1]:5060")
    for stranger in ("10.0.0.1:5060", "192.0.2.8:5081", "not-an-address:1", "", "[2001:db8::1]:1", "x"):
        assert not sources.may_ring(stranger)
