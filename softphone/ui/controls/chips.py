"""Chips: a word on a coloured ground that says what something is, and one that can be chosen."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from softphone.ui.controls.painted_button import Kind, PaintedButton
from softphone.ui.theme.icons import draw_icon
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import CORNER_SMALL, GAP, ICON_SMALL, INSIDE, SMALL, TEXT, TIGHT, Ink


class Chip(QWidget):
    """Says a state or a queue: icon and word on the ground of its tone."""

    def __init__(self, text: str = "", ink: Ink = Ink.ACCENT, icon_name: str = "") -> None:
        super().__init__()
        self._text, self._ink, self._icon = text, ink, icon_name
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        theme().changed.connect(self._dress)

    @property
    def text(self) -> str:
        return self._text

    def say(self, text: str, ink: Ink = Ink.ACCENT, icon_name: str = "") -> None:
        if (text, ink, icon_name) != (self._text, self._ink, self._icon):
            self._text, self._ink, self._icon = text, ink, icon_name
            self.setAccessibleName(text)
            self._dress()
        self.setVisible(bool(text))

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme().font(SMALL, bold=True)).horizontalAdvance(self._text) + 1
        return QSize(words + 2 * GAP + self._before(), theme().scaled(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(64, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = theme().palette.tone(self._ink)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.ground))
        painter.drawRoundedRect(QRectF(self.rect()), CORNER_SMALL, CORNER_SMALL)
        self._draw_words(painter, tone.ink)

    def _draw_words(self, painter: QPainter, ink: str) -> None:
        font = theme().font(SMALL, bold=True)
        room = QRect(GAP + self._before(), 0, self.width() - 2 * GAP - self._before(), self.height())
        sign = QRect(GAP, (self.height() - ICON_SMALL) // 2, ICON_SMALL, ICON_SMALL)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            room.moveLeft(GAP)
            sign.moveLeft(self.width() - GAP - ICON_SMALL)
        if self._icon:
            draw_icon(painter, self._icon, sign, ink)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        shown = QFontMetrics(font).elidedText(self._text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)

    def _before(self) -> int:
        return ICON_SMALL + TIGHT if self._icon else 0

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()


class ChoiceChip(PaintedButton):
    """A pill that can be chosen, with its digit or count behind the word."""

    def __init__(self, text: str, tail: str = "") -> None:
        super().__init__(text, "", Kind.PLAIN)
        self._tail = tail
        self.setCheckable(True)

    def show_tail(self, tail: str) -> None:
        self._tail = tail
        self._dress()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme().font(TEXT, bold=True)).horizontalAdvance(self.text()) + 1
        return QSize(words + self._tail_width() + 2 * INSIDE, theme().scaled(32))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint = self.paint()
        self.draw_ground(painter, paint, self.height() / 2 - 0.5)
        tail = self._tail_width()
        room = QRect(INSIDE, 0, self.width() - 2 * INSIDE - tail, self.height())
        font = theme().font(TEXT, bold=self.isChecked())
        painter.setFont(font)
        painter.setPen(QColor(paint.ink))
        words = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(self.mirrored(room), Qt.AlignmentFlag.AlignCenter, words)
        if self._tail:
            painter.setFont(theme().font(SMALL, bold=True))
            painter.setPen(QColor(paint.small))
            place = QRect(room.right() + 1, 0, tail, self.height())
            painter.drawText(self.mirrored(place), Qt.AlignmentFlag.AlignCenter, self._tail)

    def _tail_width(self) -> int:
        if not self._tail:
            return 0
        return QFontMetrics(theme().font(SMALL, bold=True)).horizontalAdvance(self._tail) + GAP
