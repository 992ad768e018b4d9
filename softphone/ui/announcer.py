"""What a screen reader is told without being asked: it rings, answered, ended, muted, on hold, a banner."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from softphone.model.calls import Call, CallState
from softphone.ui.calls.who import Who
from softphone.ui.words.call_words import end_words


class Announcer(QObject):
    def __init__(self, speaker: QObject, who: Who) -> None:
        super().__init__(speaker)
        self._speaker = speaker
        self._who = who
        self._calls: dict[str, Call] = {}

    def show_call(self, call: Call) -> None:
        """Say what is new of a call since the last time."""
        before = self._calls.get(call.id)
        if call.is_over:
            self._calls.pop(call.id, None)
        else:
            self._calls[call.id] = call
        if words := self._news(before, call):
            self.say(words)

    def say(self, words: str) -> None:
        event = QAccessibleAnnouncementEvent(self._speaker, words)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def _news(self, before: Call | None, call: Call) -> str:
        if call.service:
            return ""
        if before is None or before.state is not call.state:
            return self._state_words(call)
        if before.muted != call.muted:
            return self.tr("Muted") if call.muted else self.tr("Not muted any more")
        if before.is_held != call.is_held:
            return self.tr("On hold") if call.is_held else self.tr("Talking again")
        return ""

    def _state_words(self, call: Call) -> str:
        title = self._who.title(call)
        if call.may_answer:
            return self.tr("Incoming call: {0}, {1}. F2 answers.").format(title, self._who.place(call))
        if call.state is CallState.TALKING:
            return self.tr("Answered: {0}").format(title)
        return end_words(call) if call.is_over else ""
