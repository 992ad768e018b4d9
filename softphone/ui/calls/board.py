"""The calls of this moment, sorted: which one rings, which one is talked in, which one waits."""

from __future__ import annotations

from dataclasses import dataclass, replace

from softphone.model.calls import Call, main_call


@dataclass(frozen=True, slots=True)
class Board:
    calls: tuple[Call, ...] = ()
    """Not over, oldest first."""
    last: Call | None = None
    """The newest one that is over."""

    def with_call(self, call: Call) -> Board:
        """The board with the newest state of a call; service calls are never on it."""
        if call.service:
            return self
        others = tuple(other for other in self.calls if other.id != call.id)
        if call.is_over:
            return Board(others, call)
        place = next((i for i, other in enumerate(self.calls) if other.id == call.id), len(others))
        return replace(self, calls=(*others[:place], call, *others[place:]))

    @property
    def ringing(self) -> Call | None:
        """The incoming call that has waited longest for an answer."""
        return next((call for call in self.calls if call.may_answer), None)

    @property
    def main(self) -> Call | None:
        """The call whose buttons are shown: talked in before dialled, dialled before held."""
        return main_call(self.calls)

    @property
    def second(self) -> Call | None:
        """Another call of ours, which waits."""
        return main_call(call for call in self.calls if call is not self.main)
