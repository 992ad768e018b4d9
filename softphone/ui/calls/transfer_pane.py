"""Passing the caller on: the workplace's directory, filtered by typing, or a typed number; Enter does it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent

from softphone.model.workplace import DirectoryEntry
from softphone.ui.controls.empty_state import EmptyState
from softphone.ui.controls.field import FieldProblem, IconField
from softphone.ui.controls.painted_button import Kind
from softphone.ui.controls.push_button import PushButton
from softphone.ui.controls.row_model import Row
from softphone.ui.controls.rows import RowList
from softphone.ui.controls.surface import Card, row
from softphone.ui.controls.text import Text, isolated
from softphone.ui.theme.tokens import GAP, Ink


class TransferPane(Card):
    transfer_requested = Signal(str)
    close_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._directory: tuple[DirectoryEntry, ...] = ()
        self.field = IconField(self.tr("Name or number"), "search")
        self.problem = FieldProblem(self.field)
        self.list = RowList(self.tr("Directory"), (160,))
        self._empty = EmptyState("users", "", "")
        self.go = PushButton(self.tr("Transfer"), "arrow-right", Kind.PRIMARY)
        self.go.show_key("Enter")
        self.close_button = PushButton(self.tr("Close"), "x")
        self.close_button.show_key("Esc")
        head = row(Text(self.tr("Transfer to"), bold=True), 1, self.close_button)
        line = row(self.field, self.go, gap=GAP)
        self.fill(head, line, self.problem, self.list, self._empty)
        self.setFocusProxy(self.field)
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        self.go.clicked.connect(self._transfer)
        self.list.looked_at.connect(self._allow)
        self.list.chosen.connect(self.transfer_requested.emit)
        self.close_button.clicked.connect(self.close_requested)

    def show_directory(self, directory: tuple[DirectoryEntry, ...]) -> None:
        self._directory = directory
        self._filter(self.field.text())

    def start_anew(self) -> None:
        self.field.clear()
        self.problem.clear_problem()
        self._filter("")

    def showEvent(self, event: QShowEvent) -> None:
        """What was typed the last time is replaced by typing, and nothing of it is chosen."""
        super().showEvent(event)
        self.problem.clear_problem()
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down choose in the list while the field keeps the keyboard."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._transfer()
                return True
        return super().eventFilter(watched, event)

    def _filter(self, typed: str) -> None:
        words = typed.casefold().split()
        fitting = [entry for entry in self._directory if all(word in _searched(entry) for word in words)]
        self.list.show_rows([_row(entry) for entry in fitting])
        if words:
            self.list.take_first()
        self.list.setVisible(bool(fitting))
        self._empty.setVisible(not fitting)
        self._say_why_empty(typed.strip())
        self._allow()

    def _allow(self) -> None:
        self.go.setEnabled(bool(self._target()))

    def _say_why_empty(self, typed: str) -> None:
        if typed:
            sentence = self.tr("Enter transfers to what you typed.")
            if not _may_be_dialled(typed):
                sentence = self.tr("Nobody of this name in the directory. Type a number, or name@server.")
            self._empty.say(isolated(typed), sentence)
        else:
            sentence = self.tr("Your workplace gives no directory. Type the number to transfer to.")
            self._empty.say(self.tr("No directory"), sentence)

    def _target(self) -> str:
        """What is selected in the list, else what was typed."""
        chosen = self.list.current() if self.list.rows.rowCount() else None
        return chosen or self.field.text().strip()

    def _transfer(self) -> None:
        if target := self._target():
            self.transfer_requested.emit(target)


def _may_be_dialled(typed: str) -> bool:
    return "@" in typed or any(letter.isdigit() for letter in typed)


def _searched(entry: DirectoryEntry) -> str:
    return f"{entry.name} {entry.what_for} {entry.target}".casefold()


def _row(entry: DirectoryEntry) -> Row:
    number = entry.target.removeprefix("sip:").removeprefix("sips:").partition("@")[0]
    return Row("user", Ink.QUIET, entry.name, entry.what_for, ends=(isolated(number),), value=entry.target)
