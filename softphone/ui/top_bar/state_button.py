"""My state with its running time, what changed it, and the menu to change it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QMenu

from softphone.model.availability import AgentState, AgentStateKind, Cause
from softphone.model.calls import Call
from softphone.ui.controls.painted_button import Kind, Paint, PaintedButton
from softphone.ui.controls.text import menu_words, tip
from softphone.ui.theme.icons import draw_icon, icon
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import GAP, ICON, ICON_SMALL, INSIDE, LEFT_WIDTH, SMALL, TEXT, TIGHT
from softphone.ui.words.state_words import Face, after_words, cause_words, state_face
from softphone.ui.words.times import clock, long_clock, time_of_day


class StateButton(PaintedButton):
    ready_requested = Signal()
    break_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__("", "log-out", Kind.PLAIN)
        self._state = AgentState()
        self._reasons: tuple[str, ...] = ()
        self._seconds = 0.0
        self._is_reachable, self._only_rings = True, False
        self._dress()
        self.clicked.connect(self._open_menu)
        # Here and not at the other buttons that show these keys, for they must work in every state.
        QShortcut(QKeySequence("Ctrl+R"), self, self._ask_ready)
        QShortcut(QKeySequence("Ctrl+B"), self, self._ask_break)
        self.show_state(AgentState())

    def show_reasons(self, reasons: tuple[str, ...]) -> None:
        self._reasons = reasons

    def show_state(self, state: AgentState) -> None:
        self._state = state
        self._draw_state()

    def show_reachable(self, is_reachable: bool) -> None:
        """Ready is green only where calls can come."""
        self._is_reachable = is_reachable
        self._draw_state()

    def show_call(self, call: Call | None) -> None:
        """The call that all is about now."""
        self._only_rings = call is not None and not call.incoming and call.answered_at is None
        self._draw_state()

    @property
    def _face(self) -> Face:
        return state_face(self._state, is_reachable=self._is_reachable, only_rings=self._only_rings)

    def _draw_state(self) -> None:
        face = self._face
        self.icon_name = face.icon
        self.setText(face.word)
        self.setAccessibleName(self.tr("My state: {0}, {1}").format(face.word, self._second_line()))
        self.setToolTip(tip(self._second_line()))
        self.update()

    def show_time(self, now: float) -> None:
        self._seconds = max(0.0, now - self._state.counts_from) if self._state.since else 0.0
        self.update()

    def menu_now(self) -> QMenu:
        """The menu for this moment: what may be chosen now, or what shall follow the call."""
        menu = QMenu(self)
        busy = self._state.is_busy
        heading = menu.addAction(self.tr("After this call:") if busy else menu_words(self._since()))
        heading.setEnabled(False)
        palette = theme().palette
        ready = menu.addAction(icon("circle-check", palette.ready.ink), self.tr("Ready") + "\tCtrl+R")
        ready.setEnabled(self._state.may_go_ready)
        ready.triggered.connect(self.ready_requested)
        menu.addSeparator()
        for reason in ("", *self._reasons):
            words = self.tr("Break: {0}").format(menu_words(reason)) if reason else self.tr("Break") + "\tCtrl+B"
            action = menu.addAction(icon("coffee", palette.break_.ink), words)
            action.setEnabled(self._state.may_take_break)
            action.triggered.connect(partial(self.break_requested.emit, reason))
        return menu

    def reasons_now(self) -> QMenu:
        """For the break that has just begun; Esc leaves it without a reason."""
        menu = QMenu(self)
        menu.addAction(self.tr("What for?")).setEnabled(False)
        for number, reason in enumerate(self._reasons, 1):
            action = menu.addAction(icon("coffee", theme().palette.break_.ink), f"&{number}  {menu_words(reason)}")
            action.triggered.connect(partial(self.break_requested.emit, reason))
        return menu

    def sizeHint(self) -> QSize:
        return self.size()

    def paint(self) -> Paint:
        tone = theme().palette.tone(self._face.ink)
        return Paint(QColor(tone.ground), QColor(0, 0, 0, 0), tone.ink, tone.ink)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        paint = self.paint()
        self.draw_ground(painter, paint)
        middle = self.height() // 2
        draw_icon(painter, self.icon_name, self.mirrored(QRect(INSIDE, middle - ICON // 2, ICON, ICON)), paint.ink)
        arrow = QRect(self.width() - GAP - ICON_SMALL, middle - ICON_SMALL // 2, ICON_SMALL, ICON_SMALL)
        draw_icon(painter, "chevron-down", self.mirrored(arrow), paint.ink)
        painter.setPen(QColor(paint.ink))
        left = INSIDE + ICON + GAP
        room = QRect(left, 4, arrow.left() - TIGHT - left, middle - 4)
        self._draw_first_line(painter, room)
        self._draw(painter, room.translated(0, middle - 5), self._second_line(), SMALL)

    def _draw_first_line(self, painter: QPainter, room: QRect) -> None:
        metrics = QFontMetrics(theme().font(TEXT, bold=True))
        time = self._time(metrics, room.width())
        width = metrics.horizontalAdvance(time) + 1
        word = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width() - width - GAP)
        self._draw(painter, room, word, TEXT)
        after = QRect(room.right() + 1 - width, room.top(), width, room.height())
        self._draw(painter, after, time, TEXT)

    def _time(self, metrics: QFontMetrics, room: int) -> str:
        """With hours where there is room for them beside the word."""
        time = long_clock(self._seconds)
        fits = metrics.horizontalAdvance(time) + metrics.horizontalAdvance(self.text()) + GAP <= room
        return time if fits else clock(self._seconds)

    def _dress(self) -> None:
        self.setFixedSize(theme().widened(LEFT_WIDTH) - 2 * INSIDE, theme().scaled(44))
        super()._dress()

    def _draw(self, painter: QPainter, room: QRect, words: str, size: int) -> None:
        font = theme().font(size, bold=size == TEXT)
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        start = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font)
        painter.drawText(self.mirrored(room), int(self.style().visualAlignment(self.layoutDirection(), start)), shown)

    def _ask_ready(self) -> None:
        if self._state.may_go_ready:
            self.ready_requested.emit()

    def _ask_break(self) -> None:
        """At once, so that no call comes meanwhile; then it may be given its reason."""
        if not self._state.may_take_break:
            return
        self.break_requested.emit("")
        if self._reasons and not self._state.is_busy:
            self._open(self.reasons_now())

    def _second_line(self) -> str:
        if self._state.kind is AgentStateKind.SIGNED_OUT:
            return ""
        state = self._state
        if state.kind is AgentStateKind.READY and not self._is_reachable:
            return self.tr("no call can reach you")
        if not state.is_busy:
            return self.tr("{0}, {1}").format(cause_words(state.cause), time_of_day(state.since))
        if state.cause is Cause.CALL:
            return self.tr("then {0}").format(after_words(state))
        return self.tr("{0}, then {1}").format(cause_words(state.cause), after_words(state))

    def _since(self) -> str:
        since = time_of_day(self._state.since) if self._state.since else ""
        return self.tr("{0} since {1}, {2}").format(self.text(), since, cause_words(self._state.cause))

    def _open_menu(self) -> None:
        self._open(self.menu_now())

    def _open(self, menu: QMenu) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
