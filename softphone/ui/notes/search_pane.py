"""Finding notes again: by their words, by numbers and by names."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit

from softphone.model.notes import Note, NoteFound, NotesFound
from softphone.ui.controls.empty_state import EmptyState
from softphone.ui.controls.field import IconField
from softphone.ui.controls.push_button import PushButton
from softphone.ui.controls.row_model import Row
from softphone.ui.controls.rows import RowList
from softphone.ui.controls.surface import Card, row
from softphone.ui.controls.text import Text, isolated
from softphone.ui.theme.tokens import GAP, INSIDE, SMALL, Ink
from softphone.ui.words.times import moment

_PAUSE_MS = 200


class SearchPane(Card):
    search_requested = Signal(str)
    dial_requested = Signal(str)

    def __init__(self, formatted: Callable[[str], str]) -> None:
        super().__init__()
        self._formatted = formatted
        self._now = 0.0
        self.field = IconField(self.tr("Words, a number or a name"), "search")
        self.list = RowList(self.tr("Notes found"), (112, 128))
        self._count = Text(size=SMALL, ink=Ink.QUIET)
        self._whole = QPlainTextEdit()
        self._whole.setReadOnly(True)
        self._whole.setAccessibleName(self.tr("The whole note"))
        self._whole.setFixedHeight(80)
        self.call = PushButton(self.tr("Call"), "phone")
        self._empty = EmptyState("search", "", "")
        head = row(Text(self.tr("Search notes"), bold=True), 1, self._count)
        self.fill(head, row(self.field, self.call, gap=GAP), self.list, self._empty, self._whole, gap=INSIDE)
        self.setFocusProxy(self.field)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.field.textChanged.connect(lambda _: self._pause.start())
        self.field.returnPressed.connect(self.list.setFocus)
        self.list.looked_at.connect(self._look)
        self.list.chosen.connect(self._dial)
        self.call.clicked.connect(lambda: self._dial(self.list.current()))
        self._draw((), "")

    def show_found(self, found: NotesFound, now: float) -> None:
        if found.words.strip() == self.field.text().strip():
            self._now = now
            self._draw(found.found, found.words)

    def _draw(self, found: tuple[NoteFound, ...], words: str) -> None:
        self.list.show_rows([self._row(one) for one in found])
        self.list.setVisible(bool(found))
        self._empty.setVisible(not found)
        self._count.setText(self.tr("%n note(s)", "", len(found)) if words else "")
        if words:
            self._empty.say(self.tr("Nothing found"), self.tr("Try fewer words, or the end of the number."))
        else:
            self._empty.say(
                self.tr("All your notes on this computer"), self.tr("Type what you remember: any word, number or name.")
            )
        self.list.take_first()
        self._look(self.list.current())

    def _row(self, one: NoteFound) -> Row:
        note = one.note
        title = note.name or isolated(self._formatted(note.number))
        ends = (note.disposition, moment(note.created_at, self._now))
        return Row("notebook-pen", Ink.QUIET, title, one.snippet or note.text, ends=ends, has_hits=True, value=note)

    def _look(self, note: Note | None) -> None:
        self._whole.setVisible(note is not None)
        self.call.setEnabled(note is not None and bool(note.number))
        if note is not None:
            self._whole.setPlainText(note.text)

    def _search(self) -> None:
        words = self.field.text().strip()
        if words:
            self.search_requested.emit(words)
        else:
            self._draw((), "")

    def _dial(self, note: Note | None) -> None:
        if note is not None and note.number:
            self.dial_requested.emit(note.number)
