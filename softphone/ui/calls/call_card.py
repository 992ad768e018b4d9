"""The call that is talked in: the person, the clock, the two level meters, and what is so about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from softphone.model.calls import Call, Levels, TransferState
from softphone.ui.calls.who import Who
from softphone.ui.controls.chips import Chip
from softphone.ui.controls.glyph import Glyph
from softphone.ui.controls.meter import Meter, loudness
from softphone.ui.controls.surface import Card, column, row
from softphone.ui.controls.text import CutText, Text
from softphone.ui.theme.tokens import GAP, INSIDE, PERSON, SMALL, TIGHT, Ink
from softphone.ui.words.call_words import call_face, transfer_words
from softphone.ui.words.times import clock


class CallCard(Card):
    def __init__(self, who: Who) -> None:
        super().__init__()
        self._who = who
        self._call: Call | None = None
        self._place, self._state = Chip(), Chip()
        self._lock = Glyph("lock")
        self._media = Text(ink=Ink.QUIET)
        self._title = CutText(size=PERSON, bold=True)
        self._line = CutText(ink=Ink.QUIET)
        self._clock = Text(size=PERSON, bold=True)
        self._clock.stand(Qt.AlignmentFlag.AlignRight)
        self._transfer = Text(wraps=True)
        self._you, self._caller = Meter(self.tr("You")), Meter(self.tr("Caller"))
        self._caller_word = Text(size=SMALL, ink=Ink.QUIET)
        self.fill(*self._rows(), gap=INSIDE)

    def show_call(self, call: Call | None) -> None:
        self._call = call
        self.setVisible(call is not None)
        if call is None:
            return
        who = self._who
        self._place.say(who.place(call), Ink.ACCENT)
        self._show_state(call)
        self._title.setText(who.title(call))
        self._line.setText(who.line(call))
        self._line.setVisible(bool(self._line.text()))
        self._show_media(call)
        self._show_transfer(call)
        if not call.is_talking or call.hold.value != "none":
            self._you.show_part(0.0)
            self._caller.show_part(0.0)
        self._caller_word.setText(self.tr("Caller") if call.incoming else self.tr("Them"))

    def show_time(self, now: float) -> None:
        if self._call is not None:
            began = self._call.talk_seconds(now) if self._call.answered_at else now - self._call.started_at
            self._clock.setText(clock(began))

    def show_levels(self, levels: Levels) -> None:
        if self._call is None or levels.call_id != self._call.id:
            return
        muted = self._call.muted
        self._you.show_part(loudness(levels.microphone if muted else levels.sent), Ink.QUIET if muted else Ink.READY)
        self._caller.show_part(loudness(levels.heard))

    def _show_state(self, call: Call) -> None:
        face = call_face(call)
        is_plain = call.is_talking and face.ink is Ink.ACCENT
        self._state.say("" if is_plain else face.word, face.ink, face.icon)
        self.setAccessibleName(self.tr("Call"))
        self.setAccessibleDescription(f"{self._who.title(call)}. {face.word}. {self._who.line(call)}")

    def _show_media(self, call: Call) -> None:
        self._lock.setVisible(call.media.encrypted)
        parts = [self.tr("Encrypted") if call.media.encrypted else "", call.media.codec]
        self._media.setText(" · ".join(part for part in parts if part))

    def _show_transfer(self, call: Call) -> None:
        self._transfer.say(transfer_words(call.transfer))
        bad = call.transfer is not None and call.transfer.state in (TransferState.REFUSED, TransferState.LOST_CALLER)
        self._transfer.set_ink(Ink.MISSED if bad else Ink.ACCENT)

    def _rows(self) -> list[QWidget | QBoxLayout]:
        head = row(self._place, self._state, 1, self._lock, self._media, gap=GAP)
        head.setSpacing(GAP)
        words = column(self._title, self._line, gap=TIGHT)
        person = row(words, self._clock, gap=INSIDE)
        person.setStretch(0, 1)
        you = Text(self.tr("You"), SMALL, ink=Ink.QUIET)
        meters = row(you, self._you, self._caller_word, self._caller, gap=GAP)
        return [head, person, self._transfer, meters]
