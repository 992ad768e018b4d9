"""An agent's desk with notes: a telephone, a store, a clock that stands still."""

from __future__ import annotations

from softphone.features.notes import Notes
from softphone.model.calls import Call
from softphone.model.history import PersonFound
from softphone.model.notes import Note, NoteChanged, NoteFinished, NoteLeftOpen, NotesFound
from softphone.model.problems import ProblemArose
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.ports.store import Store
from softphone.runtime.events import Events
from tests.fakes.clock import FakeClock
from tests.fakes.heard import Heard
from tests.fakes.loop import settle
from tests.fakes.numbers import FakeNumbers
from tests.fakes.phone import FakePhone
from tests.fakes.sign_in import PROFILE
from tests.fakes.store import FakeStore


class Desk:
    """An agent's desk: signed in, with a telephone and a store."""

    def __init__(self, store: FakeStore | None = None) -> None:
        self.events = Events()
        self.clock = FakeClock()
        self.phone = FakePhone(self.events, self.clock)
        self.store = store or FakeStore()
        self.open_store: Store | None = None
        self.notes = Notes(lambda: self.open_store, FakeNumbers(), self.events, self.clock)
        self.heard = Heard(self.events, NoteChanged, NoteFinished, NoteLeftOpen, NotesFound, PersonFound, ProblemArose)

    async def sign_in(self) -> Desk:
        self.open_store = self.store
        self.events.publish(SignInChanged(SignInStep.SIGNED_IN, profile=PROFILE))
        await settle()
        return self

    async def talk(self, number: str = "+46701234567", queue: str = "support") -> Call:
        call = self.phone.rings(number, queue=queue)
        await self.phone.answer(call.id)
        await settle()
        return call

    async def hang_up(self, call: Call) -> None:
        await self.phone.hang_up(call.id)
        await settle()

    @property
    def shown(self) -> Note:
        note = self.heard.last(NoteChanged).note
        assert note is not None
        return note

    @property
    def on_disk(self) -> list[str]:
        return [note.text for note in self.store.notes.values()]
