"""One window for each profile: a second start brings the first one to the front and ends."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_KNOCK_MS = 500


class OnlyWindow(QObject):
    called = Signal()
    """Another start asked this window to show itself."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        # A pipe's name on Windows, a socket's path elsewhere: the folder is its owner's alone.
        self._name = str(folder / "window") if folder.drive == "" else hashlib.sha256(str(folder).encode()).hexdigest()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)

    def is_first(self) -> bool:
        """Whether no other window holds the profile; if one does, it has been called."""
        if self._somebody_answers():
            return False
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)
        return True

    def _somebody_answers(self) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        answers = socket.waitForConnected(_KNOCK_MS)
        socket.abort()
        return answers

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.deleteLater()
            self.called.emit()
