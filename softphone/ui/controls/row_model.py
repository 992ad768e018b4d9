"""One row of a list, and the model that holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from softphone.ui.controls.text import tip
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
            return tip(row.line.replace("\u2068", "").replace("\u2069", ""))
        return None
