"""An icon that stands alone beside words."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from softphone.ui.theme.icons import draw_icon
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import ICON_SMALL, Ink


class Glyph(QWidget):
    def __init__(self, name: str, ink: Ink = Ink.QUIET, size: int = ICON_SMALL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._ink = name, ink
        self.setFixedSize(size, size)
        theme().changed.connect(self.update)

    def show_icon(self, name: str, ink: Ink) -> None:
        if (name, ink) != (self._name, self._ink):
            self._name, self._ink = name, ink
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        draw_icon(painter, self._name, self.rect(), theme().palette.tone(self._ink).ink)
