"""Workplaces where this agent signed in before, to choose from."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from softphone.model.sign_in import WorkplaceLogin
from softphone.ui.controls.painted_button import Kind, PaintedButton
from softphone.ui.controls.push_button import IconButton, PushButton
from softphone.ui.controls.surface import column, row
from softphone.ui.controls.text import Text, quoted_name
from softphone.ui.theme.icons import draw_icon
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import GAP, ICON, INSIDE, SMALL, TEXT, TIGHT, Ink


class LoginButton(PaintedButton):
    """The workplace's name, and below it who and where."""

    def __init__(self, login: WorkplaceLogin) -> None:
        super().__init__(login.workplace_name or login.address, "building-2", Kind.PLAIN)
        self._line = f"{login.agent_id} · {login.address.removeprefix('https://')}"
        self.setAccessibleDescription(self._line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, theme().scaled(52))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        paint = self.paint()
        self.draw_ground(painter, paint)
        sign = QRect(INSIDE, (self.height() - ICON) // 2, ICON, ICON)
        draw_icon(painter, self.icon_name, self.mirrored(sign), paint.small)
        left, half = 2 * INSIDE + ICON, self.height() // 2
        room = QRect(left, GAP - 2, self.width() - left - INSIDE, half - GAP + 4)
        self._draw(painter, room, self.text(), TEXT, paint.ink)
        self._draw(painter, QRect(left, half, room.width(), half - GAP + 2), self._line, SMALL, paint.small)

    def _draw(self, painter: QPainter, room: QRect, words: str, size: int, colour: str) -> None:
        font = theme().font(size, bold=size == TEXT)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        start = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.mirrored(room), int(self.style().visualAlignment(self.layoutDirection(), start)), shown)


class RememberedLine(QWidget):
    """One workplace; its cross asks once, in the same place, before it goes."""

    def __init__(self, login: WorkplaceLogin) -> None:
        super().__init__()
        self.choose = LoginButton(login)
        who = f"{self.choose.text()}, {login.agent_id}"
        self.forget = IconButton(self.tr("Forget {0}").format(quoted_name(who)), "x")
        self.sure = PushButton(self.tr("Forget"))
        self.sure.setAccessibleName(self.forget.accessibleName())
        self.keep = PushButton(self.tr("Keep"))
        question = Text(self.tr("Forget {0}? Its notes stay on this computer.").format(quoted_name(who)), wraps=True)
        self._shown, self._asking = QWidget(), QWidget()
        self._shown.setLayout(row(self.choose, self.forget, gap=TIGHT))
        self._asking.setLayout(column(question, row(self.sure, self.keep, 1, gap=TIGHT), gap=TIGHT))
        self._asking.hide()
        self.setLayout(column(self._shown, self._asking))
        self.forget.clicked.connect(lambda: self._ask(True))
        self.keep.clicked.connect(lambda: self._ask(False))

    def _ask(self, is_asking: bool) -> None:
        self._shown.setVisible(not is_asking)
        self._asking.setVisible(is_asking)
        (self.keep if is_asking else self.forget).setFocus(Qt.FocusReason.OtherFocusReason)


class Remembered(QWidget):
    chosen = Signal(object)
    forget_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._logins: tuple[WorkplaceLogin, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GAP)
        self.hide()

    def show_logins(self, logins: tuple[WorkplaceLogin, ...]) -> None:
        if logins == self._logins:
            return
        self._logins = logins
        while (item := self._layout.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._layout.addWidget(Text(self.tr("Signed in here before"), SMALL, bold=True, ink=Ink.QUIET))
        for login in logins[:3]:
            line = RememberedLine(login)
            line.choose.clicked.connect(partial(self.chosen.emit, login))
            line.sure.clicked.connect(partial(self.forget_requested.emit, login))
            self._layout.addWidget(line)
        self._layout.addStretch(1)
        self.setVisible(bool(logins))
