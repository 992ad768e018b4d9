"""What all our painted buttons share: kinds, colours by state, the focus ring, the key written on the button."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QEnterEvent, QKeySequence, QPainter, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget

from softphone.ui.controls.text import isolated
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import CORNER, Palette


class Kind(Enum):
    PLAIN = "plain"
    """On a card with a line around it."""
    QUIET = "quiet"
    """No ground until the pointer is over it."""
    PRIMARY = "primary"
    GO = "go"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Paint:
    ground: QColor
    line: QColor
    ink: str
    small: str


_CLEAR = QColor(0, 0, 0, 0)


class PaintedButton(QAbstractButton):
    """Buttons take the focus by Tab only, so that a click leaves the keyboard with the note."""

    def __init__(self, text: str, icon_name: str, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon_name, self.kind = icon_name, kind
        self.key_words = ""
        # Not QAbstractButton's own shortcut: that one shows the button pressed for 100 ms before it clicks.
        self._keys = QShortcut(self)
        self._keys.setAutoRepeat(False)
        self._keys.activated.connect(self.click)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme().changed.connect(self._dress)

    def setText(self, text: str) -> None:
        """An "&" is a letter of the words, not the mark of a key."""
        super().setText(text)
        self.setShortcut(QKeySequence())

    def set_key(self, key: str) -> None:
        """The key that presses this button while it is shown, "F5"; "" for none. It is written on the button."""
        self._keys.setKey(QKeySequence(key))
        self.show_key(key)

    @property
    def key(self) -> str:
        """The key that presses it, "" for none."""
        return self._keys.key().toString()

    def show_key(self, key: str) -> None:
        """Write `key` on the button; whoever catches the key presses the button."""
        self.key_words = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText).replace("Return", "Enter")
        self.key_words = isolated(self.key_words)
        self.setAccessibleDescription(self.key_words)
        self.updateGeometry()
        self.update()

    def show_face(self, text: str, icon_name: str) -> None:
        """Another word and icon, as for mute and unmute; the key stays."""
        if (text, icon_name) == (self.text(), self.icon_name):
            return
        self.icon_name = icon_name
        self.setText(text)
        self.updateGeometry()
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paint(self) -> Paint:
        """The colours of this moment."""
        palette = theme().palette
        if not self.isEnabled():
            return Paint(QColor(palette.card), QColor(palette.line), palette.quiet, palette.quiet)
        if self.kind in _FILLS:
            return self._filled(palette)
        if self.isChecked():
            tone = palette.accent
            return Paint(QColor(tone.ground), QColor(tone.ink), tone.ink, tone.ink)
        busy = self.isDown() or self.underMouse()
        if self.kind is Kind.QUIET:
            return Paint(QColor(palette.hover) if busy else _CLEAR, _CLEAR, palette.text, palette.quiet)
        ground = palette.hover if busy else palette.card
        return Paint(QColor(ground), QColor(palette.line), palette.text, palette.quiet)

    def draw_ground(self, painter: QPainter, paint: Paint, corner: float = CORNER) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(paint.ground)
        painter.setPen(QPen(paint.line, 1) if paint.line.alpha() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
        if self.hasFocus():
            self._draw_ring(painter, corner)

    def mirrored(self, place: QRect) -> QRect:
        """`place` in the direction of reading."""
        if self.layoutDirection() is Qt.LayoutDirection.LeftToRight:
            return place
        return QRect(self.width() - place.right() - 1, place.top(), place.width(), place.height())

    def _filled(self, palette: Palette) -> Paint:
        fill = QColor(getattr(palette, _FILLS[self.kind]).ink)
        if self.isDown() or self.underMouse():
            fill = fill.lighter(108) if palette.is_dark else fill.darker(112)
        return Paint(fill, fill, palette.on_fill, palette.on_fill)

    def _draw_ring(self, painter: QPainter, corner: float) -> None:
        palette = theme().palette
        inner = palette.on_fill if self.kind in _FILLS else palette.accent.ink
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(inner), 2))
        inset = 3 if self.kind in _FILLS else 1
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), corner - 2, corner - 2)

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()


_FILLS = {Kind.PRIMARY: "accent", Kind.GO: "ready", Kind.DANGER: "missed"}
