"""When no note is open: the last one to read again, or what comes next."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from softphone.model.notes import Note
from softphone.ui.calls.who import Who
from softphone.ui.controls.empty_state import EmptyState
from softphone.ui.controls.surface import Rule, column
from softphone.ui.controls.text import CutText, Text, isolated
from softphone.ui.theme.tokens import GAP, SMALL, TIGHT, Ink
from softphone.ui.words.times import moment

_MOST_LINES = 12
_MOST_CHARACTERS = 600


class LastNote(QWidget):
    def __init__(self, who: Who) -> None:
        super().__init__()
        self._formatted = who.formatted
        self._who = CutText(bold=True)
        self._when = CutText(size=SMALL, ink=Ink.QUIET)
        self._words = Text(wraps=True)
        self._last = QWidget()
        head = column(Text(self.tr("Last note"), SMALL, ink=Ink.QUIET), self._who, self._when, gap=TIGHT)
        self._last.setLayout(column(head, self._words, Rule(), gap=GAP))
        self._last.hide()
        empty = EmptyState(
            "notebook-pen",
            self.tr("No note is open"),
            self.tr("It opens with the next call you answer or place. Ctrl+F finds earlier ones."),
        )
        layout = column(self._last, empty, gap=GAP)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def forget(self) -> None:
        for part in (self._who, self._when, self._words):
            part.setText("")
        self._last.hide()

    def show_note(self, note: Note, now: float) -> None:
        self._who.setText(note.name or isolated(self._formatted(note.number)))
        when = (moment(note.created_at, now), note.disposition)
        self._when.setText(" · ".join(part for part in when if part))
        without = self.tr("No words, only how it ended.") if note.disposition else self.tr("Nothing was noted.")
        self._words.setText(_begun(note.text.strip()) or without)
        self._last.show()


def _begun(text: str) -> str:
    """As much as there is room for: a long note would push the window off the screen."""
    shown = "\n".join(text.split("\n")[:_MOST_LINES])[:_MOST_CHARACTERS]
    return shown if shown == text else f"{shown}…"
