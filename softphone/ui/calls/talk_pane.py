"""Below the call: what to say, and what was last noted with this person."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from softphone.model.calls import Call
from softphone.model.notes import Note
from softphone.ui.calls.who import Who
from softphone.ui.controls.surface import Card, row
from softphone.ui.controls.text import Text
from softphone.ui.theme.tokens import GAP, SPOKEN, Ink
from softphone.ui.words.times import moment


class TalkPane(Card):
    def __init__(self, who: Who) -> None:
        super().__init__()
        self._who = who
        self._say_title = Text(self.tr("What to say"), bold=True)
        self._say = Text(size=SPOKEN, wraps=True)
        self._last_title = Text(self.tr("Last time"), bold=True)
        self._last_when = Text(ink=Ink.QUIET)
        self._last = Text(wraps=True)
        self._last.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._last.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.fill(self._scrolled())

    def show_call(self, call: Call | None, now: float) -> None:
        if call is None:
            return
        greeting = self._who.greeting(call)
        self._say_title.setVisible(bool(greeting))
        self._say.say(greeting)
        person = self._who.person(call)
        self._show_last(person.notes[0] if person and person.notes else None, now)

    def _show_last(self, note: Note | None, now: float) -> None:
        if note is None:
            self._last_when.setText("")
            self._last.setText(self.tr("Nothing was noted with this number before. Your note starts its history."))
            self._last.set_ink(Ink.QUIET)
            return
        parts = (moment(note.created_at, now), note.disposition)
        self._last_when.setText(" · ".join(part for part in parts if part))
        self._last.setText(note.text.strip() or self.tr("No words, only how it ended."))
        self._last.set_ink(Ink.TEXT)

    def _scrolled(self) -> QScrollArea:
        inside = QWidget()
        inside.setProperty("surface", "column")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self._say_title)
        layout.addWidget(self._say)
        layout.addSpacing(GAP)
        layout.addLayout(row(self._last_title, 1, self._last_when))
        layout.addWidget(self._last)
        layout.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area
