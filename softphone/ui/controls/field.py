"""Fields to type in: a label above, an icon inside, a password that can be looked at."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from softphone.ui.controls.glyph import Glyph
from softphone.ui.controls.push_button import IconButton
from softphone.ui.controls.text import Text
from softphone.ui.theme.tokens import GAP, ICON_SMALL, INSIDE, TIGHT, Ink


class IconField(QLineEdit):
    """A field with an icon before the words."""

    def __init__(self, name: str, icon_name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self._glyph = Glyph(icon_name, Ink.QUIET, ICON_SMALL, self)
        self.setTextMargins(ICON_SMALL + GAP, 0, 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._place()

    def _place(self) -> None:
        before = ICON_SMALL + GAP
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.setTextMargins(0 if mirrored else before, 0, before if mirrored else 0, 0)
        left = self.width() - INSIDE - ICON_SMALL if mirrored else INSIDE
        self._glyph.move(QPoint(left, (self.height() - ICON_SMALL) // 2))


class SecretField(QLineEdit):
    """A password; the eye shows it for as long as it is pressed in."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.eye = IconButton(self.tr("Show the password"), "eye", side=28)
        self.eye.setParent(self)
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._look)
        self.setTextMargins(0, 0, 28, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.setTextMargins(28 if mirrored else 0, 0, 0 if mirrored else 28, 0)
        left = TIGHT if mirrored else self.width() - 28 - TIGHT
        self.eye.move(left, (self.height() - 28) // 2)

    def _look(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.eye.rename(*self._eye_face(shown))

    def _eye_face(self, shown: bool) -> tuple[str, str]:
        return (self.tr("Hide the password"), "eye-off") if shown else (self.tr("Show the password"), "eye")


class Labelled(QWidget):
    """A field with its name above it, which is also its accessible name."""

    def __init__(self, name: str, field: QWidget) -> None:
        super().__init__()
        label = Text(name, bold=True)
        label.setBuddy(field)
        field.setAccessibleName(name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addWidget(label)
        layout.addWidget(field)
