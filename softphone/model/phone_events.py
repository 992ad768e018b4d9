"""What the telephone tells besides calls and registration."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from softphone.model.calls import Call, CallId


@dataclass(frozen=True, slots=True)
class DigitHeard:
    call_id: CallId
    digit: str


class PhoneState(Enum):
    STARTING = "starting"
    RUNNING = "running"
    NOT_RESPONDING = "not responding"
    """Three beats were missed."""
    RESTARTING = "restarting"
    FAILED = "failed"
    """It ended again and again; it is tried again every 10 s."""


@dataclass(frozen=True, slots=True)
class PhoneStateChanged:
    """Event: the engine started, fell silent, or ended; `lost` are the calls that it took with it."""

    state: PhoneState
    lost: tuple[Call, ...] = ()
