"""All calls, newest first, with the reason of each one that was missed or failed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent

from softphone.model.history import HistoryChanged, PastCall
from softphone.ui.controls.chips import ChoiceChip
from softphone.ui.controls.empty_state import EmptyState
from softphone.ui.controls.push_button import PushButton
from softphone.ui.controls.rows import RowList
from softphone.ui.controls.surface import Card, row
from softphone.ui.controls.text import Text
from softphone.ui.history.rows import PastCalls
from softphone.ui.theme.tokens import GAP, INSIDE

_ENDS = (64, 120)


class HistoryPane(Card):
    dial_requested = Signal(str)
    seen = Signal()

    def __init__(self, past_calls: PastCalls) -> None:
        super().__init__()
        self._past_calls = past_calls
        self._calls: tuple[PastCall, ...] = ()
        self._now = 0.0
        self.all, self.missed = ChoiceChip(self.tr("All")), ChoiceChip(self.tr("Missed"))
        self.all.setChecked(True)
        for chip in (self.all, self.missed):
            chip.setAutoExclusive(True)
            chip.toggled.connect(self._draw)
        self.call = PushButton(self.tr("Call"), "phone")
        self.call.show_key("Enter")
        self.list = RowList(self.tr("Calls"), _ENDS)
        self._empty = EmptyState("history", "", "")
        head = row(Text(self.tr("History"), bold=True), self.all, self.missed, 1, self.call, gap=GAP)
        head.insertSpacing(1, GAP)
        self.fill(head, self.list, self._empty, gap=INSIDE)
        self.setFocusProxy(self.list)
        self.list.chosen.connect(self._dial)
        self.list.looked_at.connect(lambda past: self.call.setEnabled(past is not None))
        self.call.clicked.connect(lambda: self._dial(self.list.current()))
        self.call.setEnabled(False)
        self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        """Opened, it begins at the newest call, not where somebody was before."""
        super().showEvent(event)
        if not event.spontaneous():
            self.list.take_first()

    def show_history(self, history: HistoryChanged, now: float) -> None:
        self._calls, self._now = history.calls, now
        missed = sum(past.call.was_missed for past in history.calls)
        self.missed.show_tail(str(missed) if missed else "")
        self._draw()

    def _draw(self) -> None:
        shown = [past for past in self._calls if self.all.isChecked() or past.call.was_missed]
        self.list.show_rows([self._past_calls.row(past, self._now) for past in shown])
        self.list.setVisible(bool(shown))
        self._empty.setVisible(not shown)
        if self._calls:
            self._empty.say(self.tr("No missed calls"), self.tr("Every call that rang here was answered or declined."))
        else:
            self._empty.say(self.tr("No calls yet"), self.tr("Each call stands here from its first ring on."))

    def _dial(self, past: PastCall | None) -> None:
        if past is not None and (number := past.number or past.call.number):
            self.dial_requested.emit(number)
