"""The middle: what I am doing now. A call's card and keys stay on top; below them is one page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from softphone.model.availability import AgentState, AgentStateKind
from softphone.model.notes import Note, NoteFinished
from softphone.model.problems import ProblemArose
from softphone.ui.banners.banner import BannerStack
from softphone.ui.calls.board import Board
from softphone.ui.calls.call_card import CallCard
from softphone.ui.calls.call_keys import CallKeys
from softphone.ui.calls.dial_card import DialCard
from softphone.ui.calls.home_pane import HomePane
from softphone.ui.calls.incoming_panel import IncomingPanel
from softphone.ui.calls.keypad import KeypadPane
from softphone.ui.calls.open_notes import OpenNotes
from softphone.ui.calls.quality_footer import QualityFooter
from softphone.ui.calls.second_call import SecondCall
from softphone.ui.calls.talk_pane import TalkPane
from softphone.ui.calls.transfer_pane import TransferPane
from softphone.ui.calls.who import Who
from softphone.ui.calls.wrap_up_pane import WrapUpPane
from softphone.ui.controls.page_stack import PageStack
from softphone.ui.controls.surface import Surface, column
from softphone.ui.history.history_pane import HistoryPane
from softphone.ui.history.rows import PastCalls
from softphone.ui.left.left_column import Page
from softphone.ui.notes.search_pane import SearchPane
from softphone.ui.settings.settings_pane import SettingsPane
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import AROUND, INSIDE

_ROOM_FOR_ALL = 760
"""Below this height a call that rings during a call takes the page's place."""

_LARGE = 1.2
"""A scale of type from which a greeting has no room there either."""


class MiddleColumn(Surface):
    page_changed = Signal(Page)
    page_left = Signal(QWidget)
    """Before another page takes its place."""

    def __init__(self, who: Who, past_calls: PastCalls) -> None:
        super().__init__("ground")
        self._board, self._state, self._page = Board(), AgentState(), Page.CALLS
        self.banners, self.notes = BannerStack(), OpenNotes()
        self.incoming, self.second, self.card = IncomingPanel(who), SecondCall(who), CallCard(who)
        self.keys, self.footer = CallKeys(), QualityFooter()
        self.home, self.talk, self.wrap_up = HomePane(who, past_calls), TalkPane(who), WrapUpPane(who)
        self.keypad, self.transfer = KeypadPane(), TransferPane()
        self.history, self.search, self.settings = HistoryPane(past_calls), SearchPane(who.formatted), SettingsPane()
        self._pages = PageStack()
        for pane in (self.home, self.talk, self.wrap_up, *self._tools().values()):
            self._pages.add(pane)
        self._filler = QWidget()
        parts = (self.banners, self.incoming, self.second, self.card, self.keys, self._pages, self._filler, self.footer)
        layout = column(*parts, gap=INSIDE, margin=AROUND)
        for place in (5, 6):
            layout.setStretch(place, 1)
        self.setLayout(layout)
        self.keys.keypad_toggled.connect(lambda is_open: self.show_page(Page.KEYPAD if is_open else Page.CALLS))
        self.keys.transfer_toggled.connect(lambda is_open: self.show_page(Page.TRANSFER if is_open else Page.CALLS))
        for pane in (self.keypad, self.transfer):
            pane.close_requested.connect(self.close_page)
        self._draw(0.0)

    @property
    def page(self) -> Page:
        return self._page

    def show_board(self, board: Board, now: float) -> None:
        before, self._board = self._board.main, board
        if board.main is None or before is None or board.main.id != before.id:
            self._start_anew(board)
        if self._page is Page.KEYPAD and not (board.main and board.main.may_send_digits):
            self.show_page(Page.CALLS)
        if self._page is Page.TRANSFER and not (board.main and board.main.may_transfer):
            self.show_page(Page.CALLS)
        self._draw(now)

    def show_state(self, state: AgentState, now: float) -> None:
        self._state = state
        self.home.show_state(state)
        self.wrap_up.show_state(state)
        self._draw(now)

    def show_note(self, note: Note | None) -> None:
        self.notes.show_note(note)
        self.wrap_up.show_note(self.notes)

    def finish_note(self, event: NoteFinished) -> None:
        self.notes.finish(event)
        self.wrap_up.show_note(self.notes)

    def show_page(self, page: Page) -> None:
        self._page = page
        self._choose_page()
        self.keys.show_open(page is Page.KEYPAD, page is Page.TRANSFER)
        tools = self._tools()
        if page in tools:
            tools[page].setFocus()
        self.page_changed.emit(page)

    def close_page(self) -> None:
        self.show_page(Page.CALLS)

    def show_problem(self, event: ProblemArose) -> bool:
        """Beside the field where it was typed; False when it was not typed here."""
        places: dict[str, TransferPane | DialCard] = {"transfer": self.transfer, "dial": self.home.dial}
        place = places.get(event.subject)
        if place is None or not place.isVisible() or not place.field.text():
            return False
        place.problem.show_problem(event.problem)
        return True

    def show_time(self, now: float) -> None:
        for part in (self.incoming, self.second, self.card):
            part.show_time(now)
        if self._pages.page is self.wrap_up:
            self.wrap_up.show_time(now)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_page()

    def _start_anew(self, board: Board) -> None:
        """Another call is talked in, or none: what was opened for the last one closes."""
        self.keypad.start_anew()
        self.transfer.start_anew()
        if self._page in (Page.KEYPAD, Page.TRANSFER) or board.main is not None:
            self.show_page(Page.CALLS)

    def _draw(self, now: float) -> None:
        board = self._board
        self.incoming.show_call(board.ringing, busy=board.main is not None)
        self.second.show_call(board.second)
        self.card.show_call(board.main)
        self.keys.show_call(board.main, another_rings=board.ringing is not None)
        self.footer.show_call(board.main)
        self.talk.show_call(board.main, now)
        self.wrap_up.show_call(board.last)
        self.wrap_up.show_note(self.notes)
        self.home.show_last(board.last)
        self.home.show_ringing(board.ringing is not None)
        if board.main is None:
            self.settings.show_quiet()
        self._choose_page()
        self.show_time(now)

    def _choose_page(self) -> None:
        pane = self._tools().get(self._page) or self._calls_pane()
        if pane is not self._pages.page:
            self.page_left.emit(self._pages.page)
        self._pages.open(pane)
        both = self._board.main is not None and self._board.ringing is not None
        is_low = self.height() < theme().scaled(_ROOM_FOR_ALL)
        has_room = not both or not is_low
        self.banners.make_room(1 if is_low else 3, informs=not is_low or not self._board.calls, explains=has_room)
        self.incoming.be_brief(not has_room and theme().scale > _LARGE)
        self.footer.setVisible(self._board.main is not None and has_room)
        self._pages.setVisible(has_room)
        self._filler.setVisible(not has_room)

    def _calls_pane(self) -> HomePane | TalkPane | WrapUpPane:
        if self._board.main is not None:
            return self.talk
        return self.wrap_up if self._state.kind is AgentStateKind.WRAP_UP else self.home

    def _tools(self) -> dict[Page, HistoryPane | SearchPane | SettingsPane | KeypadPane | TransferPane]:
        return {
            Page.HISTORY: self.history,
            Page.SEARCH: self.search,
            Page.SETTINGS: self.settings,
            Page.KEYPAD: self.keypad,
            Page.TRANSFER: self.transfer,
        }
