"""What the two ends of a call hear of each other: speech through the agent's headset, and through SIPp's ears."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.servers.headset import Headset
from tests.servers.sipp import SippRun
from tests.servers.speech import Comparison, Recording, compare, sentence

AGENT_SAYS = sentence("agent").part(0, 2.0)
CUSTOMER_SAYS = sentence("customer")
CUSTOMER_REPEATS = Recording(np.tile(CUSTOMER_SAYS.samples, 2), CUSTOMER_SAYS.rate)
HOLD_MUSIC_HERTZ = 700.0
SILENCE_DB = -60.0
HEARD = 0.6
"""A correlation: other speech has 0.1, and on a busy machine a word may be swallowed."""
_TRAVEL_SECONDS = 0.3
_LATEST_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class Conversation:
    """One customer (SIPp, with a voice) and the agent's headset."""

    customer: SippRun
    headset: Headset

    def both_ways(self) -> tuple[Comparison, Comparison]:
        """How the customer hears the agent (its delay is from mouth to ear), and the agent the customer.

        The customer says the same over and over: what the agent heard is looked for in that.
        """
        with self.headset.recording() as agents_ear:
            began = self._heard().seconds
            self.headset.speak(AGENT_SAYS)
            time.sleep(_TRAVEL_SECONDS)
        heard = self._heard()
        to_customer = compare(AGENT_SAYS, heard.part(began, heard.seconds))
        return to_customer, compare(agents_ear.recording, CUSTOMER_REPEATS)

    def customer_hears_music(self) -> bool:
        latest = self._latest()
        return latest.level_db > SILENCE_DB and latest.tone_share(HOLD_MUSIC_HERTZ) > 0.9

    def customer_hears_of_it(self) -> Recording:
        """What reaches the customer while the agent speaks."""
        began = self._heard().seconds
        self.headset.speak(AGENT_SAYS)
        heard = self._heard()
        return heard.part(began, heard.seconds)

    def _latest(self) -> Recording:
        heard = self._heard()
        return heard.part(max(0.0, heard.seconds - _LATEST_SECONDS), heard.seconds)

    def _heard(self) -> Recording:
        return self.customer.heard()[0]


def wait_until_heard(is_so: Callable[[], bool], seconds: float = 5.0) -> float:
    """Seconds until it was heard; `AssertionError` when it is not in time."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, f"not heard in {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - began
