"""Who is on the line: what the store and the number itself say of a caller."""

from __future__ import annotations

from collections.abc import Callable

from softphone.model.calls import CallId
from softphone.model.history import Person, PersonFound
from softphone.model.problems import ProblemArose, StoreProblem
from softphone.model.sign_in import SignInChanged
from softphone.model.workplace import Profile
from softphone.ports.numbers import NumberPlan
from softphone.ports.store import Store
from softphone.runtime.background import Background
from softphone.runtime.events import Events


class People:
    def __init__(self, store_of: Callable[[], Store | None], numbers: NumberPlan, events: Events) -> None:
        self._profile: Profile | None = None
        self._store_of = store_of
        self._numbers = numbers
        self._events = events
        self._work = Background()
        events.subscribe(SignInChanged, self._note_sign_in)

    def find(self, call_id: CallId, number: str, name: str) -> None:
        """Publishes PersonFound for this call as soon as the store has answered; `name` is what the server says."""
        self._work.start(self._find(call_id, number, name))

    def stranger(self, number: str, name: str) -> Person:
        """What the workplace's directory or else the call itself says. A name that only repeats the number is none."""
        normal = self._numbers.normal(number)
        name = "" if self._numbers.normal(name) == normal else name
        name = (self._profile.named(number, normal) if self._profile else "") or name
        return Person(normal, self._numbers.formatted(number), name, self._numbers.region(number))

    async def name_of(self, number: str, name: str) -> str:
        """The name that the agent gave, else `name`."""
        store = self._store_of()
        try:
            return (await store.name_of(number) if store and is_known_by(number) else "") or name
        except StoreProblem as problem:
            self._events.publish(ProblemArose(problem, "person"))
            return name

    def _note_sign_in(self, event: SignInChanged) -> None:
        self._profile = event.profile

    async def _find(self, call_id: CallId, number: str, name: str) -> None:
        person = self.stranger(number, name)
        store = self._store_of()
        if store is not None and is_known_by(person.number):
            try:
                person = await _with_contacts(person, call_id, store)
            except StoreProblem as problem:
                self._events.publish(ProblemArose(problem, "person"))
        self._events.publish(PersonFound(call_id, person))


def is_known_by(number: str) -> bool:
    """Whether the number tells one person from another: "anonymous" does not."""
    return any(mark.isdigit() for mark in number)


async def _with_contacts(person: Person, call_id: CallId, store: Store) -> Person:
    notes = await store.notes_with(person.number)
    return Person(
        person.number,
        person.formatted,
        await store.name_of(person.number) or person.name,
        person.region,
        tuple(note for note in notes if note.call_id != call_id),
        await store.count_with(person.number, besides=call_id),
    )
