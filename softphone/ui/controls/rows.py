"""A list of rows: icon, title with a quiet line below, and columns at the end that line up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from softphone.ui.theme.tokens import Ink

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Row:
    icon: str
    ink: Ink
    title: str
    line: str = ""
    about: str = ""
    """A second column with a quiet line below."""
    about_line: str = ""
    ends: tuple[str, ...] = ()
    """Columns at the end of reading."""
    has_hits: bool = False
    """Hits of a search stand in `line` between U+2068 and U+2069."""
    value: Any = None
    """What is handed out when the row is chosen."""


class RowModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        if tuple(rows) != self._rows:
            self.beginResetModel()
            self._rows = tuple(rows)
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join(part for part in (row.title, row.line, row.about, row.about_line, *row.ends) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.line.replace("\u2068", "").replace("\u2069", "")
        return None


class RowList(QListView):
    """`chosen`: Enter or double click; `looked_at`: the current row changed."""

    chosen = Signal(object)
    looked_at = Signal(object)

    def __init__(self, name: str, ends: Sequence[int] = ()) -> None:
        """`ends`: widths in pixels of the columns at the end."""
        from softphone.ui.controls.row_painting import RowDelegate

        super().__init__()
        self.rows = RowModel()
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(self, ends))
        self.setAccessibleName(name)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSizePolicy(self.sizePolicy().horizontalPolicy(), self.sizePolicy().Policy.Expanding)
        self.doubleClicked.connect(self._choose)
        self.selectionModel().currentChanged.connect(self._look)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 56)

    def sizeHint(self) -> QSize:
        return QSize(240, 112)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Keeps the current row where it is the same thing."""
        current = self.current()
        self.rows.show_rows(rows)
        for number, row in enumerate(rows):
            if current is not None and row.value == current:
                self.setCurrentIndex(self.rows.index(number))

    def current(self) -> Any:
        index = self.currentIndex()
        return index.data(ROW).value if index.isValid() else None

    def take_first(self) -> None:
        if self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.current())
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(ROW).value)

    def _look(self, index: QModelIndex) -> None:
        self.looked_at.emit(index.data(ROW).value if index.isValid() else None)
