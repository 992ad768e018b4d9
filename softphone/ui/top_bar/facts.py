"""Three separate facts, never one green dot: registered, reached, heard; each said only when it was confirmed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from softphone.model.calls import Call, Levels
from softphone.model.devices import FILE_DRIVER, DevicesChanged
from softphone.model.registration import Registration, RegistrationState
from softphone.ui.controls.glyph import Glyph
from softphone.ui.controls.meter import Meter, loudness
from softphone.ui.controls.surface import row
from softphone.ui.controls.text import Text
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import CORNER, TIGHT, Ink
from softphone.ui.words.state_words import Face, registration_face
from softphone.ui.words.times import ago

HEARD_LEVEL = 0.01
HEARD_FOR_SECONDS = 3.0


class Fact(QWidget):
    """An icon and a word in one tone; the explanation is the tool tip and is read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self._glyph = Glyph("info")
        self._word = Text(ink=Ink.QUIET)
        self.setLayout(row(self._glyph, self._word, *self._behind(), gap=TIGHT + 2))
        # With Tab, for whoever reads with a screen reader; a click leaves the keyboard where it is.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _behind(self) -> tuple[QWidget, ...]:
        """What stands behind the word."""
        return ()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """What a pointer would read."""
        super().focusInEvent(event)
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), self.toolTip(), self)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        QToolTip.hideText()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(QColor(theme().palette.accent.ink), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), CORNER, CORNER)

    @property
    def word(self) -> str:
        return self._word.text()

    def show_face(self, face: Face) -> None:
        self._glyph.show_icon(face.icon, face.ink)
        self._word.setText(face.word)
        self._word.set_ink(face.ink)
        self.setToolTip(face.explanation)
        self.setAccessibleDescription(f"{face.word}. {face.explanation}")


class RegisteredFact(Fact):
    reachable_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Registered"))
        self.show_registration(Registration())

    def show_registration(self, registration: Registration) -> None:
        self.show_face(registration_face(registration))
        self.reachable_changed.emit(registration.state in (RegistrationState.REGISTERED, RegistrationState.TRYING))


class ReachedFact(Fact):
    """When a call last reached this computer: the one proof of being reachable that needs no test call."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Calls reach me"))
        self._last: float | None = None
        self.show_time(0.0)

    def show_call(self, call: Call) -> None:
        if call.incoming and not call.service:
            self._last = max(self._last or 0.0, call.started_at)

    def forget(self) -> None:
        self._last = None
        self.show_time(0.0)

    def show_time(self, now: float) -> None:
        if self._last is None:
            why = self.tr("No call has come in since you signed in, so it is not known whether calls reach you.")
            self.show_face(Face("phone-incoming", Ink.QUIET, self.tr("No call yet"), why))
            return
        why = self.tr("A call reached this computer, so the way from the server to here works.")
        word = self.tr("Last call {0}").format(ago(now - self._last))
        self.show_face(Face("phone-incoming", Ink.READY, word, why))


class HeardFact(Fact):
    """Whether the customer is sent what the microphone picks up, and if not, who stopped it."""

    call_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("The caller hears me"))
        self._call: Call | None = None
        self._has_microphone = True
        self._heard_at = float("-inf")
        self._draw(0.0)

    def _behind(self) -> tuple[QWidget, ...]:
        self._meter = Meter(self.tr("Microphone"), width=48)
        return (self._meter,)

    def show_call(self, call: Call | None, now: float) -> None:
        """The call that is talked in now."""
        self._call = call
        self.call_changed.emit(call)
        if call is None or call.is_held:
            self._meter.show_part(0.0)
        self._draw(now)

    def show_devices(self, devices: DevicesChanged, now: float) -> None:
        chosen = devices.chosen.microphone
        is_there = chosen.driver == FILE_DRIVER or any(device.id == chosen for device in devices.devices)
        self._has_microphone = is_there and devices.trouble is None
        self._draw(now)

    def show_levels(self, levels: Levels, now: float) -> None:
        if levels.sent >= HEARD_LEVEL:
            self._heard_at = now
        self._meter.show_part(loudness(levels.microphone), Ink.READY if levels.sent > 0 else Ink.QUIET)
        self._draw(now)

    def _draw(self, now: float) -> None:
        talking = self._call is not None and self._call.is_talking
        self._meter.setVisible(talking and self._has_microphone)
        self.show_face(self._face(self._call, now) if self._call and talking else self._idle_face())

    def _idle_face(self) -> Face:
        if not self._has_microphone:
            why = self.tr("The chosen microphone is not there: plug it in or choose another one under Settings.")
            return Face("mic-off", Ink.MISSED, self.tr("No microphone"), why)
        return Face("mic", Ink.QUIET, self.tr("Microphone off"), self.tr("It is used only during a call."))

    def _face(self, call: Call, now: float) -> Face:
        if not self._has_microphone:
            return self._idle_face()
        if call.is_held:
            return Face("pause", Ink.BREAK, self.tr("On hold"), self.tr("You have put the caller on hold."))
        if call.muted:
            return Face("mic-off", Ink.MISSED, self.tr("Muted by you"), self.tr("F5 lets the caller hear you again."))
        if now - self._heard_at <= HEARD_FOR_SECONDS:
            return Face("mic", Ink.READY, self.tr("They hear you"), self.tr("What you say is sent to the caller."))
        return Face("mic", Ink.QUIET, self.tr("Not heard"), self.tr("Nothing loud enough came from your microphone."))
