"""The window: the sign-in or the desk, its place on the screen, and what happens while it is not in front."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget

from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.ui.banners.banner import Banner
from softphone.ui.calls.ring_window import RingWindow
from softphone.ui.calls.who import Who
from softphone.ui.controls.ticker import Ticker
from softphone.ui.desk import Desk
from softphone.ui.resources import resource
from softphone.ui.ringer import Ringer
from softphone.ui.sign_in.sign_in_pane import SignInPane
from softphone.ui.theme.theme import SCALES, Scheme, theme
from softphone.ui.theme.tokens import Ink

_SMALLEST = (1240, 680)
"""Below it a second call, or the recent ones beside the keypad, would not have their room."""
_FIRST, _FIRST_PART = (1280, 720), 0.8
"""The first size, and on a large screen the part of it."""
_TITLE_BAR = 40
"""What a window manager may need above: the window must not hang over the edge of a 1280 by 720 screen."""
_PREPARE_MS = 500
_SIGNING_OUT = "signing-out"


class MainWindow(QMainWindow):
    closed = Signal()
    sign_out_requested = Signal()

    def __init__(self, who: Who, preferences: Path, ticker: Ticker | None = None) -> None:
        super().__init__()
        self._preferences = QSettings(str(preferences), QSettings.Format.IniFormat)
        self._may_close = False
        self._apply_look()
        self.ticker = ticker or Ticker(self)
        self.ringer = Ringer(self)
        self.sign_in, self.desk = SignInPane(), Desk(who, self.ticker, self.ringer)
        self.ring_window = RingWindow(who, self)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.sign_in)
        self._pages.addWidget(self.desk)
        self.setCentralWidget(self._pages)
        self.setWindowTitle(self.tr("Softphone"))
        self.setWindowIcon(QIcon(str(resource("icons", "softphone.svg"))))
        self.setMinimumSize(*_SMALLEST)
        self.resize(_first_size(self.screen().availableSize() - QSize(0, _TITLE_BAR)))
        geometry = self._preferences.value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        self.desk.top.agent.sign_out_requested.connect(self._ask_to_sign_out)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.activated.connect(self.desk.escape)

    def show_sign_in(self, event: SignInChanged) -> None:
        self.sign_in.show_sign_in(event)
        if event.step is SignInStep.SIGNED_IN:
            self.desk.show_profile(event.profile)
            was_away = self._pages.currentWidget() is not self.desk
            self._pages.setCurrentWidget(self.desk)
            if was_away:
                self.desk.take_keyboard()
            company = event.profile.workplace.name if event.profile else ""
            self.setWindowTitle(self.tr("{0} – Softphone").format(company))
            if event.problem is not None:
                self.desk.troubles.show_failure(event.problem, "sign-in")
        elif event.step is SignInStep.SIGNED_OUT:
            self.desk.troubles.forget_all()
            self.desk.forget_agent()
            self._pages.setCurrentWidget(self.sign_in)
            self.setWindowTitle(self.tr("Softphone"))

    def show_ringing(self) -> None:
        """After each change of the calls: ask for attention while another program is in front."""
        ringing = self.desk.board.ringing
        is_needed = not self.isActiveWindow() or self.isMinimized()
        self.ring_window.show_call(ringing, is_needed)
        if not self.desk.board.calls:
            self.desk.middle.banners.drop(_SIGNING_OUT)
        if ringing is not None and is_needed:
            QApplication.alert(self)

    def come_to_front(self) -> None:
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def choose_look(self, scheme: Scheme, scale: float) -> None:
        self._preferences.setValue("look/scheme", scheme.value)
        self._preferences.setValue("look/scale", scale)
        self._apply_look()
        self.desk.middle.settings.show_look(scheme, scale)

    def close_for_good(self) -> None:
        self._may_close = True
        self.close()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and hasattr(self, "ring_window"):
            self.show_ringing()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(_PREPARE_MS, self, self.ringer.prepare)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Neither a call nor a note is lost by closing the window in passing."""
        warning = self._closing_warning()
        if warning is not None and not self._may_close:
            self.desk.middle.banners.put(warning)
            event.ignore()
            return
        self._preferences.setValue("geometry", self.saveGeometry())
        self._preferences.sync()
        self.closed.emit()
        super().closeEvent(event)

    def _closing_warning(self) -> Banner | None:
        if self.desk.board.calls:
            what, mend = self.tr("A call is on."), self.tr("Closing this window ends it.")
            return self._warning("phone-call", what, mend, self.tr("End the call and close"))
        if self.desk.right.note.is_wrong:
            what, mend = self.tr("The note cannot be saved."), self.tr("Make room on the disk, or copy it elsewhere.")
            return self._warning("circle-alert", what, mend, self.tr("Lose the note and close"))
        return None

    def _ask_to_sign_out(self) -> None:
        """A call is not cut off in passing."""
        if not self.desk.board.calls:
            self.sign_out_requested.emit()
            return
        what, mend = self.tr("A call is on."), self.tr("Signing out ends it.")
        end = self.tr("End the call and sign out")
        asked = Banner(_SIGNING_OUT, Ink.BREAK, "phone-call", what, mend, end, self.sign_out_requested.emit)
        self.desk.middle.banners.put(asked)

    def _warning(self, icon: str, what: str, mend: str, button: str) -> Banner:
        return Banner("closing", Ink.BREAK, icon, what, mend, button, self.close_for_good)

    def _apply_look(self) -> None:
        known = {scheme.value: scheme for scheme in Scheme}
        scheme = known.get(str(self._preferences.value("look/scheme", "")), Scheme.SYSTEM)
        scale = str(self._preferences.value("look/scale", ""))
        known_scales = {str(one): one for one in SCALES}
        theme().choose(scheme, known_scales.get(scale, theme().system_scale()))


def _first_size(room: QSize) -> QSize:
    part = QSize(round(room.width() * _FIRST_PART), round(room.height() * _FIRST_PART))
    return part.expandedTo(QSize(*_FIRST)).boundedTo(room)
