"""What the engine keeps of one call; `shown` is what the window is told of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import Enum, auto

from softphone.engine.call import LiveCall, StreamTotals
from softphone.engine.loop import Timer
from softphone.engine.sdp import Direction
from softphone.model.calls import Call, CallEnd, CallId, CallState, Hold, Media, Transfer


class Wish(Enum):
    """What we ourselves did to end the call."""

    NONE = auto()
    HANG_UP = auto()
    REJECT = auto()
    SERVER_GONE = auto()
    NO_WINDOW = auto()
    TRANSFERRED = auto()


@dataclass(slots=True)
class HoldChange:
    """Hold and resume are re-INVITEs, one at a time: `wanted` is where we go, `is_held` where we are."""

    wanted: bool = False
    is_held: bool = False
    is_pending: bool = False
    retry: Timer | None = None


@dataclass(slots=True)
class Quality:
    """Totals of the media streams of this call that have already ended."""

    received: int = 0
    lost: int = 0
    sent: int = 0

    def add(self, totals: StreamTotals) -> None:
        self.received += totals.received
        self.lost += totals.lost
        self.sent += totals.sent


@dataclass(slots=True)
class CallRecord:
    id: CallId
    incoming: bool
    number: str
    live: LiveCall | None
    name: str = ""
    uri: str = ""
    queue: str = ""
    waited_seconds: float | None = None
    auto_answer_seconds: int | None = None
    service: bool = False
    state: CallState = CallState.DIALLING
    is_shown: bool = True
    """False for an INVITE that may not ring."""
    started_at: float = field(default_factory=time.time)
    began: float = field(default_factory=time.monotonic)
    answered_at: float | None = None
    ended_at: float | None = None
    muted: bool = False
    media: Media = field(default_factory=Media)
    their_direction: Direction | None = None
    digits: str = ""
    """Waiting for the media to be quiet."""
    media_changed_at: float = 0.0
    """Monotonic."""
    hold: HoldChange = field(default_factory=HoldChange)
    is_offering: bool = False
    """An offer of ours is under way: a hold, a resume, or one that PJSIP made by itself to agree on one codec."""
    transfer: Transfer | None = None
    transfer_deadline: Timer | None = None
    end: CallEnd | None = None
    wish: Wish = Wish.NONE
    is_answered_by_us: bool = False
    has_rung: bool = False
    refused_with: int = 0
    """The status with which the other end itself refused; 0 when only our own timer or transport did."""
    got_goodbye: bool = False
    """A CANCEL or BYE came."""
    reason_header: str = ""
    quality: Quality = field(default_factory=Quality)

    @property
    def now(self) -> float:
        """Epoch seconds by the call's own clock: its length is right, also when the computer's is set meanwhile."""
        return self.started_at + time.monotonic() - self.began

    @property
    def is_over(self) -> bool:
        return self.state is CallState.ENDED

    @property
    def is_talking(self) -> bool:
        return self.state is CallState.TALKING

    @property
    def hold_shown(self) -> Hold:
        theirs = self.their_direction in (Direction.SENDS, Direction.NONE)
        if self.hold.is_held:
            return Hold.BY_BOTH if theirs else Hold.BY_US
        return Hold.BY_THEM if theirs and self.is_talking else Hold.NONE

    @property
    def shown(self) -> Call:
        return Call(
            id=self.id,
            incoming=self.incoming,
            state=self.state,
            number=self.number,
            started_at=self.started_at,
            name=self.name,
            uri=self.uri,
            queue=self.queue,
            waited_seconds=self.waited_seconds,
            answered_at=self.answered_at,
            ended_at=self.ended_at,
            hold=self.hold_shown,
            muted=self.muted,
            media=self.media,
            transfer=self.transfer,
            end=self.end,
            auto_answer_seconds=self.auto_answer_seconds,
            service=self.service,
        )
