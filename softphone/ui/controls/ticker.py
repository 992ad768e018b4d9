"""The beat of all running clocks: once a second, together."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal


class Ticker(QObject):
    """`now` gives epoch seconds; the pictures and tests put their own in its place."""

    tick = Signal(float)

    def __init__(self, parent: QObject | None = None, now: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self.now = now
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(lambda: self.tick.emit(self.now()))
        self._timer.start()
