"""Which feature code to dial so that the queue agrees with the agent's state. Both codes toggle."""

from __future__ import annotations

from dataclasses import dataclass

from softphone.model.availability import AgentState, AgentStateKind, QueuePresence
from softphone.model.lamps import LampState
from softphone.model.workplace import Profile

_PRESENCE = {
    LampState.OFF: QueuePresence.IN,
    LampState.ON: QueuePresence.PAUSED,
    LampState.ABSENT: QueuePresence.OUT,
    LampState.UNKNOWN: QueuePresence.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Step:
    """Dial `code` and the queue should say `leads_to`."""

    code: str
    leads_to: QueuePresence


@dataclass(frozen=True, slots=True)
class QueueCodes:
    join: str = ""
    pause: str = ""
    lamp: str = ""

    def step(self, wanted: QueuePresence, confirmed: QueuePresence) -> Step | None:
        """What to dial next; None when they agree or nothing can be dialled. Who never joined need not be paused."""
        wanted = self._possible(wanted)
        if confirmed in (wanted, QueuePresence.UNKNOWN):
            return None
        if confirmed is QueuePresence.OUT:
            return self._join() if wanted is QueuePresence.IN else None
        if wanted is QueuePresence.OUT:
            return Step(self.join, QueuePresence.OUT)
        return Step(self.pause, wanted) if self.pause else None

    def agrees(self, wanted: QueuePresence, confirmed: QueuePresence) -> bool:
        wanted = self._possible(wanted)
        never_joined = wanted is QueuePresence.PAUSED and confirmed is QueuePresence.OUT
        return confirmed is wanted or never_joined

    def _join(self) -> Step | None:
        return Step(self.join, QueuePresence.IN) if self.join else None

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


def presence_of(lamp: LampState) -> QueuePresence:
    return _PRESENCE[lamp]
