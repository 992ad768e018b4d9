"""A call: who, in which state, how it ended, and what may be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import NewType

CallId = NewType("CallId", str)
"""Given by the engine, never used twice: also the key of the call in the history."""


class CallState(Enum):
    DIALLING = "dialling"
    RINGING = "ringing"
    """Incoming: it rings here. Outgoing: it rings there."""
    CONNECTING = "connecting"
    TALKING = "talking"
    """Answered; `Call.hold` says whether both hear each other."""
    ENDED = "ended"


class Hold(Enum):
    NONE = "none"
    BY_US = "by us"
    BY_THEM = "by them"
    BY_BOTH = "by both"


class EndedBy(Enum):
    US = "us"
    THEM = "them"
    NETWORK = "network"
    """The server, the line, or a time limit."""
    ENGINE = "engine"
    """Our telephone process ended in mid-call."""


class EndReason(Enum):
    HUNG_UP = "hung up"
    CANCELLED = "cancelled"
    """The caller gave up before an answer (or we did, on an outgoing call)."""
    REJECTED = "rejected"
    """We declined it."""
    ANSWERED_ELSEWHERE = "answered elsewhere"
    TRANSFERRED = "transferred"
    BUSY = "busy"
    DECLINED = "declined"
    """They declined it."""
    NO_ANSWER = "no answer"
    NOT_FOUND = "not found"
    FORBIDDEN = "forbidden"
    UNAVAILABLE = "unavailable"
    NO_COMMON_MEDIA = "no common media"
    """No common codec, or encryption wanted by one side only."""
    SERVER_ERROR = "server error"
    TIMED_OUT = "timed out"
    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"
    ENGINE_LOST = "engine lost"
    NO_WINDOW = "no window"
    """The window was gone for 30 s and the engine ended the call."""
    OTHER = "other"


class RejectReason(Enum):
    BUSY = 486
    DECLINED = 603
    UNAVAILABLE = 480


class TransferState(Enum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    """The server connects the target; whether that one answered is not known (Asterisk says 200 at once)."""
    REFUSED = "refused"
    """The caller is still with us."""
    LOST_CALLER = "lost caller"
    """The target failed and the server has let the caller go."""


@dataclass(frozen=True, slots=True)
class Transfer:
    target: str
    state: TransferState
    code: int = 0
    """The last SIP status of the NOTIFY, 0 before any."""


@dataclass(frozen=True, slots=True)
class CallEnd:
    by: EndedBy
    reason: EndReason
    code: int = 0
    """SIP status, 0 when there was none."""
    phrase: str = ""
    """The server's own words, without control characters, at most 80 characters."""


@dataclass(frozen=True, slots=True)
class Media:
    """What is really so, read from the stream, never from what was asked for."""

    active: bool = False
    codec: str = ""
    """As the agent knows it: "Opus", "G.722", "G.711 A-law", "G.711 μ-law"."""
    encrypted: bool = False
    telephone_event: bool = False
    """Whether the peer takes RFC 4733 digits."""


@dataclass(frozen=True, slots=True)
class Call:
    """The newest state of a call. Times are seconds since the epoch, UTC, None while not reached."""

    id: CallId
    incoming: bool
    state: CallState
    number: str
    """The remote's user part as the server sent it: "+46855512345", "101"."""
    started_at: float
    name: str = ""
    """The display name as the server sent it."""
    uri: str = ""
    queue: str = ""
    """Id or name of the queue from the server's X-Queue header (only from our registrar), else empty."""
    waited_seconds: float | None = None
    """How long the caller waited in the queue, from X-Queue-Wait."""
    answered_at: float | None = None
    ended_at: float | None = None
    hold: Hold = Hold.NONE
    muted: bool = False
    media: Media = field(default_factory=Media)
    transfer: Transfer | None = None
    end: CallEnd | None = None
    auto_answer_seconds: int | None = None
    """The server asks for an automatic answer after so many seconds."""
    service: bool = False
    """A feature code or test call: no sound device, no history, not shown as a call."""

    @property
    def may_answer(self) -> bool:
        return self.incoming and self.state is CallState.RINGING

    @property
    def may_reject(self) -> bool:
        return self.may_answer

    @property
    def may_hang_up(self) -> bool:
        return self.state is not CallState.ENDED

    @property
    def is_talking(self) -> bool:
        return self.state is CallState.TALKING

    @property
    def is_held(self) -> bool:
        return self.hold in (Hold.BY_US, Hold.BY_BOTH)

    @property
    def is_over(self) -> bool:
        return self.state is CallState.ENDED

    @property
    def may_hold(self) -> bool:
        return self.is_talking and not self.is_held

    @property
    def may_resume(self) -> bool:
        return self.is_talking and self.is_held

    @property
    def may_mute(self) -> bool:
        return self.is_talking

    @property
    def may_send_digits(self) -> bool:
        return self.is_talking and not self.is_held

    @property
    def may_transfer(self) -> bool:
        return self.is_talking and (self.transfer is None or self.transfer.state is TransferState.REFUSED)

    @property
    def was_missed(self) -> bool:
        """It rang here, nobody here answered or declined, and nobody else took it."""
        missed = (EndReason.CANCELLED, EndReason.TIMED_OUT, EndReason.NO_ANSWER, EndReason.ENGINE_LOST)
        return self.incoming and self.answered_at is None and self.end is not None and self.end.reason in missed

    def talk_seconds(self, now: float) -> float:
        """Seconds since the answer, up to the end or `now` (epoch seconds); 0 before the answer."""
        if self.answered_at is None:
            return 0.0
        return max(0.0, (self.ended_at or now) - self.answered_at)


def main_call(calls: Iterable[Call]) -> Call | None:
    """The agent's own call that all is about now: talked in before dialled, dialled before held; the newest of them."""
    ours = [call for call in calls if not call.may_answer and not call.is_over]
    return min(ours, key=_rank, default=None)


def _rank(call: Call) -> tuple[int, float]:
    if call.is_talking:
        return (2 if call.is_held else 0, -call.started_at)
    return (1, -call.started_at)


@dataclass(frozen=True, slots=True)
class CallChanged:
    """Event: the newest state of a call."""

    call: Call


@dataclass(frozen=True, slots=True)
class AutoAnswerSet:
    """Event: the call will be answered by itself at `at` (epoch seconds); None: no longer."""

    call_id: CallId
    at: float | None


@dataclass(frozen=True, slots=True)
class Levels:
    """Sound levels of one call, 0 to 1, ten times a second while talking."""

    call_id: CallId
    microphone: float
    """What the microphone picks up, also while muted."""
    sent: float
    """What the customer is sent: 0 while muted or held."""
    heard: float
    """What comes from the customer."""


@dataclass(frozen=True, slots=True)
class CallStatistics:
    """Quality of one call so far, once a second. Milliseconds, per cent; None where nothing was reported yet."""

    call_id: CallId
    seconds: float
    codec: str
    received_packets: int
    received_loss_percent: float
    received_jitter_ms: float
    sent_packets: int
    sent_loss_percent: float | None
    """As the other end reports it by RTCP."""
    sent_jitter_ms: float | None
    round_trip_ms: float | None
    buffer_delay_ms: float
