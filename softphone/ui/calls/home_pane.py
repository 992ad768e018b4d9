"""When no call is on: what happens next in one sentence, and placing a call."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from softphone.model.availability import AgentState, AgentStateKind, Cause
from softphone.model.calls import Call
from softphone.model.registration import Registration
from softphone.ui.calls.dial_card import DialCard, RecentCard
from softphone.ui.calls.who import Who
from softphone.ui.controls.glyph import Glyph
from softphone.ui.controls.painted_button import Kind
from softphone.ui.controls.push_button import PushButton
from softphone.ui.controls.surface import Card, column, row
from softphone.ui.controls.text import Text
from softphone.ui.history.rows import PastCalls
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import ICON, INSIDE, SPOKEN, TIGHT, Ink
from softphone.ui.words.call_words import end_words
from softphone.ui.words.state_words import registration_face, state_face

_DIAL_WIDTH, _LEAST_RECENT, _ANY_WIDTH = 272, 200, 16_777_215


class HomePane(QWidget):
    ready_requested = Signal()
    dial_requested = Signal(str)

    def __init__(self, who: Who, past_calls: PastCalls) -> None:
        super().__init__()
        self._who = who
        self._state = AgentState()
        self._registration = Registration()
        self._glyph = Glyph("circle-check", Ink.READY, ICON)
        self._title = Text(size=SPOKEN, bold=True, wraps=True)
        self._sentence = Text(ink=Ink.QUIET, wraps=True)
        self._last = Text(ink=Ink.QUIET, wraps=True)
        self.go_ready = PushButton(self.tr("Go ready"), "circle-check", Kind.GO, height=40)
        self.go_ready.show_key("Ctrl+R")
        self.dial = DialCard()
        self.recent = RecentCard(past_calls)
        self._lay_out()
        self.go_ready.clicked.connect(self.ready_requested)
        self.dial.dial_requested.connect(self.dial_requested)
        self.recent.dial_requested.connect(self.dial_requested)
        self.show_last(None)

    def show_state(self, state: AgentState) -> None:
        self._state = state
        self._draw()

    def show_registration(self, registration: Registration) -> None:
        self._registration = registration
        self._draw()

    def show_last(self, call: Call | None) -> None:
        """The call that ended last, with the reason."""
        words = ""
        if call is not None:
            words = self.tr("Last call: {0}. {1}.").format(self._who.title(call), end_words(call))
        self._last.say(words)

    def show_ringing(self, is_ringing: bool) -> None:
        """The panel above says it all, and needs the room."""
        self._head.setVisible(not is_ringing)
        self.dial.setVisible(not is_ringing)
        self._share_room(is_ringing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room(self.dial.isHidden())

    def _share_room(self, is_ringing: bool) -> None:
        """Where a name would not fit, with large type, the dial card has the whole width; History has the calls too."""
        both_fit = self.width() - _DIAL_WIDTH - INSIDE >= theme().scaled(_LEAST_RECENT)
        self.recent.setVisible(both_fit or is_ringing)
        self.dial.setMaximumWidth(_DIAL_WIDTH if both_fit else _ANY_WIDTH)

    def _draw(self) -> None:
        state, registered = self._state, self._registration.is_registered
        face = state_face(state)
        self.go_ready.setVisible(state.kind is AgentStateKind.BREAK)
        self._glyph.show_icon(face.icon, face.ink)
        if state.kind is AgentStateKind.READY and not registered:
            self._glyph.show_icon("triangle-alert", Ink.MISSED)
            self._title.setText(self.tr("Ready, but no call can reach you"))
            self._sentence.setText(registration_face(self._registration).explanation)
            return
        self._title.setText(self._title_words())
        self._sentence.setText(self._sentence_words())

    def _title_words(self) -> str:
        state = self._state
        if state.kind is AgentStateKind.READY:
            return self.tr("Ready: the next call rings here")
        if state.kind is AgentStateKind.BREAK and state.cause is Cause.SIGN_IN:
            return self.tr("You are signed in, not yet ready")
        if state.kind is AgentStateKind.BREAK and state.break_reason:
            return self.tr("On a break: {0}").format(state.break_reason)
        return self.tr("On a break") if state.kind is AgentStateKind.BREAK else state_face(state).word

    def _sentence_words(self) -> str:
        if self._state.kind is AgentStateKind.READY:
            return self.tr("You need to do nothing. The call appears in this place and leaves your keyboard alone.")
        if self._state.kind is AgentStateKind.BREAK and self._state.cause is Cause.DEVICE:
            return self.tr("Ready is not possible without a headset: plug it in, or choose another under Settings.")
        if self._state.kind is AgentStateKind.BREAK:
            return self.tr("No calls come until you go ready. You may call others.")
        return ""

    def _lay_out(self) -> None:
        words = column(self._title, self._sentence, self._last, gap=TIGHT)
        head = row(self._glyph, words, self.go_ready, gap=INSIDE)
        head.setStretch(1, 1)
        self.dial.setMinimumWidth(_DIAL_WIDTH)
        below = row(self.dial, self.recent, gap=INSIDE)
        below.setStretch(1, 1)
        self._head = Card(head)
        layout = column(self._head, below, gap=INSIDE)
        layout.setStretch(1, 1)
        self.setLayout(layout)
