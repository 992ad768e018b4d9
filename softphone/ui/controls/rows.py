"""A list of rows: icon, title with a quiet line below, and columns at the end that line up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from softphone.ui.controls.row_model import ROW, Row, RowModel
from softphone.ui.controls.row_painting import RowDelegate


class RowList(QListView):
    """`chosen`: Enter on a row that is seen to be selected, or double click; `looked_at`: another row is selected."""

    chosen = Signal(object)
    looked_at = Signal(object)

    def __init__(self, name: str, ends: Sequence[int] = ()) -> None:
        """`ends`: widths in pixels of the columns at the end."""
        super().__init__()
        self.keeps_row = True
        """False: the selection is dropped when the rows change while the list has no keyboard."""
        self.rows = RowModel()
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(self, ends))
        self.setAccessibleName(name)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSizePolicy(self.sizePolicy().horizontalPolicy(), self.sizePolicy().Policy.Expanding)
        self.doubleClicked.connect(self._choose)
        self.selectionModel().selectionChanged.connect(self._look)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 56)

    def sizeHint(self) -> QSize:
        return QSize(240, 112)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Keeps the selected row where it is the same thing and still of use: nobody comes back to an old one."""
        current = self.current() if self.keeps_row or self.hasFocus() else None
        if current is None:
            self.setCurrentIndex(QModelIndex())
        self.rows.show_rows(rows)
        for number, row in enumerate(rows):
            if current is not None and row.value == current:
                self.setCurrentIndex(self.rows.index(number))

    def current(self) -> Any:
        """What is selected. Qt's current row alone is not: it moves with the focus."""
        index = self.currentIndex()
        return index.data(ROW).value if self.selectionModel().isSelected(index) else None

    def take_first(self) -> None:
        if self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.selectionModel().isSelected(self.currentIndex()):
            self.chosen.emit(self.current())

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(ROW).value)

    def _look(self) -> None:
        self.looked_at.emit(self.current())
