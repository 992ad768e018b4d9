"""Two lines each: the queues I am in as the server sees it, and my figures of today."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from softphone.model.availability import QueuePresence, QueuePresenceChanged
from softphone.model.history import Today
from softphone.model.workplace import Profile
from softphone.ui.controls.glyph import Glyph
from softphone.ui.controls.surface import column, row
from softphone.ui.controls.text import CutText, Text
from softphone.ui.theme.tokens import SMALL, TIGHT, Ink
from softphone.ui.words.state_words import presence_face
from softphone.ui.words.times import span


class QueueSummary(QWidget):
    """The queue's name and whether the server confirmed us; figures of the queue come with the wallboard."""

    def __init__(self) -> None:
        super().__init__()
        self._name = CutText(bold=True)
        self._name.setMaximumWidth(220)
        self._glyph = Glyph("info", Ink.QUIET)
        self._presence = Text(size=SMALL, ink=Ink.QUIET)
        self.setLayout(column(1, self._name, row(self._glyph, self._presence, 1, gap=TIGHT), 1, gap=0))
        self.show_presence(QueuePresenceChanged(QueuePresence.UNKNOWN, QueuePresence.UNKNOWN))

    def show_profile(self, profile: Profile | None) -> None:
        names = [queue.name for queue in profile.queues.queues] if profile and profile.queues else []
        self._name.setText(", ".join(names))
        self.setVisible(bool(names))

    def show_presence(self, presence: QueuePresenceChanged) -> None:
        face = presence_face(presence)
        self._glyph.show_icon(face.icon, face.ink)
        self._presence.setText(face.word)
        self._presence.set_ink(face.ink)
        self.setToolTip(face.explanation)
        self.setAccessibleName(self.tr("Queue"))
        self.setAccessibleDescription(f"{self._name.text()}: {face.word} {face.explanation}")


class TodaySummary(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._figures = CutText(size=SMALL, ink=Ink.QUIET)
        self.setLayout(column(1, Text(self.tr("Today"), bold=True), self._figures, 1, gap=0))
        self.show_today(Today())

    def show_today(self, today: Today) -> None:
        parts = [self.tr("%n call(s)", "", today.answered)]
        if today.talk_seconds >= 1:
            parts.append(self.tr("{0} talking").format(span(today.talk_seconds)))
        parts.append(self.tr("%n missed", "", today.missed))
        self._figures.setText(" · ".join(parts))
