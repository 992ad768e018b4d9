"""Placing a call: a number typed, pasted or pressed, and the numbers spoken with last."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from softphone.model.calls import Call
from softphone.model.history import PastCall
from softphone.ui.calls.keypad import DigitGrid
from softphone.ui.controls.empty_state import EmptyState
from softphone.ui.controls.field import FieldProblem
from softphone.ui.controls.painted_button import Kind
from softphone.ui.controls.push_button import IconButton, PushButton
from softphone.ui.controls.rows import RowList
from softphone.ui.controls.surface import Card, row
from softphone.ui.controls.text import Text
from softphone.ui.history.rows import PastCalls
from softphone.ui.theme.tokens import GAP, TIGHT

_MOST_RECENT = 30


class DialCard(Card):
    dial_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Number to call"))
        self.field.setPlaceholderText(self.tr("Number or address"))
        self.field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._rub_out = IconButton(self.tr("Delete the last digit"), "delete", side=36)
        self.call = PushButton(self.tr("Call"), "phone", Kind.GO, height=40)
        self.call.show_key("Enter")
        self.problem = FieldProblem(self.field)
        self.grid = DigitGrid()
        self.fill(
            Text(self.tr("Call a number"), bold=True),
            row(self.field, self._rub_out, gap=TIGHT),
            self.problem,
            self.grid,
            self.call,
            1,
        )
        self.grid.pressed.connect(self._type)
        self._rub_out.clicked.connect(self.field.backspace)
        self.call.clicked.connect(self._dial)
        self.field.returnPressed.connect(self._dial)
        self.field.textChanged.connect(lambda text: self.call.setEnabled(bool(text.strip())))
        self.call.setEnabled(False)

    def show_call(self, call: Call) -> None:
        """The number that was typed is being called: the field is free for another one."""
        if not call.incoming and not call.is_over:
            self.problem.clear_problem()
            self.field.clear()

    def _type(self, digit: str) -> None:
        self.problem.clear_problem()
        self.field.insert(digit)

    def _dial(self) -> None:
        if text := self.field.text().strip():
            self.dial_requested.emit(text)


class RecentCard(Card):
    dial_requested = Signal(str)

    def __init__(self, past_calls: PastCalls) -> None:
        super().__init__()
        self._past_calls = past_calls
        self.list = RowList(self.tr("Recent calls"), (72,))
        self.list.keeps_row = False
        self._empty = EmptyState(
            "history",
            self.tr("No calls yet"),
            self.tr("Who you speak with stands here; Enter or a double click calls."),
        )
        self.fill(Text(self.tr("Recent"), bold=True), self.list, self._empty, gap=GAP)
        self.list.chosen.connect(lambda past: self.dial_requested.emit(past.number or past.call.number))
        self.show_history((), 0.0)

    def show_history(self, calls: tuple[PastCall, ...], now: float) -> None:
        self.list.show_rows([self._past_calls.short_row(past, now) for past in calls[:_MOST_RECENT]])
        self.list.setVisible(bool(calls))
        self._empty.setVisible(not calls)
