"""A thin bar: a sound level, or how much of a time is used."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import Ink


class Meter(QWidget):
    def __init__(self, name: str, ink: Ink = Ink.READY, *, width: int = 0) -> None:
        super().__init__()
        self._part, self._ink = 0.0, ink
        self.setAccessibleName(name)
        self.setFixedHeight(6)
        if width:
            self.setFixedWidth(width)
        else:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    @property
    def part(self) -> float:
        return self._part

    def show_part(self, part: float, ink: Ink | None = None) -> None:
        """Fill the bar: 0 to 1."""
        part = min(1.0, max(0.0, part))
        if part != self._part or (ink and ink is not self._ink):
            self._part, self._ink = part, ink or self._ink
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().palette.line))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        if self._part <= 0:
            return
        filled = QRectF(0, 0, max(6.0, self.width() * self._part), self.height())
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            filled.moveRight(self.width())
        painter.setBrush(QColor(theme().palette.tone(self._ink).ink))
        painter.drawRoundedRect(filled, 3, 3)


def loudness(level: float) -> float:
    """A linear level as the length of a bar: -48 dB is empty, full is full."""
    from math import log10

    return 0.0 if level <= 0.004 else min(1.0, 1.0 + 20 * log10(level) / 48)
