"""Below the call: what to say, and what was noted with this person before."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from softphone.model.calls import Call
from softphone.model.notes import Note
from softphone.ui.calls.who import Who
from softphone.ui.controls.surface import Card, column, row
from softphone.ui.controls.text import Text
from softphone.ui.theme.tokens import AROUND, GAP, SPOKEN, TIGHT, Ink
from softphone.ui.words.times import moment

_MOST_NOTES = 5


class WholeNote(QWidget):
    def __init__(self, title: str, note: Note, now: float) -> None:
        super().__init__()
        when = " · ".join(part for part in (moment(note.created_at, now), note.disposition) if part)
        words = Text(note.text.strip() or self.tr("No words, only how it ended."), wraps=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(column(row(Text(title, bold=True), 1, Text(when, ink=Ink.QUIET)), words, gap=TIGHT))


class TalkPane(Card):
    def __init__(self, who: Who) -> None:
        super().__init__()
        self._who = who
        self._shown: tuple[Note, ...] | None = None
        self._say_title = Text(self.tr("What to say"), bold=True)
        self._say = Text(size=SPOKEN, wraps=True)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(AROUND)
        self.fill(self._scrolled())

    def show_call(self, call: Call | None, now: float) -> None:
        if call is None:
            return
        greeting = self._who.greeting(call)
        self._say_title.setVisible(bool(greeting))
        self._say.say(greeting)
        person = self._who.person(call)
        notes = person.notes[:_MOST_NOTES] if person else ()
        if notes != self._shown:
            self._shown = notes
            self._show_notes(notes, now)

    def _show_notes(self, notes: tuple[Note, ...], now: float) -> None:
        while (item := self._notes.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for number, note in enumerate(notes):
            title = self.tr("Last time") if number == 0 else self.tr("Before that")
            self._notes.addWidget(WholeNote(title, note, now))
        if not notes:
            words = self.tr("Nothing was noted with this number before. Your note starts its history.")
            self._notes.addWidget(Text(words, ink=Ink.QUIET, wraps=True))

    def _scrolled(self) -> QScrollArea:
        inside = QWidget()
        inside.setProperty("surface", "column")
        say = column(self._say_title, self._say, gap=GAP)
        inside.setLayout(column(say, self._notes, 1, gap=AROUND))
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area
