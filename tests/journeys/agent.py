"""An agent at work: what is typed and pressed, and what the PBX then says of this agent."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.journeys.softphone import Softphone
from tests.servers.asterisk import Asterisk
from tests.servers.asterisk.facts import QueueMember
from tests.servers.screen import Screen

SIGN_IN, DESK = "Softphone", "Acme Support – Softphone"

HAND_SECONDS = 0.3
"""No person types sooner after something new is on the screen."""


@dataclass(frozen=True, slots=True)
class Agent:
    id: str
    program: Softphone
    screen: Screen
    asterisk: Asterisk
    address: str

    def press(self, chord: str) -> float:
        return self.screen.keyboard.press(chord)

    def type(self, text: str) -> None:
        self.screen.keyboard.type(text)

    def waits(self, is_so: Callable[[], bool], seconds: float = 5.0) -> float:
        """Seconds until it was so."""
        return self.program.wait_until(is_so, seconds)

    def starts(self, **environment: str) -> None:
        self.program.start(**environment)
        self.screen.wait_for_window(SIGN_IN)
        time.sleep(HAND_SECONDS)

    def signs_in(self, *, stays: bool = False) -> None:
        """Through the pane, up to the registration and the open desk."""
        for text in (self.address, self.id):
            self.type(f"{text}\t")
        self.type(self.asterisk.password(self.id))
        if stays:
            self.type("\t\t ")
        self.press("Enter")
        self.screen.wait_for_window(DESK)
        self.waits(lambda: self.is_registered)

    def goes_ready(self) -> None:
        self.press("Ctrl+R")
        self.waits(lambda: self.is_offered_calls)

    def answers(self) -> None:
        """As soon as a person can."""
        self.waits(lambda: self.is_ringing)
        time.sleep(HAND_SECONDS)
        self.press("F2")
        self.waits(lambda: self.is_talking)
        time.sleep(HAND_SECONDS)

    # ------------------------------------------------------------ what the PBX says

    @property
    def is_registered(self) -> bool:
        return len(self.asterisk.contacts(self.id)) == 1

    @property
    def member(self) -> QueueMember | None:
        members = self.asterisk.queue_members("support")
        return next((member for member in members if member.agent == self.id), None)

    @property
    def is_offered_calls(self) -> bool:
        return self.member is not None and not self.member.is_paused

    @property
    def is_paused(self) -> bool:
        return self.member is not None and self.member.is_paused

    def has_channel(self, state: str) -> bool:
        """Whether a call with this agent's phone is "Ringing" or "Up"."""
        channels = self.asterisk.channel_list()
        return any(channel.name.startswith(f"PJSIP/{self.id}-") and channel.state == state for channel in channels)

    @property
    def is_ringing(self) -> bool:
        return self.has_channel("Ringing")

    @property
    def is_talking(self) -> bool:
        return self.has_channel("Up")
