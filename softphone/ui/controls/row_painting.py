"""How a row of a list is painted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from softphone.ui.controls.row_model import ROW, Index, Row
from softphone.ui.theme.icons import draw_icon
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import CORNER, GAP, ICON, INSIDE, SMALL, TEXT

_HIT, _HIT_END = "\u2068", "\u2069"
_START = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
_END = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


class RowDelegate(QStyledItemDelegate):
    def __init__(self, parent: QObject, ends: Sequence[int]) -> None:
        super().__init__(parent)
        self._ends = tuple(ends)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = 20 + (18 if index.data(ROW).line or index.data(ROW).about else 0)
        return QSize(0, theme().scaled(lines) + INSIDE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW)
        direction, whole = option.direction, option.rect
        painter.save()
        painter.setLayoutDirection(direction)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter, option)
        inner = whole.adjusted(GAP, GAP - 2, -GAP, -(GAP - 2))
        two_lines = bool(row.line or row.about_line)
        top = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2 + 1) if two_lines else inner
        sign = QRect(inner.left(), top.center().y() - ICON // 2 + 1, ICON, ICON)
        palette = theme().palette
        draw_icon(painter, row.icon, QStyle.visualRect(direction, inner, sign), palette.tone(row.ink).ink)
        room = self._draw_ends(painter, option, top, row.ends)
        room -= sign.width() + INSIDE
        left = sign.right() + 1 + INSIDE
        if row.about:
            first = room * 2 // 5
            about = QRect(left + first + GAP, top.top(), room - first - GAP, top.height())
            self._draw(painter, option, about, row.about, font=theme().font(), colour=palette.text)
            self._draw_line(painter, option, _below(about, inner), row.about_line)
            room = first
        words = QRect(left, top.top(), room, top.height())
        self._draw(painter, option, words, row.title, font=theme().font(TEXT, bold=True), colour=palette.text)
        if two_lines:
            self._draw_line(painter, option, _below(words, inner), row.line, row.has_hits)
        painter.restore()

    def _draw_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        state, whole = option.state, option.rect
        palette = theme().palette
        painter.setPen(Qt.PenStyle.NoPen)
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        has_keyboard = bool(state & QStyle.StateFlag.State_HasFocus)
        if is_selected:
            painter.setBrush(QColor(palette.accent.ground))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(palette.hover))
        elif not has_keyboard:
            return
        if has_keyboard:
            painter.setPen(QPen(QColor(palette.accent.ink), 2))
        painter.drawRoundedRect(whole.adjusted(1, 2, -1, -2), CORNER, CORNER)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_ends(self, painter: QPainter, option: QStyleOptionViewItem, inner: QRect, ends: tuple[str, ...]) -> int:
        """Draw the columns at the end, last one outermost; returns the width that is left before them."""
        right = inner.width()
        for width, words in reversed(list(zip(self._ends, ends, strict=False))):
            column = QRect(inner.left() + right - width, inner.top(), width, inner.height())
            self._draw(
                painter, option, column, words, font=theme().font(), colour=theme().palette.quiet, alignment=_END
            )
            right -= width + GAP
        return right

    def _draw(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        room: QRect,
        words: str,
        *,
        font: QFont,
        colour: str,
        alignment: Qt.AlignmentFlag = _START,
    ) -> None:
        direction, whole = option.direction, option.rect
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        place = QStyle.visualRect(direction, whole, room)
        painter.drawText(place, int(QStyle.visualAlignment(direction, alignment)), shown)

    def _draw_line(
        self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, line: str, has_hits: bool = False
    ) -> None:
        """The quiet line; hits of a search in it stand out."""
        font = theme().font(SMALL)
        if not has_hits:
            self._draw(painter, option, room, line, font=font, colour=theme().palette.quiet)
            return
        direction, whole = option.direction, option.rect
        plain, hits = split_hits(" ".join(line.split()))
        plain = QFontMetrics(font).elidedText(plain, Qt.TextElideMode.ElideRight, room.width() - GAP)
        hits = [(start, length) for start, length in hits if start + length < len(plain)]
        layout = QTextLayout(plain, font)
        choice = QTextOption(QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeading))
        choice.setWrapMode(QTextOption.WrapMode.NoWrap)
        choice.setTextDirection(direction)
        layout.setTextOption(choice)
        layout.setFormats([_hit_format(start, length) for start, length in hits])
        layout.beginLayout()
        text_line = layout.createLine()
        text_line.setLineWidth(room.width())
        layout.endLayout()
        place = QStyle.visualRect(direction, whole, room)
        painter.setPen(QColor(theme().palette.quiet))
        painter.setClipRect(place)
        layout.draw(painter, QPointF(place.left(), place.top() + (place.height() - text_line.height()) / 2))


def _below(line: QRect, inner: QRect) -> QRect:
    return QRect(line.left(), line.bottom(), line.width(), inner.bottom() - line.bottom() + 1)


def split_hits(line: str) -> tuple[str, list[tuple[int, int]]]:
    """The words without marks, and where the marked ones are: start and length."""
    plain, hits, start = "", [], 0
    for letter in line:
        if letter == _HIT:
            start = len(plain)
        elif letter == _HIT_END:
            hits.append((start, len(plain) - start))
        else:
            plain += letter
    return plain, hits


def _hit_format(start: int, length: int) -> QTextLayout.FormatRange:
    look = QTextCharFormat()
    look.setForeground(QColor(theme().palette.accent.ink))
    look.setFontWeight(QFont.Weight.DemiBold)
    found = QTextLayout.FormatRange()
    found.start, found.length, found.format = start, length, look
    return found
