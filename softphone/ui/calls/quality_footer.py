"""How good the line is: a word, its cause, and the figures behind it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from softphone.model.calls import Call, CallStatistics
from softphone.ui.controls.glyph import Glyph
from softphone.ui.controls.surface import row
from softphone.ui.controls.text import CutText, Text
from softphone.ui.theme.tokens import GAP, SMALL, Ink
from softphone.ui.words.line_quality import figures, quality_face


class QualityFooter(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._call_id = ""
        self._is_measured = False
        self._glyph = Glyph("activity")
        self._word = Text(size=SMALL, ink=Ink.QUIET)
        self._figures = CutText(size=SMALL, ink=Ink.QUIET)
        layout = row(self._glyph, self._word, self._figures, gap=GAP)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.setAccessibleName(self.tr("Line"))

    def show_call(self, call: Call | None) -> None:
        self.setVisible(call is not None)
        call_id = call.id if call else ""
        if call_id != self._call_id:
            self._call_id = call_id
            self._is_measured = False
            self._glyph.show_icon("activity", Ink.QUIET)
            self._word.set_ink(Ink.QUIET)
            self._figures.setText("")
        if call is not None and not self._is_measured:
            is_answered = call.answered_at is not None
            ahead = self.tr("Line: measured from the answer on")
            self._word.setText(self.tr("Line: no figures yet") if is_answered else ahead)

    def show_statistics(self, statistics: CallStatistics) -> None:
        if statistics.call_id != self._call_id:
            return
        self._is_measured = True
        face = quality_face(statistics)
        self._glyph.show_icon(face.icon, face.ink)
        self._word.setText(face.word)
        self._word.set_ink(face.ink)
        self._figures.setText(figures(statistics))
        self.setAccessibleDescription(f"{face.word}. {figures(statistics)}")
