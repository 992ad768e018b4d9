"""What stands in an empty place: why it is empty and what comes next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from softphone.ui.controls.glyph import Glyph
from softphone.ui.controls.text import Text
from softphone.ui.theme.tokens import AROUND, GAP, ICON, TIGHT, Ink


class EmptyState(QWidget):
    def __init__(self, icon_name: str, title: str, sentence: str) -> None:
        super().__init__()
        self._title = Text(title, bold=True, wraps=True)
        self._sentence = Text(sentence, ink=Ink.QUIET, wraps=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(AROUND, AROUND, AROUND, AROUND)
        layout.setSpacing(TIGHT)
        layout.addStretch(1)
        layout.addWidget(Glyph(icon_name, Ink.QUIET, ICON), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(GAP - TIGHT)
        for words in (self._title, self._sentence):
            words.stand(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(words)
        layout.addStretch(1)

    def say(self, title: str, sentence: str) -> None:
        self._title.setText(title)
        self._sentence.setText(sentence)
