"""A box to choose from and a volume; the wheel scrolls the page over them and never changes them in passing."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView, QSlider

_KNOB = 24
"""The style sheet's knob with its ring; Qt would give it less and cut it."""


class Choice(QComboBox):
    def __init__(self) -> None:
        super().__init__()
        # The list that Qt makes by itself takes neither room nor colours of a line from the style sheet.
        self.setView(QListView(self))

    def setAccessibleName(self, name: str) -> None:
        """On Linux Qt names a box by its value; what it is for is then its description."""
        super().setAccessibleName(name)
        self.setAccessibleDescription(name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Volume(QSlider):
    """Per cent; 100 changes nothing."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, 200)
        self.setValue(100)
        self.setPageStep(10)
        self.setMinimumHeight(_KNOB)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, _KNOB))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
