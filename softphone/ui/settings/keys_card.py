"""Which keys there are, and which version of the program this is."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from softphone import __version__
from softphone.ui.controls.text import Text, isolated
from softphone.ui.theme.tokens import GAP, INSIDE, TIGHT, Ink


class KeysAndVersion(QWidget):
    """Each key and what it does, in the order of a call."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(INSIDE)
        grid.setVerticalSpacing(TIGHT)
        keys = self._keys()
        for line, (key, what) in enumerate(keys):
            grid.addWidget(Text(isolated(key), ink=Ink.QUIET), line, 0)
            grid.addWidget(Text(what), line, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowMinimumHeight(len(keys), GAP)
        version = Text(self.tr("Softphone {0}").format(isolated(__version__)), ink=Ink.QUIET)
        grid.addWidget(version, len(keys) + 1, 0, 1, 2)

    def _keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("F2", self.tr("Answer")),
            ("F3", self.tr("Switch to the other call")),
            ("F4", self.tr("Hang up, or decline a call that rings")),
            ("F5", self.tr("Mute")),
            ("F6", self.tr("Hold")),
            ("F7", self.tr("Keypad")),
            ("F8", self.tr("Transfer")),
            ("Ctrl+1 …", self.tr("How the call ended")),
            ("Ctrl+Enter", self.tr("Finish the note")),
            ("Ctrl+R", self.tr("Ready")),
            ("Ctrl+B", self.tr("Break")),
            ("Ctrl+D", self.tr("Calls")),
            ("Ctrl+H", self.tr("History")),
            ("Ctrl+F", self.tr("Search notes")),
            ("Ctrl+,", self.tr("Settings")),
        )
