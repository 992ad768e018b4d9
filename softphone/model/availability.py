"""The agent's state and its rules. It never changes without a cause, and a call that was answered leads to wrap-up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum


class AgentStateKind(Enum):
    SIGNED_OUT = "signed out"
    BREAK = "break"
    READY = "ready"
    RINGING = "ringing"
    TALKING = "talking"
    WRAP_UP = "wrap-up"


class Cause(Enum):
    """What changed the state: shown beside it and written to the ledger."""

    AGENT = "agent"
    CALL = "call"
    TIME = "time"
    DISPOSITION = "disposition"
    SERVER = "server"
    NETWORK = "network"
    DEVICE = "device"
    SIGN_IN = "sign-in"


@dataclass(frozen=True, slots=True)
class WrapUp:
    """The time after a call that is owed to its note."""

    seconds: float | None = None
    """When it ends by itself; None: only when the agent has chosen a disposition."""

    def stricter(self, other: WrapUp | None) -> WrapUp:
        if other is None or self.seconds is None:
            return self
        return other if other.seconds is None or other.seconds > self.seconds else self


@dataclass(frozen=True, slots=True)
class AgentState:
    """`after` is the state that follows when the call and its wrap-up are over: READY or BREAK."""

    kind: AgentStateKind = AgentStateKind.SIGNED_OUT
    since: float = 0.0
    """Epoch seconds."""
    cause: Cause = Cause.SIGN_IN
    break_reason: str = ""
    after: AgentStateKind = AgentStateKind.BREAK
    after_reason: str = ""
    after_cause: Cause | None = None
    """Why a break will follow, when it is not the agent's wish."""
    wrap_up: WrapUp | None = None
    """In WRAP_UP: its rule. In TALKING: what is owed already, by a call that ended before the last one does."""
    break_since: float = 0.0
    """When the break began that a call has interrupted, epoch seconds; 0 when none was."""

    @property
    def ends_at(self) -> float | None:
        """When a timed wrap-up ends by itself, epoch seconds."""
        if self.kind is not AgentStateKind.WRAP_UP or self.wrap_up is None or self.wrap_up.seconds is None:
            return None
        return self.since + self.wrap_up.seconds

    @property
    def counts_from(self) -> float:
        """Where its clock starts, epoch seconds: a break goes on after a call that interrupted it."""
        return (self.break_since if self.kind is AgentStateKind.BREAK else 0.0) or self.since

    @property
    def may_go_ready(self) -> bool:
        return self.kind in (AgentStateKind.BREAK, AgentStateKind.WRAP_UP, AgentStateKind.TALKING)

    @property
    def may_take_break(self) -> bool:
        return self.kind is not AgentStateKind.SIGNED_OUT

    @property
    def is_busy(self) -> bool:
        return self.kind in (AgentStateKind.RINGING, AgentStateKind.TALKING, AgentStateKind.WRAP_UP)

    @property
    def wants_queue_calls(self) -> bool:
        """Whether the queue should offer calls now: only ready, or ringing and ready afterwards."""
        ringing = self.kind is AgentStateKind.RINGING and self.after is AgentStateKind.READY
        return self.kind is AgentStateKind.READY or ringing

    def signed_in(self, now: float) -> AgentState:
        return AgentState(AgentStateKind.BREAK, now, Cause.SIGN_IN)

    def signed_out(self, now: float) -> AgentState:
        return AgentState(AgentStateKind.SIGNED_OUT, now, Cause.AGENT)

    def go_ready(self, now: float, cause: Cause = Cause.AGENT) -> AgentState:
        """Ready at once from a break; when busy, as soon as the call and its wrap-up are over."""
        if self.kind is AgentStateKind.BREAK:
            return AgentState(AgentStateKind.READY, now, cause, after=AgentStateKind.READY)
        if not self.is_busy:
            return self
        return replace(self, after=AgentStateKind.READY, after_reason="", after_cause=None, break_since=0.0)

    def take_break(self, now: float, reason: str, cause: Cause = Cause.AGENT) -> AgentState:
        """At once when ready or on a break; when busy, as soon as the call and its wrap-up are over."""
        if self.kind is AgentStateKind.SIGNED_OUT:
            return self
        if self.is_busy:
            why = None if cause is Cause.AGENT else cause
            return replace(self, after=AgentStateKind.BREAK, after_reason=reason, after_cause=why, break_since=0.0)
        return AgentState(AgentStateKind.BREAK, now, cause, reason)

    def rings(self, now: float) -> AgentState:
        if self.kind in (AgentStateKind.READY, AgentStateKind.BREAK):
            return self._interrupted(AgentStateKind.RINGING, now)
        return self

    def stops_ringing(self, now: float) -> AgentState:
        """Not answered: back to what it was, and said so."""
        if self.kind is not AgentStateKind.RINGING:
            return self
        if self.wrap_up is not None:
            return replace(self, kind=AgentStateKind.WRAP_UP, since=now, cause=Cause.CALL)
        return self._afterwards(now, Cause.CALL)

    def talks(self, now: float) -> AgentState:
        """A call was answered (incoming) or placed (outgoing). A wrap-up that it interrupts stays owed."""
        if self.kind in (AgentStateKind.SIGNED_OUT, AgentStateKind.TALKING):
            return self
        if self.is_busy:
            return replace(self, kind=AgentStateKind.TALKING, since=now, cause=Cause.CALL)
        return self._interrupted(AgentStateKind.TALKING, now)

    def owes(self, wrap_up: WrapUp | None) -> AgentState:
        """A call ended while another one goes on: its wrap-up comes when the last one is over."""
        if self.kind is not AgentStateKind.TALKING or wrap_up is None:
            return self
        return replace(self, wrap_up=wrap_up.stricter(self.wrap_up))

    def goes_on(self, now: float, wrap_up: WrapUp | None) -> AgentState:
        """A note of a call that was over before signing in is still open: its wrap-up goes on."""
        if self.kind is AgentStateKind.SIGNED_OUT or wrap_up is None:
            return self
        owed = wrap_up.stricter(self.wrap_up)
        if self.is_busy:
            return replace(self, wrap_up=owed)
        return AgentState(
            AgentStateKind.WRAP_UP, now, Cause.SIGN_IN, after=self.kind, after_reason=self.break_reason, wrap_up=owed
        )

    @property
    def wish(self) -> str:
        """What shall follow the call, as text that `with_wish` reads; "" when nothing is to follow."""
        if not self.is_busy:
            return ""
        return self.after.value if self.after is AgentStateKind.READY else f"{self.after.value}:{self.after_reason}"

    def with_wish(self, wish: str) -> AgentState:
        """As it was wished before the window was started again."""
        kind, _, reason = wish.partition(":")
        if not self.is_busy or not kind:
            return self
        is_ready = kind == AgentStateKind.READY.value
        after = AgentStateKind.READY if is_ready else AgentStateKind.BREAK
        return replace(self, after=after, after_reason=reason, after_cause=None)

    def hangs_up(self, now: float, wrap_up: WrapUp | None) -> AgentState:
        """The last call ended, whoever ended it; `wrap_up` is what its queue asks for, None for nothing."""
        if self.kind is not AgentStateKind.TALKING:
            return self
        owed = self.owes(wrap_up).wrap_up
        if owed is None:
            return self._afterwards(now, Cause.CALL)
        return replace(self, kind=AgentStateKind.WRAP_UP, since=now, cause=Cause.CALL, wrap_up=owed)

    def finishes(self, now: float, cause: Cause) -> AgentState:
        """Wrap-up is over: disposition chosen, or time is up, which ends only a timed one."""
        if self.kind is not AgentStateKind.WRAP_UP or (cause is Cause.TIME and self.ends_at is None):
            return self
        return self._afterwards(now, cause)

    def _interrupted(self, kind: AgentStateKind, now: float) -> AgentState:
        """From READY or BREAK, which comes back when the call is over."""
        began = self.counts_from if self.kind is AgentStateKind.BREAK else 0.0
        return AgentState(kind, now, Cause.CALL, "", self.kind, self.break_reason, break_since=began)

    def _afterwards(self, now: float, cause: Cause) -> AgentState:
        if self.after is AgentStateKind.READY:
            return AgentState(AgentStateKind.READY, now, cause, after=AgentStateKind.READY)
        why = self.after_cause or cause
        return AgentState(AgentStateKind.BREAK, now, why, self.after_reason, break_since=self.break_since)


@dataclass(frozen=True, slots=True)
class AgentStateChanged:
    state: AgentState


class QueuePresence(Enum):
    """What the server says of us as a member of the queue."""

    UNKNOWN = "unknown"
    OUT = "out"
    PAUSED = "paused"
    IN = "in"


@dataclass(frozen=True, slots=True)
class QueuePresenceChanged:
    """Event: what we want of the queue and what the server confirmed. `wanted` UNKNOWN: no queue here to agree with."""

    wanted: QueuePresence
    confirmed: QueuePresence
    failed: bool = False
    """The feature code was refused or had no effect: the agent must know."""
    by_server: bool = False
    """Nobody here asked for it: a supervisor (or the PBX by its own rule) paused us or took us out."""
