"""The large buttons of a call: icon, word and key below one another."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from softphone.ui.controls.painted_button import Kind, PaintedButton
from softphone.ui.theme.icons import draw_icon
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import CORNER, GAP, ICON, SMALL, TEXT, TIGHT


class TileButton(PaintedButton):
    def __init__(self, text: str, icon_name: str, key: str, kind: Kind = Kind.PLAIN) -> None:
        super().__init__(text, icon_name, kind)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_key(key)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme().font(TEXT)).horizontalAdvance(self.text())
        return QSize(max(80, words + 2 * GAP), self._heights()[-1] + GAP)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        paint = self.paint()
        self.draw_ground(painter, paint, CORNER)
        icon_top, word_top, key_top, end = self._heights()
        draw_icon(painter, self.icon_name, QRect((self.width() - ICON) // 2, icon_top, ICON, ICON), paint.ink)
        painter.setPen(QColor(paint.ink))
        painter.setFont(theme().font(TEXT))
        painter.drawText(0, word_top, self.width(), key_top - word_top, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.setPen(QColor(paint.small))
        painter.setFont(theme().font(SMALL))
        painter.drawText(0, key_top, self.width(), end - key_top, Qt.AlignmentFlag.AlignCenter, self.key_words)

    def _heights(self) -> tuple[int, int, int, int]:
        """Tops of icon, word and key, and the key's end."""
        word = GAP + ICON + TIGHT
        key = word + theme().scaled(20)
        return GAP, word, key, key + theme().scaled(16)
