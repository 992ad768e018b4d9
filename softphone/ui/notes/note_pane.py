"""The note of this call: words, how it ended, finish. It keeps the keyboard and says whether it is on disk."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QWidget

from softphone.model.notes import Note
from softphone.model.problems import Problem
from softphone.ui.controls.chips import ChoiceChip
from softphone.ui.controls.flow import Flow
from softphone.ui.controls.glyph import Glyph
from softphone.ui.controls.painted_button import Kind
from softphone.ui.controls.push_button import PushButton
from softphone.ui.controls.surface import column, row
from softphone.ui.controls.text import Text
from softphone.ui.notes.note_editor import NoteEditor
from softphone.ui.problem_sentences import problem_sentence
from softphone.ui.theme.tokens import GAP, INSIDE, SMALL, TIGHT, Ink

_MOST_KEYS = 9


class NotePane(QWidget):
    edited = Signal(str, int, str)
    """Text, where the cursor stands, and the id of the note that it was typed in."""
    disposition_requested = Signal(str)
    finish_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._note: Note | None = None
        self.is_wrong = False
        self._names: tuple[str, ...] = ()
        self._chips: list[ChoiceChip] = []
        self.editor = NoteEditor()
        self.editor.setAccessibleName(self.tr("Note"))
        self.editor.setPlaceholderText(self.tr("What is it about? It is saved while you type."))
        self.editor.setTabChangesFocus(True)
        self._saved_sign = Glyph("check")
        self._saved = Text(size=SMALL, ink=Ink.QUIET)
        self._ended = Text(self.tr("How it ended"), bold=True)
        self._hint = Text(self.tr("Ctrl + number"), SMALL, ink=Ink.QUIET)
        self._flow_place = QWidget()
        self._flow = Flow(self._flow_place)
        self.finish = PushButton(self.tr("Finish"), "check-check", Kind.PRIMARY, height=40)
        self.finish.set_key("Ctrl+Return")
        self._waiting = Text(size=SMALL, ink=Ink.WRAP_UP, wraps=True)
        self._why_not = Text(size=SMALL, ink=Ink.MISSED, wraps=True)
        self._refused = QShortcut(QKeySequence("Ctrl+Return"), self)
        self._refused.activated.connect(lambda: self._why_not.say(self.finish.toolTip()))
        self._lay_out()
        for part in (self._waiting, self._why_not):
            part.say("")
        self.editor.textChanged.connect(self._edited)
        self.finish.clicked.connect(self.finish_requested)

    def show_note(self, note: Note, is_saved: bool) -> None:
        """Another note replaces the words; an echo of the same note only says whether it is saved."""
        is_other = self._note is None or self._note.id != note.id
        self._note = note
        if is_other:
            self._load(note)
            self._why_not.say("")
        self.is_wrong = self.is_wrong and not is_saved
        if not self.is_wrong:
            self._say_saved(is_saved and note.text == self.editor.toPlainText())
        for chip in self._chips:
            chip.setChecked(chip.text() == note.disposition)

    def show_dispositions(self, names: tuple[str, ...]) -> None:
        if names == self._names:
            return
        self._names = names
        self._flow.clear()
        self._chips = [self._chip(number, name) for number, name in enumerate(names, 1)]
        for chip in self._chips:
            self._flow.addWidget(chip)
        for part in (self._ended, self._hint, self._flow_place):
            part.setVisible(bool(names))

    def show_problem(self, problem: Problem) -> None:
        """The note could not be saved."""
        self.is_wrong = True
        for part in (self._saved_sign, self._saved):
            part.show()
        sentence = problem_sentence(problem)
        self._saved_sign.show_icon("triangle-alert", Ink.MISSED)
        self._saved.setText(sentence.what)
        self._saved.set_ink(Ink.MISSED)
        self._saved.setToolTip(sentence.mend)

    def show_waiting(self, count: int) -> None:
        """How many other notes wait to be finished after this one."""
        self._waiting.say(self.tr("%n more note(s) to finish", "", count) if count else "")

    def show_finish(self, may_finish: bool, why_not: str) -> None:
        self.finish.setEnabled(may_finish)
        self.finish.setToolTip("" if may_finish else why_not)
        self._refused.setEnabled(not may_finish)
        if may_finish or why_not != self._why_not.text():
            self._why_not.say("")

    def show_hint(self, words: str) -> None:
        """What Ctrl and a number do now."""
        self._hint.setText(words)

    def as_typed(self, note: Note) -> Note:
        """`note` with the words that stand here, which the last event may not have had yet."""
        is_here = self._note is not None and self._note.id == note.id
        return replace(note, text=self.editor.toPlainText()) if is_here else note

    def take_keyboard(self) -> None:
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _load(self, note: Note) -> None:
        self.is_wrong = False
        self.editor.blockSignals(True)
        self.editor.setPlainText(note.text)
        self.editor.blockSignals(False)
        cursor = self.editor.textCursor()
        cursor.setPosition(min(note.cursor, len(note.text)), QTextCursor.MoveMode.MoveAnchor)
        self.editor.setTextCursor(cursor)

    def _edited(self) -> None:
        if not self.is_wrong:
            self._say_saved(False)
        if self._note is not None:
            self.edited.emit(self.editor.toPlainText(), self.editor.textCursor().position(), self._note.id)

    def _say_saved(self, is_saved: bool) -> None:
        for part in (self._saved_sign, self._saved):
            part.setVisible(bool(self.editor.toPlainText()) or not is_saved)
        self._saved_sign.show_icon("check" if is_saved else "pencil", Ink.QUIET)
        self._saved.setText(self.tr("saved") if is_saved else self.tr("saving…"))
        self._saved.set_ink(Ink.QUIET)
        self._saved.setToolTip("")

    def _chip(self, number: int, name: str) -> ChoiceChip:
        chip = ChoiceChip(name, str(number) if number <= _MOST_KEYS else "")
        if number <= _MOST_KEYS:
            chip.set_key(f"Ctrl+{number}")
            chip.setToolTip(f"Ctrl+{number}")
        chip.setChecked(self._note is not None and name == self._note.disposition)
        # Not `partial`: PySide would leave out whether it is chosen.
        chip.clicked.connect(lambda is_chosen: self._choose(name, is_chosen))
        return chip

    def _choose(self, name: str, is_chosen: bool) -> None:
        """Choosing the chosen one again takes it back."""
        for chip in self._chips:
            chip.setChecked(is_chosen and chip.text() == name)
        self.disposition_requested.emit(name if is_chosen else "")

    def _lay_out(self) -> None:
        head = row(Text(self.tr("Note"), bold=True), 1, self._saved_sign, self._saved, gap=TIGHT)
        ended = row(self._ended, 1, self._hint)
        layout = column(head, self.editor, ended, self._flow_place, self._waiting, self._why_not, self.finish, gap=GAP)
        layout.setStretch(1, 1)
        layout.insertSpacing(4, INSIDE - GAP)
        layout.insertSpacing(2, INSIDE - GAP)
        self.setLayout(layout)
