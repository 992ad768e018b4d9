"""After the call: how it ended, how much time there is, what is needed to finish, and what follows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from softphone.model.availability import AgentState, AgentStateKind
from softphone.model.calls import Call
from softphone.model.notes import Note
from softphone.model.workplace import Queue
from softphone.ui.calls.open_notes import OpenNotes
from softphone.ui.calls.who import Who
from softphone.ui.controls.chips import Chip
from softphone.ui.controls.glyph import Glyph
from softphone.ui.controls.meter import Meter
from softphone.ui.controls.push_button import PushButton
from softphone.ui.controls.surface import Card, column, row
from softphone.ui.controls.text import CutText, Text, isolated, quoted_name
from softphone.ui.theme.tokens import GAP, ICON, INSIDE, PERSON, SPOKEN, TIGHT, Ink
from softphone.ui.words.call_words import end_words
from softphone.ui.words.state_words import after_words
from softphone.ui.words.times import clock

_USUAL_SECONDS = 60


class Step(QWidget):
    """One thing to do, with a tick when it is done."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = Glyph("circle", Ink.QUIET, ICON)
        self._words = Text(size=SPOKEN, wraps=True)
        layout = row(self._sign, self._words, gap=INSIDE)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    @property
    def words(self) -> str:
        return self._words.text()

    def say(self, words: str, is_done: bool) -> None:
        self._sign.show_icon("circle-check" if is_done else "circle", Ink.READY if is_done else Ink.QUIET)
        self._words.setText(words)
        self._words.set_ink(Ink.QUIET if is_done else Ink.TEXT)


class WrapUpPane(Card):
    ready_requested = Signal()
    break_requested = Signal(str)

    def __init__(self, who: Who) -> None:
        super().__init__()
        self._who = who
        self._state = AgentState()
        self._queue: Queue | None = None
        self._note: Note | None = None
        self._chip = Chip()
        self._title = CutText(size=PERSON, bold=True)
        self._line = CutText(ink=Ink.QUIET)
        self._clock = Text(size=PERSON, bold=True)
        self._bar = Meter(self.tr("Wrap-up time"), Ink.WRAP_UP)
        self._left = Text(ink=Ink.QUIET)
        self._waiting = Text(bold=True, ink=Ink.WRAP_UP, wraps=True)
        self._note_step, self._end_step, self._finish_step = Step(), Step(), Step()
        self._after = Text(ink=Ink.QUIET, wraps=True)
        self._then_ready = PushButton(self.tr("Then ready"), "circle-check")
        self._then_ready.show_key("Ctrl+R")
        self._then_break = PushButton(self.tr("Then break"), "coffee")
        self._then_break.show_key("Ctrl+B")
        for button in (self._then_ready, self._then_break):
            button.setCheckable(True)
        self.fill(*self._rows(), gap=INSIDE)
        self._then_ready.clicked.connect(self.ready_requested)
        self._then_break.clicked.connect(lambda: self.break_requested.emit(""))

    def show_call(self, call: Call | None) -> None:
        """The call that has just ended: until its note is open."""
        if call is not None and self._note is None:
            self._show_end(call)

    def show_note(self, notes: OpenNotes) -> None:
        """Card and steps are those of the note that is shown."""
        note = self._note = notes.shown
        self._waiting.say(
            self.tr("%n more note(s) to finish after this one", "", notes.waiting) if notes.waiting else ""
        )
        if note is None:
            return
        if notes.call is not None:
            self._show_end(notes.call)
        else:
            self._show_left_open(note)
        self._show_steps(note)

    def _show_end(self, call: Call) -> None:
        self._queue = self._who.queue(call)
        self._chip.say(self._who.place(call), Ink.WRAP_UP, "notebook-pen")
        self._title.setText(self._who.title(call))
        talked = self.tr("talked {0}").format(clock(call.talk_seconds(call.ended_at or call.started_at)))
        parts = (end_words(call), talked if call.answered_at is not None else "")
        self._line.setText(" · ".join(part for part in parts if part))

    def _show_left_open(self, note: Note) -> None:
        """Of a call that this window has not seen."""
        profile = self._who.profile
        self._queue = profile.queue(note.queue) if profile and note.queue else None
        company = profile.workplace.name if profile else ""
        self._chip.say(self._queue.name if self._queue else company, Ink.WRAP_UP, "notebook-pen")
        number = isolated(self._who.formatted(note.number)) if note.number else ""
        self._title.setText(quoted_name(note.name) or number or self.tr("Note of an earlier call"))
        self._line.setText(number if note.name else "")

    def show_state(self, state: AgentState) -> None:
        self._state = state
        self._after.setText(self.tr("After that: {0}").format(after_words(state)))
        self._then_ready.setChecked(state.after is AgentStateKind.READY)
        self._then_break.setChecked(state.after is not AgentStateKind.READY)

    def _show_steps(self, note: Note) -> None:
        written = bool(note.text.strip())
        self._note_step.say(self.tr("Note written") if written else self.tr("Note: may stay empty"), written)
        queue = self._queue
        is_owed = queue is not None and queue.wrap_up == "must-choose" and bool(queue.dispositions)
        if note.disposition:
            self._end_step.say(self.tr("How it ended: {0}").format(note.disposition), True)
        elif is_owed:
            self._end_step.say(self.tr("Choose how it ended with Ctrl and its number: that finishes the note"), False)
        else:
            self._end_step.say(self.tr("How it ended: may stay open"), False)
        self._finish_step.say(self.tr("Finish with Ctrl+Enter"), False)
        self._finish_step.setVisible(bool(note.disposition) or not is_owed)

    def show_time(self, now: float) -> None:
        used = max(0.0, now - self._state.since)
        given = self._queue.wrap_up_seconds if self._queue else _USUAL_SECONDS
        self._clock.setText(clock(used))
        over = given and used > given
        self._bar.show_part(used / given if given else 1.0, Ink.BREAK if over else Ink.WRAP_UP)
        if over:
            self._left.setText(self.tr("{0} over the {1} given").format(clock(used - given), clock(given)))
        elif self._queue and self._queue.wrap_up == "timed":
            self._left.setText(self.tr("{0} left, then it ends by itself").format(clock(given - used)))
        else:
            self._left.setText(self.tr("{0} left").format(clock(given - used)))

    def _rows(self) -> list[QWidget | QBoxLayout | int]:
        words = column(self._title, self._line, gap=TIGHT)
        person = row(words, self._clock, gap=INSIDE)
        person.setStretch(0, 1)
        steps = column(self._note_step, self._end_step, self._finish_step, gap=GAP)
        then = column(self._after, row(self._then_ready, self._then_break, 1, gap=GAP), gap=GAP)
        return [row(self._chip, 1), person, column(self._bar, self._left, gap=GAP), steps, self._waiting, 1, then]
