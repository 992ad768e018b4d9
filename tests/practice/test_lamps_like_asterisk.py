"""Our lamps say word for word what a real Asterisk says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from softphone.model.availability import QueuePresence
from softphone.practice.lamps import document
from tests.practice.running_centre import WirePhone
from tests.servers.asterisk import Asterisk


@pytest.fixture
def watcher(fresh_asterisk: Asterisk) -> Iterator[WirePhone]:
    """Agent 101's phone, watching its own pause lamp."""
    phone = WirePhone("101", ("127.0.0.1", fresh_asterisk.ports.sip))
    assert phone.register(password="sip-101").code == 200
    request = phone.request("SUBSCRIBE", f"sip:*46101@127.0.0.1:{fresh_asterisk.ports.sip}")
    request.headers.set("Event", "presence")
    request.headers.set("Accept", "application/pidf+xml")
    phone.say(request)
    phone.say(phone.with_password(request, phone.last_response, "sip-101"))
    yield phone
    phone.close()


def _documents(phone: WirePhone) -> list[str]:
    phone.hear(1.0)
    told = [notify for notify in phone.requests("NOTIFY") if notify.headers["Event"] == "presence"]
    return [re.sub(r":\d+\"", '"', notify.body.decode()) for notify in told]


def test_each_state_of_a_member_is_said_in_the_same_words(fresh_asterisk: Asterisk, watcher: WirePhone) -> None:
    fresh_asterisk.join_queue("101")
    watcher.hear(1.0)
    fresh_asterisk.cli("queue pause member PJSIP/101 queue support")
    states = (QueuePresence.OUT, QueuePresence.IN, QueuePresence.PAUSED)
    ours = [document("sip:*46101@127.0.0.1", "sip:101@127.0.0.1", state).decode() for state in states]
    assert _documents(watcher) == ours
