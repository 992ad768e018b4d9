from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sipmessage import Request, Response

from softphone.practice.sip import messages
from softphone.practice.sip.messages import Unreadable

REGISTER = (
    b"REGISTER sip:127.0.0.1:5060 SIP/2.0\r\n"
    b"v: SIP/2.0/UDP 127.0.0.1:6001;branch=z9hG4bK-a.b~c%41;rport\r\n"
    b"f: <sip:101@127.0.0.1>;tag=a\r\nt: <sip:101@127.0.0.1>\r\ni: call-1\r\nCSeq: 1 REGISTER\r\n"
    b'm: <sip:101@127.0.0.1:6001;ob>;+sip.instance="<urn:uuid:1>"\r\n\r\n'
)


def _request(data: bytes = REGISTER) -> Request:
    request = messages.read(data)
    assert isinstance(request, Request)
    return request


def test_compact_headers_are_read() -> None:
    assert _request().call_id == "call-1"
    assert messages.contact_uri(_request()) == "sip:101@127.0.0.1:6001;ob"


def test_a_folded_header_is_one_line() -> None:
    folded = REGISTER.replace(b"i: call-1", b"i:\r\n  call-1")
    assert _request(folded).call_id == "call-1"


def test_a_branch_comes_back_as_it_was_written() -> None:
    answer = messages.read(bytes(messages.answer_to(_request(), 200)))
    assert messages.values(answer, "Via") == messages.values(_request(), "Via")


def test_the_answer_goes_where_the_request_came_from() -> None:
    request = _request()
    messages.note_source(request, ("127.0.0.1", 9999))
    assert messages.top_via(request).answer_to == ("127.0.0.1", 9999)
    assert "rport=9999" in messages.values(request, "Via")[0]


def test_without_rport_the_answer_goes_to_the_port_in_the_via() -> None:
    request = _request(REGISTER.replace(b";rport", b""))
    messages.note_source(request, ("127.0.0.1", 9999))
    assert messages.top_via(request).answer_to == ("127.0.0.1", 6001)


def test_an_answer_has_a_tag_of_ours_only_if_there_was_none() -> None:
    assert messages.tag(messages.answer_to(_request(), 200, to_tag="ours").headers["To"]) == "ours"
    tagged = _request(REGISTER.replace(b"t: <sip:101@127.0.0.1>", b"t: <sip:101@127.0.0.1>;tag=theirs"))
    assert messages.tag(messages.answer_to(tagged, 200, to_tag="ours").headers["To"]) == "theirs"


def test_a_tag_inside_the_address_is_not_the_tag() -> None:
    assert messages.tag("<sip:a@b;tag=no>") == ""
    assert messages.tag("<sip:a@b;tag=no>;tag=yes") == "yes"


def test_values_on_one_line_are_told_apart_but_not_inside_quotes() -> None:
    line = '"Doe, Jane" <sip:a@b>, <sip:c,d@e>;x="1,2", <sip:f@g>'
    assert messages.split_commas(line) == ['"Doe, Jane" <sip:a@b>', '<sip:c,d@e>;x="1,2"', "<sip:f@g>"]


def test_a_body_is_cut_to_its_length() -> None:
    request = _request(REGISTER[:-2] + b"Content-Length: 2\r\n\r\nabcd")
    assert request.body == b"ab"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\r\n\r\n",
        REGISTER[:-2],
        REGISTER.replace(b"CSeq: 1 REGISTER", b"CSeq: 1 INVITE"),
        REGISTER.replace(b"CSeq: 1", b"CSeq: 99999999999"),
        REGISTER.replace(b"i: call-1\r\n", b""),
        REGISTER.replace(b"SIP/2.0/UDP 127.0.0.1:6001", b"SIP/2.0/UDP \xff\xfe"),
        REGISTER.replace(b"f: <sip:101@127.0.0.1>", b"f: <sip:"),
        REGISTER[:-2] + b"Content-Length: -1\r\n\r\n",
        REGISTER[:-2] + b"Content-Length: 10\r\n\r\nshort",
        REGISTER[:-2] + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"SIP/2.0 9999 Odd\r\n" + REGISTER.partition(b"\r\n")[2],
        REGISTER[:-2] + b"X: y\r\n" * 200 + b"\r\n",
        REGISTER + b"x" * 20_000,
    ],
)
def test_what_cannot_be_answered_is_refused_as_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        messages.read(data)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.integers(0, len(REGISTER)), st.integers(0, 60))
def test_no_bytes_make_reading_fail_in_another_way(noise: bytes, start: int, length: int) -> None:
    damaged = REGISTER[:start] + noise + REGISTER[start + length :]
    try:
        message = messages.read(damaged)
    except Unreadable:
        return
    assert isinstance(message, Request | Response)
    assert messages.top_via(message).port >= 0


@pytest.mark.parametrize(
    "uri", ["sip:a@10.0.0.1", "sips:a@127.0.0.1", "tel:+4612345", "*", "", "sip:a@127.0.0.1:99999"]
)
def test_nothing_is_ever_sent_to_another_machine(uri: str) -> None:
    assert messages.hop_of(uri) is None
