"""A call from sign-in to a saved note, with the real window, a real headset's sound and a real PBX."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.journeys.agent import HAND_SECONDS, Agent
from tests.journeys.conftest import Desk
from tests.journeys.hearing import HEARD, SILENCE_DB, Conversation, wait_until_heard
from tests.journeys.workplace import TLS, UDP
from tests.servers.asterisk import Asterisk
from tests.servers.sipp import Sipp
from tests.servers.speech import Comparison

NOTE = "Parcel 4711 is late, sent a new one."


@pytest.mark.parametrize(
    ("number", "line"), [("101", UDP), ("104", TLS)], ids=["over UDP", "over TLS with SRTP mandatory"]
)
def test_a_shift_from_sign_in_to_a_saved_note(
    employ: Callable[..., Agent], desk: Desk, sipp: Sipp, number: str, line: Mapping[str, Any]
) -> None:
    agent = employ(number, line)
    agent.starts()
    agent.signs_in()
    agent.goes_ready()

    customer = sipp.call(desk.asterisk.ports.sip, "700", talk_seconds=90, number="+46855512345")
    talk = Conversation(customer, desk.headset)
    agent.waits(lambda: agent.is_ringing)
    assert desk.headset.record(1.0, of="TV").level_db > -50, "it rings where it is to ring"
    agent.answers()
    agent.waits(lambda: agent.is_paused)

    agent.type(NOTE)
    assert_heard_well("from the start", *talk.both_ways())
    agent.press("F6")
    wait_until_heard(talk.customer_hears_music)
    agent.press("F6")
    wait_until_heard(lambda: not talk.customer_hears_music())
    assert_heard_well("after hold and resume", *talk.both_ways())
    agent.press("F5")
    time.sleep(HAND_SECONDS)
    assert talk.customer_hears_of_it().level_db < SILENCE_DB
    agent.press("F5")
    assert_heard_well("after mute and unmute", *talk.both_ways())

    desk.asterisk.hang_up(calling_from(desk.asterisk, "700"))
    agent.waits(lambda: not agent.is_talking)
    assert agent.is_paused, "wrap-up: the queue offers no call yet"
    agent.press("Ctrl+1")
    agent.press("Ctrl+Enter")
    agent.waits(lambda: agent.is_offered_calls)
    found = agent.program.search_notes("parcel 4711")
    assert NOTE.rsplit(maxsplit=1)[-1] in found.stdout
    assert "solved" in found.stdout

    agent.program.close()
    assert agent.program.processes() == {}
    assert not agent.is_registered
    assert agent.member is None


def calling_from(asterisk: Asterisk, extension: str) -> str:
    """The channel of who dialled this extension."""
    return next(channel.name for channel in asterisk.channel_list() if channel.extension == extension)


def assert_heard_well(when: str, to_customer: Comparison, to_agent: Comparison) -> None:
    print(
        f"{when}: the customer hears the agent after {to_customer.delay_seconds * 1000:.0f} ms, "
        f"{to_customer.level_db:+.1f} dB, {to_customer.correlation:.3f}; "
        f"the agent hears {to_agent.level_db:+.1f} dB, {to_agent.correlation:.3f}"
    )
    for heard in (to_customer, to_agent):
        assert heard.correlation > HEARD
        assert abs(heard.level_db) < 3
    assert to_customer.delay_seconds < 0.5
