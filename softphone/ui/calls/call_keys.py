"""The buttons of a call, each with its key; what the call does not allow is off."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from softphone.model.calls import Call
from softphone.ui.controls.painted_button import Kind
from softphone.ui.controls.surface import row
from softphone.ui.controls.tile_button import TileButton
from softphone.ui.theme.tokens import GAP

_STARTLED_MS = 1000
"""A key pressed to decline must not hang up on another customer because the caller gave up meanwhile."""


class CallKeys(QWidget):
    mute_requested = Signal(str)
    unmute_requested = Signal(str)
    hold_requested = Signal(str)
    resume_requested = Signal(str)
    hang_up_requested = Signal(str)
    keypad_toggled = Signal(bool)
    transfer_toggled = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._call: Call | None = None
        self._another_rings = False
        self._startled = QTimer(self)
        self._startled.setSingleShot(True)
        self._startled.setInterval(_STARTLED_MS)
        self.mute = TileButton(self.tr("Mute"), "mic", "F5")
        self.hold = TileButton(self.tr("Hold"), "pause", "F6")
        self.keypad = TileButton(self.tr("Keypad"), "grid-3x3", "F7")
        self.transfer = TileButton(self.tr("Transfer"), "arrow-left-right", "F8")
        self.hang_up = TileButton(self.tr("Hang up"), "phone-off", "F4", Kind.DANGER)
        for toggle in (self.mute, self.hold, self.keypad, self.transfer):
            toggle.setCheckable(True)
        self.setLayout(row(self.mute, self.hold, self.keypad, self.transfer, self.hang_up, gap=GAP))
        self.mute.clicked.connect(self._mute)
        self.hold.clicked.connect(self._hold)
        self.keypad.clicked.connect(self.keypad_toggled)
        self.transfer.clicked.connect(self.transfer_toggled)
        self.hang_up.clicked.connect(self._hang_up)
        self._startled.timeout.connect(lambda: self.hang_up.set_key("F4"))

    def show_call(self, call: Call | None, another_rings: bool) -> None:
        """`another_rings`: then F4 declines that one, and this one is ended with the pointer or by Tab."""
        self._call = call
        self._show_key(another_rings)
        self.setVisible(call is not None)
        if call is None:
            return
        self.mute.setEnabled(call.may_mute)
        self.mute.show_face(self.tr("Unmute") if call.muted else self.tr("Mute"), "mic-off" if call.muted else "mic")
        self.mute.setChecked(call.muted)
        self.hold.setEnabled(call.may_hold or call.may_resume)
        self.hold.show_face(self.tr("Resume") if call.is_held else self.tr("Hold"), "play" if call.is_held else "pause")
        self.hold.setChecked(call.is_held)
        self.keypad.setEnabled(call.may_send_digits)
        self.transfer.setEnabled(call.may_transfer)
        self.hang_up.setEnabled(call.may_hang_up)

    def _show_key(self, another_rings: bool) -> None:
        before, self._another_rings = self._another_rings, another_rings
        if another_rings:
            self._startled.stop()
            self.hang_up.set_key("")
        elif before:
            self._startled.start()

    def show_open(self, keypad: bool, transfer: bool) -> None:
        """Which of the two panels is open below."""
        self.keypad.setChecked(keypad)
        self.transfer.setChecked(transfer)

    def _mute(self) -> None:
        if self._call is not None:
            self.mute.setChecked(self._call.muted)
            wish = self.unmute_requested if self._call.muted else self.mute_requested
            wish.emit(self._call.id)

    def _hold(self) -> None:
        if self._call is not None:
            self.hold.setChecked(self._call.is_held)
            wish = self.resume_requested if self._call.is_held else self.hold_requested
            wish.emit(self._call.id)

    def _hang_up(self) -> None:
        if self._call is not None:
            self.hang_up_requested.emit(self._call.id)
