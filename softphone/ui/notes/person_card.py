"""Who it is: name (which the agent may give), number, region, and earlier notes in one line each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from softphone.model.history import Person
from softphone.model.notes import Note
from softphone.ui.controls.glyph import Glyph
from softphone.ui.controls.surface import column, row
from softphone.ui.controls.text import CutText, Text, isolated, quoted_name
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import GAP, INSIDE, SMALL, TEXT, Ink
from softphone.ui.words.times import moment

_MOST_SHOWN = 3


class EarlierNote(QWidget):
    def __init__(self, note: Note, now: float) -> None:
        super().__init__()
        gist = note.text.strip().split("\n")[0] or note.disposition
        when = " · ".join(part for part in (moment(note.created_at, now), note.disposition) if part)
        sign = Glyph("notebook-pen", Ink.QUIET)
        words = column(CutText(quoted_name(gist)), CutText(when, SMALL, ink=Ink.QUIET), gap=0)
        layout = row(sign, words, gap=GAP)
        layout.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
        layout.setStretch(1, 1)
        self.setLayout(layout)


class PersonCard(QWidget):
    name_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._person: Person | None = None
        self.name = QLineEdit()
        self.name.setProperty("flat", "true")
        self.name.setAccessibleName(self.tr("Name of the person"))
        self.name.setPlaceholderText(self.tr("Add a name"))
        self.name.setMaxLength(120)
        self._line = CutText(size=TEXT, ink=Ink.QUIET)
        self._earlier = QVBoxLayout()
        self._earlier.setContentsMargins(0, 0, 0, 0)
        self._earlier.setSpacing(GAP)
        head = column(self.name, self._line, gap=0)
        self.setLayout(column(head, self._earlier, gap=INSIDE))
        self.name.editingFinished.connect(self._name)
        theme().changed.connect(self._dress)
        self._dress()

    def show_person(self, person: Person, now: float) -> None:
        is_other = self._person is None or person.number != self._person.number
        self._person = person
        if is_other or not self.name.hasFocus():
            self.name.setText(person.name)
            self.name.setCursorPosition(0)
        parts = (isolated(person.formatted or person.number), person.region)
        self._line.setText(" · ".join(part for part in parts if part))
        self._show_earlier(person, now)

    def _show_earlier(self, person: Person, now: float) -> None:
        while (item := self._earlier.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        for note in person.notes[:_MOST_SHOWN]:
            self._earlier.addWidget(EarlierNote(note, now))
        more = len(person.notes) - _MOST_SHOWN
        if more > 0:
            words = self.tr("%n more: Ctrl+F finds them", "", more)
            self._earlier.addWidget(Text(words, SMALL, ink=Ink.QUIET))
        if not person.notes:
            words = self.tr("No earlier notes") if person.calls else self.tr("First call with this number")
            self._earlier.addWidget(Text(words, SMALL, ink=Ink.QUIET))

    def _name(self) -> None:
        name = self.name.text().strip()
        if self._person is not None and name != self._person.name:
            self.name_requested.emit(name)

    def showEvent(self, event: QShowEvent) -> None:
        self._dress()
        super().showEvent(event)

    def _dress(self) -> None:
        self.name.setFont(theme().font(TEXT, bold=True))
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        start = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        self.name.setAlignment(start | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
