"""The queue: who waits, oldest first, which agents take part, and the offers that bring the two together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sipmessage import Response

from softphone.model.availability import QueuePresence
from softphone.practice.sip.timers import Timer, Timers
from softphone.practice.sip.transactions import ServerTransaction

LONGEST_WAIT_SECONDS = 600.0


@dataclass(slots=True)
class Member:
    """An agent as the queue knows it. `rests_until` is a time of the loop's clock: no offer before it."""

    user: str
    joined: bool = False
    paused: bool = False
    rests_until: float = 0.0
    last_offer: float = 0.0

    @property
    def presence(self) -> QueuePresence:
        if not self.joined:
            return QueuePresence.OUT
        return QueuePresence.PAUSED if self.paused else QueuePresence.IN


class Offer(Protocol):
    def cancel(self) -> None: ...


@dataclass(slots=True, eq=False)
class Caller:
    """`since` is a time of the loop's clock."""

    transaction: ServerTransaction
    queue: str
    since: float
    number: str
    offer: Offer | None = None
    offered_to: str = ""
    gave_up: bool = False
    """Hung up, or waited too long."""
    waited_too_long: bool = False
    end_of_waiting: Timer | None = None
    rang: bool = False


class Exchange(Protocol):
    """What the line needs of the centre around it."""

    def may_be_offered(self, user: str) -> bool:
        """Registered, and on no call."""
        ...

    def offer(self, caller: Caller, user: str, waited_seconds: float) -> Offer:
        """Let the agent's phone ring; `WaitingLine.answered` or `not_answered` follows."""
        ...

    def presence_changed(self, user: str) -> None: ...


class WaitingLine:
    def __init__(self, exchange: Exchange, timers: Timers, users: tuple[str, ...], rest_seconds: float) -> None:
        self._exchange, self._timers, self._rest_seconds = exchange, timers, rest_seconds
        self._members = {user: Member(user) for user in users}
        self._callers: list[Caller] = []

    # ------------------------------------------------------------ members

    def presence(self, user: str) -> QueuePresence | None:
        member = self._members.get(user)
        return member.presence if member else None

    def toggle_joined(self, user: str) -> None:
        """In or out; who comes in is not paused."""
        member = self._members[user]
        member.joined, member.paused = not member.joined, False
        self._member_changed(member)

    def toggle_paused(self, user: str) -> None:
        """Nothing for who is not a member, as Asterisk has it."""
        member = self._members[user]
        if member.joined:
            member.paused = not member.paused
            self._member_changed(member)

    def _member_changed(self, member: Member) -> None:
        member.rests_until = 0.0
        self._exchange.presence_changed(member.user)
        self.serve()

    # ------------------------------------------------------------ callers

    @property
    def callers(self) -> tuple[Caller, ...]:
        """Oldest first."""
        return tuple(self._callers)

    def wait(self, transaction: ServerTransaction, queue: str, number: str) -> Caller:
        caller = Caller(transaction, queue, self._timers.time(), number)
        transaction.on_cancel = lambda: self._give_up(caller)
        self._callers.append(caller)
        caller.end_of_waiting = self._timers.call_later(LONGEST_WAIT_SECONDS, self._send_away, caller)
        transaction.reply(182)
        self.serve()
        return caller

    def serve(self) -> None:
        """Offer each waiting caller, oldest first, to an agent who is free."""
        for caller in self.callers:
            if caller.offer is None and not caller.gave_up:
                member = self._free_member()
                if member is None:
                    return
                self._offer(caller, member)

    def rings(self, caller: Caller) -> None:
        if not caller.rang and not caller.gave_up:
            caller.rang = True
            caller.transaction.reply(180)

    def answered(self, caller: Caller, response: Response) -> None:
        self._leave(caller)
        caller.offer = None
        caller.transaction.respond(response)

    def not_answered(self, caller: Caller, response: Response) -> None:
        member = self._members[caller.offered_to]
        caller.offer = None
        caller.offered_to = ""
        if caller.gave_up:
            self._dismiss(caller)
        else:
            member.rests_until = self._timers.time() + self._rest_seconds
            self._timers.call_later(self._rest_seconds + 0.01, self.serve)
        self.serve()

    # ------------------------------------------------------------

    def _free_member(self) -> Member | None:
        ringing = {caller.offered_to for caller in self._callers if caller.offer}
        free = [member for member in self._members.values() if member.user not in ringing and self._is_free(member)]
        return min(free, key=lambda member: member.last_offer, default=None)

    def _is_free(self, member: Member) -> bool:
        rested = member.rests_until <= self._timers.time()
        return member.presence is QueuePresence.IN and rested and self._exchange.may_be_offered(member.user)

    def _offer(self, caller: Caller, member: Member) -> None:
        now = self._timers.time()
        member.last_offer = now
        caller.offered_to = member.user
        caller.offer = self._exchange.offer(caller, member.user, now - caller.since)

    def _give_up(self, caller: Caller) -> None:
        caller.gave_up = True
        if caller.offer:
            caller.offer.cancel()
        else:
            self._dismiss(caller)

    def _send_away(self, caller: Caller) -> None:
        if caller in self._callers and not caller.gave_up:
            caller.waited_too_long = True
            self._give_up(caller)

    def _dismiss(self, caller: Caller) -> None:
        caller.transaction.reply(480 if caller.waited_too_long else 487)
        self._leave(caller)

    def _leave(self, caller: Caller) -> None:
        if caller in self._callers:
            self._callers.remove(caller)
        if caller.end_of_waiting:
            caller.end_of_waiting.cancel()
