"""The few things that an SDP body of the other end tells us."""

from __future__ import annotations

import re
from enum import Enum


class Direction(Enum):
    """From the view of who wrote the SDP."""

    BOTH = "sendrecv"
    SENDS = "sendonly"
    RECEIVES = "recvonly"
    NONE = "inactive"


def audio_direction(sdp: str) -> Direction | None:
    """None when there is no audio in it."""
    session, _, rest = sdp.replace("\r\n", "\n").partition("\nm=audio")
    if not rest:
        return None
    audio = rest.partition("\nm=")[0]
    found = _directions(audio) or _directions(session)
    if re.search(r"^c=IN IP4 0\.0\.0\.0\s*$", audio, re.MULTILINE):
        return Direction.NONE
    return Direction(found[-1]) if found else Direction.BOTH


def _directions(part: str) -> list[str]:
    return re.findall(r"^a=(sendrecv|sendonly|recvonly|inactive)\s*$", part, re.MULTILINE)


def holds_us(direction: Direction | None) -> bool:
    """Whether the other end has stopped listening to us."""
    return direction in (Direction.SENDS, Direction.NONE)
