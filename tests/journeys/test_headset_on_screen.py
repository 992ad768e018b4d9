"""The headset pulled out of the real window's call: held, told, nothing on the television, and back by itself."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.journeys.agent import Agent
from tests.journeys.conftest import PICTURES, Desk
from tests.journeys.hearing import HEARD, Conversation, wait_until_heard
from tests.servers.sipp import Sipp

HELD_SECONDS, BACK_SECONDS = 1.0, 2.0
"""0.5 s to hold, and as much for what is heard to be surely music."""
WARNING = (0xC0, 0x32, 0x2B)


def test_a_headset_pulled_out_in_a_call_is_told_and_the_call_waits_for_it(
    employ: Callable[..., Agent], desk: Desk, sipp: Sipp
) -> None:
    agent = employ()
    agent.starts()
    agent.signs_in()
    customer = sipp.call(agent.asterisk.ports.sip, "101", talk_seconds=60)
    agent.answers()
    talk = Conversation(customer, desk.headset)
    calm = agent.screen.count_points(WARNING)
    with desk.headset.recording("TV") as television:
        desk.headset.unplug()
        seconds = wait_until_heard(talk.customer_hears_music)
        print(f"the customer heard music {seconds:.2f} s after the headset was pulled out")
        assert seconds < HELD_SECONDS
        agent.waits(lambda: agent.screen.count_points(WARNING) > calm)
        agent.screen.take_picture(PICTURES / "headset-pulled-out.png")
        time.sleep(1.0)
    assert television.recording.level_db == -120
    assert agent.is_talking

    desk.headset.plug()
    seconds = wait_until_heard(lambda: not talk.customer_hears_music())
    print(f"the customer heard no music any more {seconds:.2f} s after it was put back")
    assert seconds < BACK_SECONDS
    to_customer, to_agent = talk.both_ways()
    assert min(to_customer.correlation, to_agent.correlation) > HEARD
