"""A small window on top of everything while a call rings and the main window is not in front. It takes no focus."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from softphone.model.calls import Call
from softphone.ui.calls.who import Who
from softphone.ui.controls.chips import Chip
from softphone.ui.controls.painted_button import Kind
from softphone.ui.controls.push_button import PushButton
from softphone.ui.controls.surface import Surface, column, row
from softphone.ui.controls.text import CutText
from softphone.ui.theme.tokens import AROUND, GAP, INSIDE, SPOKEN, TIGHT, Ink

_WIDTH = 360


class RingWindow(Surface):
    answer_requested = Signal(str)
    decline_requested = Signal(str)

    def __init__(self, who: Who, owner: QWidget) -> None:
        super().__init__("ringing", owner)
        self._who = who
        self._call: Call | None = None
        self.setWindowFlags(
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        # Not translucent: without a compositor what shines through is black. A frame that is a window is not styled.
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Incoming call"))
        self._chip = Chip()
        self._title, self._line = CutText(size=SPOKEN, bold=True), CutText(ink=Ink.QUIET)
        self.answer = PushButton(self.tr("Answer"), "phone", Kind.GO)
        self.decline = PushButton(self.tr("Decline"), "phone-off")
        for button in (self.answer, self.decline):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        words = column(self._title, self._line, gap=TIGHT)
        keys = row(self.answer, self.decline, gap=GAP)
        keys.setStretch(0, 1)
        keys.setStretch(1, 1)
        self.setLayout(column(row(self._chip, 1), words, keys, gap=INSIDE, margin=AROUND))
        self.setFixedWidth(_WIDTH)
        self.answer.clicked.connect(lambda: self._call and self.answer_requested.emit(self._call.id))
        self.decline.clicked.connect(lambda: self._call and self.decline_requested.emit(self._call.id))

    def show_call(self, call: Call | None, is_needed: bool) -> None:
        self._call = call
        if call is None or not is_needed:
            self.hide()
            return
        self._chip.say(self._who.place(call), Ink.READY, "phone-incoming")
        self._title.setText(self._who.title(call))
        self._line.setText(self._who.line(call))
        self.adjustSize()
        self._move_to_corner()
        self.show()

    def _move_to_corner(self) -> None:
        screen = QGuiApplication.primaryScreen()
        if screen is not None:
            place = screen.availableGeometry()
            self.move(place.right() - self.width() - AROUND, place.bottom() - self.height() - AROUND)
