"""The right column: the person and the open note, or what comes next."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from softphone.model.availability import AgentState, AgentStateKind
from softphone.model.calls import Call
from softphone.model.history import Person
from softphone.model.notes import Note, NoteChanged
from softphone.model.workplace import Profile
from softphone.ui.calls.who import Who
from softphone.ui.controls.page_stack import PageStack
from softphone.ui.controls.surface import Rule, Surface, column
from softphone.ui.controls.text import Text
from softphone.ui.notes.last_note import LastNote
from softphone.ui.notes.note_pane import NotePane
from softphone.ui.notes.person_card import PersonCard
from softphone.ui.theme.tokens import AROUND, INSIDE, Ink


class RightColumn(Surface):
    def __init__(self, who: Who) -> None:
        super().__init__("right")
        self._who = who
        self._profile: Profile | None = None
        self._state = AgentState()
        self._note: Note | None = None
        self._ringing: Call | None = None
        self.person = PersonCard()
        self.note = NotePane()
        self.last = LastNote(who)
        self._soon = Text(self.tr("The note opens when you answer."), ink=Ink.QUIET, wraps=True)
        self._open = QWidget()
        self._layout = column(self.person, Rule(), self._soon, self.note, 1, gap=INSIDE)
        self._open.setLayout(self._layout)
        self._pages = PageStack()
        self._pages.add(self.last)
        self._pages.add(self._open)
        self.setLayout(column(self._pages, margin=AROUND))

    @property
    def has_note(self) -> bool:
        return self._note is not None

    def forget_agent(self) -> None:
        self._note = self._ringing = None
        self.last.forget()
        self._choose_page()

    def show_profile(self, profile: Profile | None) -> None:
        self._profile = profile

    def show_person(self, call_id: str, now: float) -> None:
        """More is known of the person of this call."""
        if self._note is not None and self._note.call_id == call_id:
            self._draw_person(self._note, now)

    def show_note(self, event: NoteChanged, now: float) -> None:
        before, self._note = self._note, event.note
        if event.note is None:
            if before is not None:
                self.last.show_note(self.note.as_typed(before), now)
            self._choose_page()
            return
        self.note.show_dispositions(self._dispositions(event.note))
        self.note.show_note(event.note, event.is_saved)
        self.note.show_waiting(event.waiting)
        self._draw_finish()
        self._choose_page()
        if before is None or before.id != event.note.id:
            self._draw_person(event.note, now)
            self.note.take_keyboard()

    def show_state(self, state: AgentState) -> None:
        self._state = state
        self._draw_finish()

    def show_ringing(self, call: Call | None, now: float) -> None:
        """While no note is open: who it is that rings."""
        self._ringing = call
        if call is not None and self._note is None:
            stranger = Person(call.number, self._who.formatted(call.number), call.name)
            self.person.show_person(self._who.persons.get(call.id, stranger), now)
        self._choose_page()

    def _choose_page(self) -> None:
        has_note = self._note is not None
        self._pages.open(self._open if has_note or self._ringing else self.last)
        self.note.setVisible(has_note)
        self._soon.setVisible(not has_note)
        self._layout.setStretch(3, 1 if has_note else 0)
        self._layout.setStretch(4, 0 if has_note else 1)
        self.person.name.setReadOnly(not has_note)

    def _draw_person(self, note: Note, now: float) -> None:
        """Until more is known, what the note says."""
        stranger = Person(note.number, self._who.formatted(note.number), note.name)
        self.person.show_person(self._who.persons.get(note.call_id, stranger), now)

    def _dispositions(self, note: Note) -> tuple[str, ...]:
        queues = self._profile.queues.queues if self._profile and self._profile.queues else ()
        own = self._profile.queue(note.queue) if self._profile and note.queue else None
        if own is not None:
            return own.dispositions
        return tuple(dict.fromkeys(name for queue in queues for name in queue.dispositions))

    def _draw_finish(self) -> None:
        if self._note is None:
            return
        if self._state.kind is AgentStateKind.TALKING:
            self.note.show_finish(False, self.tr("Finish comes when the call is over."))
            self.note.show_hint(self.tr("Ctrl + number"))
            return
        queue = self._profile.queue(self._note.queue) if self._profile and self._note.queue else None
        must_choose = queue is not None and queue.wrap_up == "must-choose" and bool(queue.dispositions)
        is_chosen = bool(self._note.disposition) or not must_choose
        self.note.show_finish(is_chosen, self.tr("First choose how it ended: Ctrl + number chooses and finishes."))
        self.note.show_hint(self.tr("Ctrl + number finishes"))
