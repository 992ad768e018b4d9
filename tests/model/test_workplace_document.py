"""The workplace document: read whole or refused with the key that is at fault, and its schema beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.model.problems import BadProfile, LaterFormat, MissingKey, NotJson, UnknownKey, WrongType
from softphone.model.workplace_document import read_profile, schema_text, write_profile

SCHEMA = Path(__file__).resolve().parents[2] / "resources" / "workplace.schema.json"
LEAST: dict[str, Any] = {"format": 1, "workplace": {"id": "a", "name": "A"}, "agent": {"id": "anna", "name": "Anna"}}
PHONE = {"server": "pbx.acme.example", "user": "101"}
QUEUE = {"id": "support", "name": "Support"}
WHOLE: dict[str, Any] = {
    "format": 1,
    "workplace": {"id": "acme-support", "name": "Acme Support", "supervisor": "sip:900@pbx.acme.example"},
    "agent": {"id": "anna", "name": "Anna Berg"},
    "phone": {
        **PHONE,
        "transport": "tls",
        "srtp": "mandatory",
        "codecs": ["opus", "G722", "PCMA"],
        "auto_answer": "by-header",
        "recording": "agent",
        "ca_pem": "-----BEGIN CERTIFICATE-----\r\nMIIB\r\n-----END CERTIFICATE-----\r\n",
    },
    "queues": {
        "kind": "feature-codes",
        "feed_url": "https://pbx.acme.example:8443/queues",
        "join": "*45",
        "pause": "*46",
        "queues": [
            {
                **QUEUE,
                "greeting": "Acme Support, my name is {agent}.\nHow can I help?",
                "wrap_up": "must-choose",
                "dispositions": ["solved", "follow-up"],
            },
            {"id": "sales", "name": "Sales"},
        ],
    },
    "chat": {"kind": "matrix", "server": "https://chat.acme.example"},
    "mail": {"address": "support@acme.example", "imap": "imap.acme.example:993", "smtp": "smtp.acme.example:465"},
    "notes": {"url": "https://acme.example/softphone/notes", "fields": []},
    "directory": [{"name": "Billing", "target": "sip:710@pbx.acme.example", "what_for": "invoices, refunds"}],
    "campaigns": {"url": "https://acme.example/softphone/campaigns"},
    "equipment": {"policy_url": "https://acme.example/softphone/equipment.toml", "gate": "warn"},
}


def refused(document: object) -> BadProfile:
    with pytest.raises(BadProfile) as caught:
        read_profile(document if isinstance(document, bytes) else json.dumps(document).encode())
    return caught.value


def test_a_whole_document_is_read_and_written_again() -> None:
    profile = read_profile(json.dumps(WHOLE).encode())
    assert profile.queues is not None
    assert [queue.name for queue in profile.queues.queues] == ["Support", "Sales"]
    assert read_profile(write_profile(profile)) == profile


def test_the_least_document_has_no_panes() -> None:
    profile = read_profile(json.dumps(LEAST).encode())
    assert (profile.phone, profile.queues, profile.chat, profile.mail) == (None, None, None, None)


def test_a_mark_that_some_editors_put_first_does_no_harm() -> None:
    assert read_profile(b"\xef\xbb\xbf" + json.dumps(LEAST).encode()).workplace.name == "A"


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b"{", b"\xff", b'{"format": 1, "\xff": 2}', b"[" * 1_000_000, b'{"a":' * 100_000, b"nul"]
)
def test_what_is_not_json_is_said(data: bytes) -> None:
    assert type(refused(data)) is NotJson


def with_phone(**changes: object) -> dict[str, Any]:
    return {**LEAST, "phone": {**PHONE, **changes}}


def with_queues(*queues: dict[str, Any], **changes: object) -> dict[str, Any]:
    return {**LEAST, "queues": {"queues": list(queues), **changes}}


@pytest.mark.parametrize(
    ("document", "kind", "key"),
    [
        ([], WrongType, ""),
        ({}, MissingKey, "format"),
        ({**LEAST, "format": 2, "agents": []}, LaterFormat, "format"),
        ({**LEAST, "format": 0}, WrongType, "format"),
        ({**LEAST, "format": True}, WrongType, "format"),
        ({**LEAST, "format": "1"}, WrongType, "format"),
        ({**LEAST, "fone": {}}, UnknownKey, "fone"),
        ({**LEAST, "phone": {"user": "101"}}, MissingKey, "phone.server"),
        (with_phone(passwort="x"), UnknownKey, "phone.passwort"),
        (with_phone(transport="sctp"), WrongType, "phone.transport"),
        (with_phone(codecs=["opus", 7]), WrongType, "phone.codecs[1]"),
        (with_queues(QUEUE, {"id": "sales"}), MissingKey, "queues.queues[1].name"),
        (with_queues(QUEUE, {**QUEUE, "wrapup": 3}), UnknownKey, "queues.queues[1].wrapup"),
        (with_queues({**QUEUE, "wrap_up_seconds": -1}), WrongType, "queues.queues[0].wrap_up_seconds"),
        (with_queues({**QUEUE, "dispositions": ["solved", ""]}), WrongType, "queues.queues[0].dispositions[1]"),
        ({**LEAST, "directory": [{"name": "Billing"}]}, MissingKey, "directory[0].target"),
    ],
)
def test_the_key_at_fault_is_named(document: object, kind: type[BadProfile], key: str) -> None:
    problem = refused(document)
    assert (type(problem), problem.key) == (kind, key)


def test_a_key_that_imitates_a_message_is_unknown_all_the_same() -> None:
    assert type(refused({**LEAST, "a` - at `$.phone": {}})) is UnknownKey


@pytest.mark.parametrize(
    ("document", "key"),
    [
        (with_queues(QUEUE, QUEUE), "queues.queues[1].id"),
        (with_queues({**QUEUE, "dispositions": ["a", "a"]}), "queues.queues[0].dispositions"),
        (with_queues(join="*45\r\nX: y"), "queues.join"),
        (with_queues(pause="sip:evil@evil"), "queues.pause"),
        (with_queues(feed_url="http://pbx.acme.example/queues"), "queues.feed_url"),
        (with_phone(server="https://pbx.acme.example"), "phone.server"),
        (with_phone(server="pbx acme"), "phone.server"),
        (with_phone(user="101>\r\nX: y"), "phone.user"),
        (with_phone(user="101@pbx"), "phone.user"),
        (with_phone(codecs=[]), "phone.codecs"),
        (with_phone(codecs=["opus", "OPUS"]), "phone.codecs"),
        (with_phone(codecs=["opus", "G.722 wide"]), "phone.codecs[1]"),
        (with_phone(ca_pem="not a certificate"), "phone.ca_pem"),
        ({**LEAST, "chat": {"server": "http://chat.acme.example"}}, "chat.server"),
        ({**LEAST, "notes": {"url": "https://anna:secret@acme.example"}}, "notes.url"),
        ({**LEAST, "campaigns": {"url": "campaigns"}}, "campaigns.url"),
        ({**LEAST, "equipment": {"policy_url": "file:///etc/passwd"}}, "equipment.policy_url"),
        ({**LEAST, "mail": {"address": "a@b", "imap": "imap:993:1", "smtp": "smtp"}}, "mail.imap"),
        ({**LEAST, "workplace": {"id": "a", "name": "A\x1b[2J"}}, "workplace.name"),
        ({**LEAST, "directory": [{"name": "B", "target": "710\r\nX: y"}]}, "directory[0].target"),
        (with_queues({**QUEUE, "dispositions": ["solved\nor not"]}), "queues.queues[0].dispositions[0]"),
        (with_phone(password="secret\n"), "phone.password"),
        ({**LEAST, "agent": {"id": "anna\n", "name": "Anna"}}, "agent.id"),
    ],
)
def test_a_rule_that_a_type_cannot_say_names_its_key(document: object, key: str) -> None:
    problem = refused(document)
    assert (type(problem), problem.key) == (WrongType, key)


def test_services_on_this_machine_may_be_plain_http() -> None:
    document = {**LEAST, "chat": {"server": "http://127.0.0.1:8008"}}
    assert read_profile(json.dumps(document).encode()).chat is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@given(section=st.sampled_from(sorted(WHOLE)), value=JSON)
def test_whatever_stands_in_a_section_it_is_read_or_refused_with_a_key_of_it(section: str, value: object) -> None:
    try:
        read_profile(json.dumps({**WHOLE, section: value}).encode())
    except BadProfile as problem:
        assert problem.key.startswith(section)


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(data: bytes) -> None:
    with pytest.raises(BadProfile):
        read_profile(data)


def test_the_schema_beside_the_program_is_written_from_the_code() -> None:
    """`python -m softphone.model.workplace_document > resources/workplace.schema.json` mends it."""
    assert SCHEMA.read_text() == schema_text()
