"""The other call, which waits: a strip with who, how long, and the key that swaps."""

from __future__ import annotations

from PySide6.QtCore import Signal

from softphone.model.calls import Call
from softphone.ui.calls.who import Who
from softphone.ui.controls.chips import Chip
from softphone.ui.controls.push_button import IconButton, PushButton
from softphone.ui.controls.surface import Surface, row
from softphone.ui.controls.text import CutText, Text
from softphone.ui.theme.tokens import GAP, INSIDE, Ink
from softphone.ui.words.call_words import call_face
from softphone.ui.words.times import clock


class SecondCall(Surface):
    swap_requested = Signal(str)
    hang_up_requested = Signal(str)

    def __init__(self, who: Who) -> None:
        super().__init__("card")
        self._who = who
        self._call: Call | None = None
        self._chip = Chip()
        self._title = CutText(bold=True)
        self._line = CutText(ink=Ink.QUIET)
        self._clock = Text(ink=Ink.QUIET)
        self.swap = PushButton(self.tr("Swap"), "arrow-left-right")
        self.swap.set_key("F3")
        self.hang_up = IconButton(self.tr("Hang up the waiting call"), "phone-off")
        layout = row(self._chip, self._title, self._line, 1, self._clock, self.swap, self.hang_up, gap=INSIDE)
        layout.setContentsMargins(INSIDE, GAP, GAP, GAP)
        self.setLayout(layout)
        self.swap.clicked.connect(lambda: self._call and self.swap_requested.emit(self._call.id))
        self.hang_up.clicked.connect(lambda: self._call and self.hang_up_requested.emit(self._call.id))
        self.hide()

    def show_call(self, call: Call | None) -> None:
        self._call = call
        self.setVisible(call is not None)
        if call is None:
            return
        face = call_face(call)
        self._chip.say(self.tr("On hold") if call.is_held else face.word, face.ink, face.icon)
        self._title.setText(self._who.title(call))
        self._line.setText(self._who.line(call))
        self.swap.setEnabled(call.is_talking)

    def show_time(self, now: float) -> None:
        if self._call is not None:
            self._clock.setText(clock(self._call.talk_seconds(now)))
