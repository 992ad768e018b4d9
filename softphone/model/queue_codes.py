"""What we know of our place in the queue, and which feature code to dial so that it agrees with the agent's state.

Both codes toggle, so it matters what is certain. A lamp that changes proves membership. A lamp that stands still does
not: Asterisk tells when a member joins, pauses or un-pauses, but not when it is removed, and a new subscriber gets the
last state, however old. So a lamp that says "not paused" at first sight is believed only after a pause has moved it,
and a pause that moves nothing shows that we are no member. Who leaves is paused first: then a toggle in the wrong
direction is seen, because only joining puts the lamp out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from softphone.model.availability import AgentState, AgentStateKind, QueuePresence
from softphone.model.lamps import LampState
from softphone.model.workplace import Profile

_LAMPS = {QueuePresence.IN: LampState.OFF, QueuePresence.PAUSED: LampState.ON, QueuePresence.OUT: LampState.ABSENT}


@dataclass(frozen=True, slots=True)
class Standing:
    """`is_member` None: not known."""

    lamp: LampState = LampState.UNKNOWN
    is_member: bool | None = None

    @property
    def presence(self) -> QueuePresence:
        if self.lamp is LampState.UNKNOWN:
            return QueuePresence.UNKNOWN
        if self.lamp is LampState.ABSENT or self.is_member is False:
            return QueuePresence.OUT
        if self.lamp is LampState.ON:
            return QueuePresence.PAUSED
        return QueuePresence.IN if self.is_member else QueuePresence.UNKNOWN

    @property
    def is_to_be_proved(self) -> bool:
        """The lamp says "not paused", which it also says of who was removed."""
        return self.lamp is LampState.OFF and self.is_member is None

    def lamp_says(self, lamp: LampState) -> Standing:
        if lamp in (self.lamp, LampState.UNKNOWN):
            return self
        if lamp is LampState.ABSENT:
            return Standing(lamp, False)
        return Standing(lamp, self.is_member if self.lamp is LampState.UNKNOWN else True)

    def without_lamp(self) -> Standing:
        """The line was gone: the lamp has to be asked for again."""
        return replace(self, lamp=LampState.UNKNOWN)

    def believed(self, presence: QueuePresence) -> Standing:
        """Where no lamp tells, what was accepted counts as done."""
        return Standing(_LAMPS[presence], presence is not QueuePresence.OUT)


class StepKind(Enum):
    JOIN = "join"
    LEAVE = "leave"
    PAUSE = "pause"
    UNPAUSE = "un-pause"


@dataclass(frozen=True, slots=True)
class Step:
    """Dial `code` and the queue should say `leads_to`."""

    kind: StepKind
    code: str
    leads_to: QueuePresence

    def had_no_effect(self, standing: Standing) -> Standing:
        """The code was accepted and the lamp stands still."""
        return replace(standing, is_member=None if self.kind is StepKind.JOIN else False)


@dataclass(frozen=True, slots=True)
class QueueCodes:
    join: str = ""
    pause: str = ""
    lamp: str = ""

    def step(self, wanted: QueuePresence, standing: Standing) -> Step | None:
        """What to dial next; None when they agree or nothing can be dialled. Who never joined need not be paused."""
        if standing.is_to_be_proved:
            return self._prove(self._possible(wanted))
        moves = {
            (QueuePresence.OUT, QueuePresence.IN): self._join,
            (QueuePresence.IN, QueuePresence.PAUSED): self._pause,
            (QueuePresence.IN, QueuePresence.OUT): lambda: self._pause() or self._leave(),
            (QueuePresence.PAUSED, QueuePresence.OUT): self._leave,
            (QueuePresence.PAUSED, QueuePresence.IN): self._unpause,
        }
        move = moves.get((standing.presence, self._possible(wanted)))
        return move() if move else None

    def agrees(self, wanted: QueuePresence, confirmed: QueuePresence) -> bool:
        wanted = self._possible(wanted)
        never_joined = wanted is QueuePresence.PAUSED and confirmed is QueuePresence.OUT
        return confirmed is wanted or never_joined

    def _join(self) -> Step | None:
        return Step(StepKind.JOIN, self.join, QueuePresence.IN) if self.join else None

    def _leave(self) -> Step | None:
        return Step(StepKind.LEAVE, self.join, QueuePresence.OUT)

    def _pause(self) -> Step | None:
        return Step(StepKind.PAUSE, self.pause, QueuePresence.PAUSED) if self.pause else None

    def _unpause(self) -> Step | None:
        return Step(StepKind.UNPAUSE, self.pause, QueuePresence.IN) if self.pause else None

    def _prove(self, wanted: QueuePresence) -> Step | None:
        """Without a pause code nothing can be proved: the lamp is believed."""
        return self._pause() or (self._leave() if wanted is QueuePresence.OUT else None)

    def _possible(self, wanted: QueuePresence) -> QueuePresence:
        """The nearest that this workplace has a code for: a pause instead of leaving, leaving instead of a pause."""
        if wanted is QueuePresence.OUT and not self.join:
            return QueuePresence.PAUSED
        if wanted is QueuePresence.PAUSED and not self.pause:
            return QueuePresence.OUT
        return wanted


def queue_codes(profile: Profile) -> QueueCodes | None:
    """None when the workplace has no queue that can be joined or paused by dialling."""
    queues, phone = profile.queues, profile.phone
    if queues is None or phone is None or not (queues.join or queues.pause):
        return None
    usual = queues.pause + phone.user if queues.pause else ""
    return QueueCodes(queues.join, queues.pause, queues.lamp.replace("{user}", phone.user) or usual)


def wanted_presence(state: AgentState) -> QueuePresence:
    if state.kind is AgentStateKind.SIGNED_OUT:
        return QueuePresence.OUT
    return QueuePresence.IN if state.wants_queue_calls else QueuePresence.PAUSED
