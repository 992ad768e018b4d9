"""Digits for menus of machines: by pointer, and by the keyboard while the keypad has it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from softphone.ui.controls.painted_button import Kind, PaintedButton
from softphone.ui.controls.push_button import PushButton
from softphone.ui.controls.surface import Card, column, row
from softphone.ui.controls.text import Text
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import GAP, SMALL, SPOKEN, Ink

DIGITS = (
    ("1", ""),
    ("2", "ABC"),
    ("3", "DEF"),
    ("4", "GHI"),
    ("5", "JKL"),
    ("6", "MNO"),
    ("7", "PQRS"),
    ("8", "TUV"),
    ("9", "WXYZ"),
    ("*", ""),
    ("0", "+"),
    ("#", ""),
)
_KEY_WIDTH, _KEY_HEIGHT, _LEAST_HEIGHT = 80, 48, 40


class DigitButton(PaintedButton):
    def __init__(self, digit: str, letters: str) -> None:
        super().__init__(digit, "", Kind.PLAIN)
        self._letters = letters
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(_KEY_WIDTH, theme().scaled(_KEY_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(48, theme().scaled(_LEAST_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint = self.paint()
        self.draw_ground(painter, paint)
        middle = self.height() // 2
        room = QRect(0, 4, self.width(), middle) if self._letters else self.rect()
        painter.setFont(theme().font(SPOKEN, bold=True))
        painter.setPen(QColor(paint.ink))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.setFont(theme().font(SMALL))
        painter.setPen(QColor(paint.small))
        below = QRect(0, middle + 2, self.width(), middle - 6)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._letters)


class DigitGrid(QWidget):
    """Four rows of three, never mirrored: a keypad looks the same everywhere."""

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        for number, (digit, letters) in enumerate(DIGITS):
            button = DigitButton(digit, letters)
            button.clicked.connect(partial(self.pressed.emit, digit))
            grid.addWidget(button, number // 3, number % 3)


class KeypadPane(Card):
    digits_requested = Signal(str)
    close_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sent = QLineEdit()
        self._sent.setReadOnly(True)
        self._sent.setAccessibleName(self.tr("Digits sent"))
        self._sent.setPlaceholderText(self.tr("None yet"))
        self._sent.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._grid = DigitGrid()
        self._grid.setFixedWidth(3 * _KEY_WIDTH + 2 * GAP)
        hint = Text(
            self.tr("Type digits, star or hash on the keyboard, or press them here."), ink=Ink.QUIET, wraps=True
        )
        self.close_button = PushButton(self.tr("Close"), "x")
        self.close_button.show_key("Esc")
        words = column(Text(self.tr("Digits sent"), bold=True), self._sent, hint, 1, gap=GAP)
        head = row(Text(self.tr("Keypad"), bold=True), 1, self.close_button)
        body = row(self._grid, words, gap=2 * GAP)
        body.setStretch(1, 1)
        self.fill(head, body, 1)
        self.setFocusProxy(self._sent)
        self.setAccessibleName(self.tr("Keypad"))
        self.start_anew()
        self._grid.pressed.connect(self._send)
        self.close_button.clicked.connect(self.close_requested)

    def showEvent(self, event: QShowEvent) -> None:
        self._sent.setFont(theme().font(SPOKEN, bold=True))
        super().showEvent(event)

    def start_anew(self) -> None:
        """For another call."""
        self._sent.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and event.text() in "0123456789*#":
            self._send(event.text())
        else:
            super().keyPressEvent(event)

    def _send(self, digit: str) -> None:
        self._sent.setText((self._sent.text() + digit)[-24:])
        self.digits_requested.emit(digit)
