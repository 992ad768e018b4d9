"""The note: opens with the call, is saved while typing, comes back after a crash, is finished with wrap-up."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

from softphone.features.people import People, is_known_by
from softphone.features.saving_notes import SavingNotes
from softphone.model.availability import AgentStateChanged, AgentStateKind
from softphone.model.calls import Call, CallChanged, CallId, main_call
from softphone.model.notes import Note, NoteChanged, NoteFinished, NoteId, NoteLeftOpen, NotesFound
from softphone.model.problems import ProblemArose, StoreProblem
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.model.workplace import Profile, Queue
from softphone.ports.numbers import NumberPlan
from softphone.ports.store import Store
from softphone.runtime.background import Background
from softphone.runtime.clock import Clock
from softphone.runtime.events import Events

_AFTER_WRAP_UP = (AgentStateKind.READY, AgentStateKind.BREAK)


class Notes:
    """Each call has its own note. Shown is that of the call that all is about now, unless the agent chose another."""

    def __init__(self, store_of: Callable[[], Store | None], numbers: NumberPlan, events: Events, clock: Clock) -> None:
        self._store_of = store_of
        self._people = People(store_of, numbers, events)
        self._events = events
        self._clock = clock
        self._profile: Profile | None = None
        self._calls: dict[CallId, Call] = {}
        self._open: dict[CallId, Note] = {}
        self._closed: dict[CallId, Note] = {}
        self._opening: set[CallId] = set()
        self._shown: CallId | None = None
        self._told: tuple[object, ...] = ()
        self._agent = AgentStateKind.SIGNED_OUT
        self._searches = 0
        self._is_in = False
        self._work = Background()
        self._saving = SavingNotes(store_of, events, clock, self._tell)
        events.subscribe(CallChanged, lambda event: self._note_call(event.call))
        events.subscribe(SignInChanged, self._note_sign_in)
        events.subscribe(AgentStateChanged, lambda event: self._note_agent(event.state.kind))

    @property
    def shown(self) -> Note | None:
        return self._open.get(self._shown) if self._shown else None

    # ------------------------------------------------------------ what the agent does

    async def edit(self, text: str, cursor: int, note_id: NoteId | None = None) -> None:
        """`note_id` says where it was typed: the window may have gone on to another note meanwhile, or this one may
        just have been closed by the end of wrap-up. Without it the shown note is meant."""
        note = self._with_id(note_id) if note_id else self.shown
        if note is None:
            return
        self._change(replace(note, text=text, cursor=cursor, changed_at=self._now))

    async def choose_disposition(self, name: str) -> None:
        """Ends wrap-up when the call is over; "" takes it back."""
        if (note := self.shown) is None:
            return
        self._change(replace(note, disposition=name, changed_at=self._now))
        await self._saving.save_now()
        if name:
            await self.finish()

    async def finish(self) -> bool:
        """Close the shown note; False while its call stands, or while a disposition is owed."""
        note = self.shown
        if note is None or not self._is_over(note) or self.owes_disposition(note):
            return False
        await self._close(note)
        return True

    async def name_person(self, name: str) -> None:
        """The person of the shown note: in earlier and later notes too."""
        note, store = self.shown, self._store_of()
        if note is None or store is None or not is_known_by(note.number):
            return
        name = " ".join(name.split())
        for call_id, other in tuple(self._open.items()):
            if other.number == note.number:
                self._change(replace(self._open[call_id], name=name))
        try:
            await self._saving.save_now()
            await store.name_person(note.number, name)
        except StoreProblem as problem:
            self._events.publish(ProblemArose(problem, "name"))
        self._find_person(note)

    async def search(self, words: str) -> None:
        """Publishes NotesFound; an answer that a newer question has overtaken is dropped."""
        self._searches += 1
        mine, store = self._searches, self._store_of()
        try:
            found = await store.search(words) if store else ()
        except StoreProblem as problem:
            self._events.publish(ProblemArose(problem, "search"))
            return
        if mine == self._searches:
            self._events.publish(NotesFound(words, found))

    async def open_for(self, call: Call) -> None:
        """Show this call's note, also one that was finished long ago; a call without one gets it."""
        self._calls.setdefault(call.id, call)
        if call.id not in self._open:
            await self._open_note(call, again=True)
        self._show(call.id)

    async def show_note_of(self, call_id: CallId) -> None:
        if call_id in self._open:
            self._show(call_id)

    async def load(self) -> None:
        """Bring back the note that a crash or a sign-out left open."""
        store = self._store_of()
        try:
            note = await store.open_note() if store else None
        except StoreProblem as problem:
            self._events.publish(ProblemArose(problem, "note"))
            return
        if note and note.call_id not in {*self._open, *self._closed, *self._opening}:
            self._open[note.call_id] = note
            self._find_person(note)
            if self._is_over(note):
                self._events.publish(NoteLeftOpen(note))
        self._show_next()

    async def flush(self) -> None:
        """StoreProblem when something that was typed is not on disk afterwards."""
        await self._saving.save_all()

    async def leave(self) -> None:
        """Before the store is closed: all on disk, nothing open. StoreProblem leaves all as it is."""
        await self.flush()
        self._forget_all()

    def owes_disposition(self, note: Note) -> bool:
        queue = self._queue(note.queue)
        must = queue is not None and queue.wrap_up == "must-choose" and bool(queue.dispositions)
        return must and not note.disposition and note.finished_at is None

    # ------------------------------------------------------------ what happens

    def _note_sign_in(self, event: SignInChanged) -> None:
        self._profile = event.profile or self._profile
        if event.step is SignInStep.SIGNED_IN and not self._is_in:
            self._is_in = True
            self._work.start(self._come_in())
        elif event.step is SignInStep.SIGNING_OUT:
            self._is_in = False
        elif event.step is SignInStep.SIGNED_OUT:
            self._is_in = False
            self._forget_all()

    async def _come_in(self) -> None:
        """The calls first, which may have gone on while the window was away; then what was left open without one."""
        for call in tuple(self._calls.values()):
            self._people.find(call.id, call.number, call.name)
            if _wants_note(call):
                await self._open_note(call)
        await self.load()

    def _note_call(self, call: Call) -> None:
        if call.service:
            return
        before, main_before = self._calls.get(call.id), self._main
        self._calls[call.id] = call
        if before is None and not call.is_over:
            self._people.find(call.id, call.number, call.name)
        if _wants_note(call) and call.id not in {*self._open, *self._closed}:
            self._work.start(self._open_note(call))
        if self._main != main_before and self._main in self._open:
            self._show(self._main)
        self._tell()
        if call.is_over and (before is None or not before.is_over):
            self._work.start(self._note_end(call.id))

    async def _note_end(self, call_id: CallId) -> None:
        await self._saving.save_now()
        if call_id not in {*self._open, *self._opening}:
            self._calls.pop(call_id, None)

    def _note_agent(self, kind: AgentStateKind) -> None:
        """Wrap-up that ended by its time closes the notes that it was for, as they are."""
        before, self._agent = self._agent, kind
        if before is AgentStateKind.WRAP_UP and kind in _AFTER_WRAP_UP:
            for note in self._waiting_to_be_finished():
                self._work.start(self._close(note))

    # ------------------------------------------------------------ opening and closing

    async def _open_note(self, call: Call, *, again: bool = False) -> None:
        """With the text that is on disk already, if any. Without a store it waits for one: signing in opens it."""
        store = self._store_of()
        if store is None or not self._is_in or call.id in {*self._opening, *self._open}:
            return
        self._opening.add(call.id)
        try:
            kept = await self._kept(store, call.id)
            if kept is None:
                self._open[call.id] = await self._new_note(call)
                self._saving.save_soon(self._open[call.id])
            elif again or kept.finished_at is None:
                self._open[call.id] = kept
                self._closed.pop(call.id, None)
        finally:
            self._opening.discard(call.id)
        await self._make_room(call.id)
        if call.id in self._open and (self.shown is None or call.id == self._main):
            self._show(call.id)
        self._tell()

    async def _kept(self, store: Store, call_id: CallId) -> Note | None:
        try:
            return await store.note_of(call_id)
        except StoreProblem as problem:
            # A new note has an id of its own: it never takes the place of one that cannot be read.
            self._events.publish(ProblemArose(problem, "note"))
            return None

    async def _new_note(self, call: Call) -> Note:
        person = self._people.stranger(call.number, call.name)
        queue = self._queue(call.queue)
        return Note(
            id=NoteId(uuid.uuid4().hex),
            call_id=call.id,
            created_at=self._now,
            changed_at=self._now,
            number=person.number,
            name=await self._people.name_of(person.number, person.name),
            queue=queue.id if queue else call.queue,
        )

    async def _make_room(self, call_id: CallId) -> None:
        """A queue without wrap-up leaves its note open for a last word, until the next call."""
        for note in self._waiting_to_be_finished():
            queue = self._queue(note.queue)
            if note.call_id != call_id and queue is not None and queue.wrap_up == "none":
                await self._close(note)

    async def _close(self, note: Note) -> None:
        if self._open.pop(note.call_id, None) is None:
            return
        note = replace(note, finished_at=note.finished_at or self._now)
        self._closed[note.call_id] = note
        self._calls.pop(note.call_id, None)
        if note.is_empty:
            await self._drop(note)
        else:
            self._saving.save_soon(note)
            await self._saving.save_now()
        if not self._open:
            await self.load()
        self._events.publish(NoteFinished(note, is_last=not self._waiting_to_be_finished()))
        self._show_next()

    async def _drop(self, note: Note) -> None:
        self._saving.let_go(note)
        store = self._store_of()
        try:
            if store is not None:
                await store.drop_note(note)
        except StoreProblem as problem:
            self._events.publish(ProblemArose(problem, "note"))

    def _waiting_to_be_finished(self) -> list[Note]:
        return [note for note in self._open.values() if self._is_over(note) and note.finished_at is None]

    def _forget_all(self) -> None:
        """The next one to sign in may be at another workplace: nothing of this one is left."""
        self._calls = {call.id: call for call in self._calls.values() if not call.is_over}
        self._open.clear()
        self._closed.clear()
        self._show(None)

    # ------------------------------------------------------------ showing

    def _show_next(self) -> None:
        """The one of the call that all is about now, else the newest that is open."""
        if self.shown is not None:
            self._tell()
            return
        self._show(self._main if self._main in self._open else next(reversed([*self._open]), None))

    def _show(self, call_id: CallId | None) -> None:
        self._shown = call_id
        self._tell()

    def _change(self, note: Note) -> None:
        kept = self._closed if note.call_id in self._closed else self._open
        kept[note.call_id] = note
        self._saving.save_soon(note)
        self._tell()

    def _tell(self) -> None:
        """Not for every key: the window knows best what is typed in it."""
        note = self.shown
        is_saved = note is None or self._saving.is_saved(note)
        waiting = sum(other is not note for other in self._waiting_to_be_finished())
        news = (note and (note.id, note.disposition, note.name, note.finished_at), is_saved, waiting)
        if news != self._told:
            self._told = news
            self._events.publish(NoteChanged(note, is_saved, waiting))

    # ------------------------------------------------------------

    def _find_person(self, note: Note) -> None:
        self._people.find(note.call_id, note.number, note.name)

    def _with_id(self, note_id: NoteId) -> Note | None:
        return next((note for note in (*self._open.values(), *self._closed.values()) if note.id == note_id), None)

    def _is_over(self, note: Note) -> bool:
        call = self._calls.get(note.call_id)
        return call is None or call.is_over

    def _queue(self, id_or_name: str) -> Queue | None:
        return self._profile.queue(id_or_name) if self._profile and id_or_name else None

    @property
    def _main(self) -> CallId | None:
        main = main_call(self._calls.values())
        return main.id if main else None

    @property
    def _now(self) -> float:
        return self._clock.now().timestamp()


def _wants_note(call: Call) -> bool:
    """Dialled, or answered here; also when it was over before anybody heard of the answer."""
    return call.answered_at is not None or (not call.incoming and not call.is_over)
