"""A button with icon, word and key on one line."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from softphone.ui.controls.painted_button import Kind, PaintedButton
from softphone.ui.theme.icons import draw_icon
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import GAP, ICON_SMALL, INSIDE, SMALL, TEXT


class PushButton(PaintedButton):
    def __init__(
        self,
        text: str,
        icon_name: str = "",
        kind: Kind = Kind.PLAIN,
        *,
        height: int = 36,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, icon_name, kind, parent)
        self._height = height

    def sizeHint(self) -> QSize:
        widths = [width for width, _ in self._parts()]
        return QSize(sum(widths) + GAP * (len(widths) - 1) + 2 * INSIDE + 2, theme().scaled(self._height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        paint = self.paint()
        self.draw_ground(painter, paint)
        parts = self._parts()
        left = (self.width() - sum(width for width, _ in parts) - GAP * (len(parts) - 1)) // 2
        for width, what in parts:
            place = self.mirrored(QRect(left, 0, width, self.height()))
            self._draw_part(painter, place, what, paint.small if what == "key" else paint.ink)
            left += width + GAP

    def _draw_part(self, painter: QPainter, place: QRect, what: str, colour: str) -> None:
        if what == "icon":
            top = (self.height() - ICON_SMALL) // 2
            draw_icon(painter, self.icon_name, QRect(place.left(), top, ICON_SMALL, ICON_SMALL), colour)
            return
        painter.setFont(self._font(what))
        painter.setPen(QColor(colour))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.text() if what == "text" else self.key_words)

    def _parts(self) -> list[tuple[int, str]]:
        """Width and name of each part, in the order of reading."""
        parts = [(ICON_SMALL, "icon")] if self.icon_name else []
        if self.text():
            parts.append((QFontMetrics(self._font("text")).horizontalAdvance(self.text()) + 1, "text"))
        if self.key_words:
            parts.append((QFontMetrics(self._font("key")).horizontalAdvance(self.key_words) + 1, "key"))
        return parts

    def _font(self, what: str) -> QFont:
        return theme().font(TEXT, bold=True) if what == "text" else theme().font(SMALL)


class IconButton(PaintedButton):
    """A small button that shows its icon only; its name is spoken and stands in the tool tip."""

    def __init__(self, name: str, icon_name: str, *, side: int = 32) -> None:
        super().__init__("", icon_name, Kind.QUIET)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(side, side)

    def rename(self, name: str, icon_name: str) -> None:
        self.icon_name = icon_name
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        paint = self.paint()
        self.draw_ground(painter, paint)
        side = ICON_SMALL
        place = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        draw_icon(painter, self.icon_name, place, paint.ink if self.underMouse() else paint.small)
