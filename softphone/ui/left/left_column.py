"""My work: what can be opened in the middle, with counts, and who waits for a call back."""

from __future__ import annotations

from enum import Enum
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from softphone.model.history import HistoryChanged, waiting_for_us
from softphone.ui.controls.painted_button import Kind, PaintedButton
from softphone.ui.controls.rows import RowList
from softphone.ui.controls.surface import Surface, column
from softphone.ui.controls.text import Text
from softphone.ui.history.rows import PastCalls
from softphone.ui.theme.icons import draw_icon
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import GAP, ICON, INSIDE, LEFT_WIDTH, SMALL, TEXT, TIGHT, Ink

_ALL_THERE_IS = 100


class Page(Enum):
    """What the middle can show; the first four stand in the left column."""

    CALLS = "calls"
    HISTORY = "history"
    SEARCH = "search"
    SETTINGS = "settings"
    KEYPAD = "keypad"
    TRANSFER = "transfer"


class NavButton(PaintedButton):
    def __init__(self, text: str, icon_name: str, key: str) -> None:
        super().__init__(text, icon_name, Kind.QUIET)
        self._count = 0
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_key(key)

    def show_count(self, count: int, meaning: str) -> None:
        """A number at the end in place of the key; 0 for none."""
        self._count = count
        self.setAccessibleDescription(meaning if count else self.key_words)
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme().font(TEXT, bold=True)).horizontalAdvance(self.text())
        key = QFontMetrics(theme().font(SMALL)).horizontalAdvance(self.key_words)
        return QSize(words + key + ICON + 5 * GAP, theme().scaled(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        palette, paint = theme().palette, self.paint()
        if self.isChecked():
            paint = type(paint)(paint.ground, QColor(0, 0, 0, 0), paint.ink, paint.small)
        self.draw_ground(painter, paint)
        sign = QRect(GAP, (self.height() - ICON) // 2, ICON, ICON)
        draw_icon(painter, self.icon_name, self.mirrored(sign), paint.ink if self.isChecked() else paint.small)
        room = QRect(GAP + ICON + GAP, 0, self.width() - ICON - 4 * GAP, self.height())
        painter.setFont(theme().font(TEXT, bold=self.isChecked()))
        painter.setPen(QColor(paint.ink))
        self._draw(painter, room, self.text(), Qt.AlignmentFlag.AlignLeading)
        painter.setFont(theme().font(TEXT, bold=True) if self._count else theme().font(SMALL))
        painter.setPen(QColor(palette.missed.ink if self._count else paint.small))
        self._draw(painter, room, str(self._count or self.key_words), Qt.AlignmentFlag.AlignTrailing)

    def _draw(self, painter: QPainter, room: QRect, words: str, alignment: Qt.AlignmentFlag) -> None:
        aligned = self.style().visualAlignment(self.layoutDirection(), alignment | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(self.mirrored(room), int(aligned), words)


class LeftColumn(Surface):
    page_requested = Signal(Page)
    dial_requested = Signal(str)

    def __init__(self, past_calls: PastCalls) -> None:
        super().__init__("left")
        self._past_calls = past_calls
        self._dress()
        theme().changed.connect(self._dress)
        self.buttons = {
            Page.CALLS: NavButton(self.tr("Calls"), "phone", "Ctrl+D"),
            Page.HISTORY: NavButton(self.tr("History"), "history", "Ctrl+H"),
            Page.SEARCH: NavButton(self.tr("Search notes"), "search", "Ctrl+F"),
            Page.SETTINGS: NavButton(self.tr("Settings"), "settings", "Ctrl+,"),
        }
        for page, button in self.buttons.items():
            button.clicked.connect(partial(self.page_requested.emit, page))
        self._title = Text(self.tr("Waiting for me"), SMALL, bold=True, ink=Ink.QUIET)
        self._nobody = Text(self.tr("Nobody waits for a call back."), ink=Ink.QUIET, wraps=True)
        self.waiting = RowList(self.tr("Missed calls to call back"))
        nav = column(*self.buttons.values(), gap=TIGHT)
        below = column(self._title, self._nobody, gap=TIGHT)
        below.setContentsMargins(GAP, INSIDE, GAP, 0)
        layout = column(nav, below, self.waiting, 1, gap=GAP, margin=GAP)
        layout.setContentsMargins(GAP, INSIDE, GAP, GAP)
        layout.setStretch(2, _ALL_THERE_IS)
        self.setLayout(layout)
        self.waiting.chosen.connect(lambda past: self.dial_requested.emit(past.number or past.call.number))
        self.waiting.hide()
        self.show_page(Page.CALLS)

    def _dress(self) -> None:
        self.setFixedWidth(theme().widened(LEFT_WIDTH))

    def show_page(self, page: Page) -> None:
        shown = page if page in self.buttons else Page.CALLS
        self.buttons[shown].setChecked(True)

    def show_history(self, history: HistoryChanged, now: float) -> None:
        count = history.unseen_missed
        self.buttons[Page.HISTORY].show_count(count, self.tr("%n missed call(s)", "", count))
        waiting = waiting_for_us(history.calls, now)
        self.waiting.show_rows([self._past_calls.waiting_row(past, now) for past in waiting])
        self.waiting.setVisible(bool(waiting))
        self._nobody.setVisible(not waiting)
