"""Lamps: states that the PBX tells to whoever subscribes (presence, PIDF)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class LampState(Enum):
    UNKNOWN = "unknown"
    """No answer to our subscription yet, or it was refused."""
    OFF = "off"
    """Asterisk: "Ready"; for a pause lamp: a member of the queue, not paused."""
    ON = "on"
    """Asterisk: "On the phone"; for a pause lamp: a paused member."""
    ABSENT = "absent"
    """Asterisk: "Unavailable"; for a pause lamp: not a member."""


@dataclass(frozen=True, slots=True)
class Lamp:
    extension: str
    state: LampState = LampState.UNKNOWN


@dataclass(frozen=True, slots=True)
class LampChanged:
    lamp: Lamp
