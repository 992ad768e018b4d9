"""What a test may want to know about a PBX, as values."""

from dataclasses import dataclass
from enum import IntEnum


class MemberStatus(IntEnum):
    """`app_queue`'s device states; BUSY is also what a ringing member shows here (`device_state_busy_at`)."""

    UNKNOWN = 0
    FREE = 1
    IN_USE = 2
    BUSY = 3
    INVALID = 4
    UNREACHABLE = 5
    RINGING = 6
    RINGING_IN_USE = 7
    ON_HOLD = 8


@dataclass(frozen=True, slots=True)
class QueueMember:
    agent: str
    status: MemberStatus
    is_paused: bool
    pause_reason: str
    calls_taken: int


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a phone is registered."""

    agent: str
    uri: str


@dataclass(frozen=True, slots=True)
class Channel:
    name: str
    unique_id: str
    state: str
    extension: str
    application: str
    bridge: str
