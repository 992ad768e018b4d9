"""The system asks the program to end (SIGTERM, Ctrl-C): it closes as if the agent had, and nothing is lost."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier


class ClosingSignals(QObject):
    """Python's handlers run only when Python does: a socket wakes Qt's loop up."""

    def __init__(self, close: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._close = close
        self._here, self._there = socket.socketpair()
        self._there.setblocking(False)
        notifier = QSocketNotifier(self._here.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(self._woken)
        signal.set_wakeup_fd(self._there.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)

    def _woken(self) -> None:
        self._here.recv(64)
        self._close()
