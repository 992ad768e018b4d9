"""Who I am and where: workplace, looks, sign out."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu

from softphone.model.workplace import Profile
from softphone.ui.controls.painted_button import Kind, PaintedButton
from softphone.ui.controls.text import menu_words, tip
from softphone.ui.theme.icons import draw_icon, icon
from softphone.ui.theme.theme import Scheme, theme
from softphone.ui.theme.tokens import GAP, ICON, TEXT

_MOST_WIDTH = 200


class AgentMenu(PaintedButton):
    sign_out_requested = Signal()
    settings_requested = Signal()
    scheme_chosen = Signal(Scheme)

    def __init__(self) -> None:
        super().__init__("", "circle-user", Kind.QUIET)
        self._profile: Profile | None = None
        self.clicked.connect(self._open_menu)
        self.show_profile(None)

    def show_profile(self, profile: Profile | None) -> None:
        self._profile = profile
        self.setText(profile.agent.name if profile else "")
        self.setAccessibleName(self.tr("{0}: workplace, looks, sign out").format(self.text()))
        self.setToolTip(tip(profile.workplace.name) if profile else "")
        self.updateGeometry()

    def menu_now(self) -> QMenu:
        menu = QMenu(self)
        quiet = theme().palette.quiet
        if self._profile:
            place = menu.addAction(icon("building-2", quiet), menu_words(self._profile.workplace.name))
            place.setEnabled(False)
            menu.addSeparator()
        settings = menu.addAction(icon("headphones", quiet), self.tr("Sound devices") + "\tCtrl+,")
        settings.triggered.connect(self.settings_requested)
        menu.addSeparator()
        self._add_schemes(menu)
        menu.addSeparator()
        leave = menu.addAction(icon("log-out", quiet), self.tr("Sign out"))
        leave.triggered.connect(self.sign_out_requested)
        return menu

    def sizeHint(self) -> QSize:
        return QSize(self._words_width() + ICON + 3 * GAP, theme().scaled(36))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        paint = self.paint()
        self.draw_ground(painter, paint)
        sign = QRect(GAP, (self.height() - ICON) // 2, ICON, ICON)
        draw_icon(painter, self.icon_name, self.mirrored(sign), paint.small)
        room = QRect(2 * GAP + ICON, 0, self._words_width(), self.height())
        painter.setFont(theme().font(TEXT))
        painter.setPen(QColor(paint.ink))
        words = QFontMetrics(painter.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(self.mirrored(room), Qt.AlignmentFlag.AlignCenter, words)

    def _words_width(self) -> int:
        return min(_MOST_WIDTH, QFontMetrics(theme().font(TEXT)).horizontalAdvance(self.text()) + 1)

    def _add_schemes(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        faces = {
            Scheme.SYSTEM: ("monitor", self.tr("Colours of the system")),
            Scheme.LIGHT: ("sun", self.tr("Light")),
            Scheme.DARK: ("moon", self.tr("Dark")),
        }
        for scheme, (sign, words) in faces.items():
            chosen = scheme is theme().scheme
            action = QAction(icon("check" if chosen else sign, theme().palette.quiet), words, menu)
            action.setCheckable(True)
            action.setChecked(chosen)
            action.triggered.connect(partial(self._choose, scheme))
            group.addAction(action)
            menu.addAction(action)

    def _choose(self, scheme: Scheme, _checked: bool = False) -> None:
        self.scheme_chosen.emit(scheme)

    def _open_menu(self) -> None:
        menu = self.menu_now()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        width = menu.sizeHint().width()
        right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        menu.popup(self.mapToGlobal(QPoint(0 if right_to_left else self.width() - width, self.height())))
