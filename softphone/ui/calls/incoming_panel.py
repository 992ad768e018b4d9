"""The panel of a call that rings: who, for which queue, what to say, and three keys. It never takes the focus."""

from __future__ import annotations

from PySide6.QtCore import Signal

from softphone.model.calls import AutoAnswerSet, Call
from softphone.ui.calls.who import Who
from softphone.ui.controls.chips import Chip
from softphone.ui.controls.painted_button import Kind
from softphone.ui.controls.surface import Surface, column, row
from softphone.ui.controls.text import CutText, Text
from softphone.ui.controls.tile_button import TileButton
from softphone.ui.theme.tokens import AROUND, GAP, INSIDE, PERSON, SPOKEN, TIGHT, Ink
from softphone.ui.words.times import clock, span


class IncomingPanel(Surface):
    answer_requested = Signal(str)
    hold_and_answer_requested = Signal(str)
    decline_requested = Signal(str)
    silence_requested = Signal(str)
    wait_requested = Signal(str)
    """The agent does not want the call to be answered by itself."""

    def __init__(self, who: Who) -> None:
        super().__init__("ringing")
        self._who = who
        self._call: Call | None = None
        self._busy = False
        self._is_brief = False
        self._silenced = False
        self._auto: AutoAnswerSet | None = None
        self._chip = Chip()
        self._waited = Text(ink=Ink.QUIET)
        self._title = CutText(size=PERSON, bold=True)
        self._line = CutText(ink=Ink.QUIET)
        self._greeting = Text(size=SPOKEN, wraps=True)
        self.answer = TileButton(self.tr("Answer"), "phone", "F2", Kind.GO)
        self.silence = TileButton(self.tr("Silence"), "bell-off", "")
        self.silence.show_key("Esc")
        self.decline = TileButton(self.tr("Decline"), "phone-off", "F4")
        self._lay_out()
        self.answer.clicked.connect(self._answer)
        self.silence.clicked.connect(self.be_silent)
        self.decline.clicked.connect(lambda: self._call and self.decline_requested.emit(self._call.id))
        self.hide()

    def show_call(self, call: Call | None, busy: bool) -> None:
        """The call that rings, None when none does; `busy` while another call is talked in."""
        if call is None or self._call is None or call.id != self._call.id:
            self._silenced = False
        self._call, self._busy = call, busy
        self.setVisible(call is not None)
        if call is not None:
            self._draw(call)

    def be_brief(self, is_brief: bool) -> None:
        """Without what to say, which stands below the call once it is answered: for large type in a low window."""
        if is_brief != self._is_brief:
            self._is_brief = is_brief
            if self._call is not None:
                self._draw(self._call)

    def show_time(self, now: float) -> None:
        if self._call is None:
            return
        if (answers_at := self._answers_at()) is not None:
            self._waited.setText(self.tr("answers itself in {0}").format(span(max(0.0, answers_at - now))))
            return
        parts = [self.tr("ringing {0}").format(span(now - self._call.started_at))]
        if self._call.waited_seconds is not None:
            parts.append(self.tr("waited {0}").format(clock(self._call.waited_seconds)))
        self._waited.setText(" · ".join(parts))

    def show_auto_answer(self, event: AutoAnswerSet) -> None:
        self._auto = event
        if self._call is not None:
            self._draw(self._call)

    @property
    def may_be_silenced(self) -> bool:
        return self._call is not None and not self._silenced

    def be_silent(self) -> None:
        if self._call is not None:
            if self._answers_at() is not None:
                self.wait_requested.emit(self._call.id)
            self._silenced = True
            self._show_silence()
            self.silence_requested.emit(self._call.id)

    def _draw(self, call: Call) -> None:
        who = self._who
        self._chip.say(self.tr("Incoming") + " · " + who.place(call), Ink.READY, "phone-incoming")
        self._title.setText(who.title(call))
        self._line.setText(" · ".join(part for part in (who.line(call), who.earlier(call)) if part))
        self._line.setVisible(bool(self._line.text()))
        self._greeting.say("" if self._is_brief else who.greeting(call))
        self._show_silence()
        if self._busy:
            self.answer.show_face(self.tr("Hold and answer"), "phone")
        else:
            self.answer.show_face(self.tr("Answer"), "phone")
        self.setAccessibleName(self.tr("Incoming call"))
        self.setAccessibleDescription(f"{who.title(call)}. {who.place(call)}. {self._line.text()}")

    def _show_silence(self) -> None:
        self.silence.setEnabled(not self._silenced)
        word = self.tr("Wait") if self._answers_at() is not None else self.tr("Silence")
        self.silence.show_face(self.tr("Silenced") if self._silenced else word, "bell-off")

    def _answers_at(self) -> float | None:
        is_ours = self._auto is not None and self._call is not None and self._auto.call_id == self._call.id
        return self._auto.at if is_ours and self._auto else None

    def _answer(self) -> None:
        if self._call is not None:
            wish = self.hold_and_answer_requested if self._busy else self.answer_requested
            wish.emit(self._call.id)

    def _lay_out(self) -> None:
        head = row(self._chip, 1, self._waited)
        words = column(self._title, self._line, gap=TIGHT)
        keys = row(self.answer, self.silence, self.decline, gap=GAP)
        layout = column(head, words, self._greeting, keys, gap=INSIDE, margin=AROUND)
        self.setLayout(layout)
