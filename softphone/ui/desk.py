"""The place of work: top line, left, middle, right; each event is handed to the panes that show it."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QWidget

from softphone.model.availability import AgentState, QueuePresenceChanged
from softphone.model.calls import Call, Levels
from softphone.model.devices import DevicesChanged
from softphone.model.history import HistoryChanged, PersonFound, Today
from softphone.model.notes import NoteChanged, NotesFound
from softphone.model.registration import Registration
from softphone.model.workplace import Profile
from softphone.ui.announcer import Announcer
from softphone.ui.banners.troubles import Troubles
from softphone.ui.calls.board import Board
from softphone.ui.calls.who import Who
from softphone.ui.controls.surface import column, row
from softphone.ui.controls.ticker import Ticker
from softphone.ui.history.rows import PastCalls
from softphone.ui.left.left_column import LeftColumn, Page
from softphone.ui.middle_column import MiddleColumn
from softphone.ui.notes.right_column import RightColumn
from softphone.ui.ringer import Ringer
from softphone.ui.steady_focus import SteadyFocus
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import RIGHT_WIDTH
from softphone.ui.top_bar.top_bar import TopBar

_RIGHT_PART, _RIGHT_MOST = 0.24, 448


class Desk(QWidget):
    def __init__(self, who: Who, ticker: Ticker, ringer: Ringer) -> None:
        super().__init__()
        self._who, self._ticker, self._ringer = who, ticker, ringer
        self.board = Board()
        self._not_mine: frozenset[str] = frozenset()
        past_calls = PastCalls(who.formatted)
        self.top, self.left = TopBar(), LeftColumn(past_calls)
        self.middle, self.right = MiddleColumn(who, past_calls), RightColumn(who)
        self.troubles = Troubles(self.middle.banners, who)
        self.announcer = Announcer(self, who)
        self._focus = SteadyFocus(self, lambda: self.right.note.editor if self.right.has_note else None)
        columns = row(self.left, self.middle, self.right, gap=0)
        columns.setStretch(1, 1)
        self.setLayout(column(self.top, columns, gap=0))
        self.middle.page_changed.connect(self.left.show_page)
        self.middle.page_left.connect(self._focus.leave)
        self.middle.banners.arrived.connect(self.announcer.say)
        ticker.tick.connect(self.show_time)

    @property
    def now(self) -> float:
        return self._ticker.now()

    def show_profile(self, profile: Profile | None) -> None:
        self._who.profile = profile
        self.top.queue.show_profile(profile)
        self.top.agent.show_profile(profile)
        self.right.show_profile(profile)
        self.middle.transfer.show_directory(profile.directory if profile else ())
        reasons = profile.queues.break_reasons if profile and profile.queues else ()
        self.top.state.show_reasons(tuple(reasons))

    def forget_agent(self) -> None:
        """The next one to sign in may be somebody else, at another workplace: nothing of this one is left to read."""
        self._not_mine = frozenset(call.id for call in self.board.calls)
        self.board = Board()
        self._who.persons.clear()
        self.middle.notes.forget()
        self.right.forget_agent()
        self.top.reached.forget()
        self.top.today.show_today(Today())
        self.show_history(HistoryChanged((), 0))
        for field in (self.middle.search.field, self.middle.home.dial.field):
            field.clear()
        self.show_found(NotesFound("", ()))
        self.middle.show_page(Page.CALLS)
        self._draw_calls()

    def show_call(self, call: Call) -> None:
        if call.id in self._not_mine:
            return
        self.board = self.board.with_call(call)
        self.announcer.show_call(call)
        self.top.reached.show_call(call)
        self.middle.home.dial.show_call(call)
        self.middle.notes.show_call(call)
        self.troubles.show_call(call, self.board)
        self._draw_calls()

    def show_person(self, found: PersonFound) -> None:
        self._who.persons[found.call_id] = found.person
        self.right.show_person(found.call_id, self.now)
        self._draw_calls()

    def show_state(self, state: AgentState) -> None:
        self.top.state.show_state(state)
        self.middle.show_state(state, self.now)
        self.right.show_state(state)
        self._focus.give_back()
        self.show_time(self.now)

    def show_presence(self, presence: QueuePresenceChanged) -> None:
        self.top.queue.show_presence(presence)
        self.troubles.show_presence(presence)

    def show_registration(self, registration: Registration) -> None:
        self.top.registered.show_registration(registration)
        self.middle.home.show_registration(registration)
        self.troubles.show_registration(registration)

    def show_levels(self, levels: Levels) -> None:
        self.top.heard.show_levels(levels, self.now)
        self.middle.card.show_levels(levels)
        self.middle.settings.show_levels(levels)

    def show_devices(self, devices: DevicesChanged) -> None:
        self.top.heard.show_devices(devices, self.now)
        self.middle.settings.show_devices(devices)
        self.troubles.show_devices(devices)

    def show_history(self, history: HistoryChanged) -> None:
        self.left.show_history(history, self.now)
        self.middle.history.show_history(history, self.now)
        self.middle.home.recent.show_history(history.calls, self.now)

    def show_note(self, event: NoteChanged) -> None:
        self.right.show_note(event, self.now)
        self.middle.show_note(event.note)
        if event.is_saved:
            self.troubles.note_is_saved()

    def show_found(self, found: NotesFound) -> None:
        self.middle.search.show_found(found, self.now)

    def show_time(self, now: float) -> None:
        self.top.state.show_time(now)
        self.top.reached.show_time(now)
        self.middle.show_time(now)

    def open_page(self, page: Page) -> None:
        self.middle.show_page(page)
        if page is Page.CALLS and self.right.has_note:
            self.right.note.take_keyboard()
        elif page is Page.CALLS:
            self.middle.home.dial.field.setFocus()

    def take_keyboard(self) -> None:
        """After signing in: the note that was left open, else the number to call, else nothing."""
        field = self.middle.home.dial.field
        if self.right.has_note:
            self.right.note.take_keyboard()
        else:
            (field if field.isVisible() else self).setFocus()

    def escape(self) -> None:
        """Esc silences what rings; else it closes what was opened; else the note gets the keyboard back."""
        if self.middle.incoming.may_be_silenced:
            self.middle.incoming.be_silent()
        elif self.middle.page in (Page.KEYPAD, Page.TRANSFER):
            self.open_page(Page.CALLS)
        elif self.right.has_note:
            self.right.note.take_keyboard()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits typed or pasted while nothing has the keyboard are a number to call."""
        field = self.middle.home.dial.field
        if not field.isVisible():
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Paste):
            field.paste()
            field.setFocus()
        elif event.text() and event.text() in "0123456789+*#":
            field.insert(event.text())
            field.setFocus()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.right.setFixedWidth(max(theme().widened(RIGHT_WIDTH), min(_RIGHT_MOST, round(self.width() * _RIGHT_PART))))

    def _draw_calls(self) -> None:
        now = self.now
        self._ringer.show_call(self.board.ringing, is_talking=self.board.main is not None)
        self.middle.show_board(self.board, now)
        self.top.heard.show_call(self.board.main, now)
        self.top.reached.show_time(now)
        self.right.show_ringing(self.board.ringing, now)
        self._focus.give_back()
