"""The window's process: the engine is started first, then the window is shown, then the agent is signed in."""

from __future__ import annotations

import concurrent.futures
import logging
import sys
from functools import partial
from typing import TYPE_CHECKING

from softphone.assembly import Assembly, Launch
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.runtime.garbage import rest_while_starting, resume_after_start
from softphone.runtime.logs import start_log
from softphone.runtime.loop_thread import LoopThread

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType
    from PySide6.QtWidgets import QApplication

    from softphone.gateways.practice_centre import PracticeProcess
    from softphone.ui.main_window import MainWindow
    from softphone.ui.sign_in.sign_in_pane import SignInPane

CLOSE_SECONDS = 20.0
STARTED_MS = 3000
"""By then who stays signed in is, and all that is needed is loaded."""
ALREADY_OPEN = 0
log = logging.getLogger(__name__)


def run_window(launch: Launch, rejoins: bool = False) -> int:
    """Until the agent closes it. `rejoins`: the engine started us again, after the window before us died."""
    rest_while_starting()
    from PySide6.QtCore import QTimer

    from softphone.ui.closing_signals import ClosingSignals
    from softphone.ui.only_window import OnlyWindow

    application = _application()
    only = OnlyWindow(launch.folders.run)
    if not only.is_first():
        return ALREADY_OPEN
    start_log(launch.folders.logs, "window")
    assembly = Assembly(launch)
    assembly.begin()
    loop = LoopThread()
    loop.start()
    window = _window(assembly, loop)
    only.called.connect(window.come_to_front)
    ClosingSignals(window.close_for_good, window)
    loop.run(assembly.start(rejoins))
    QTimer.singleShot(STARTED_MS, window, resume_after_start)
    code = application.exec()
    _close(assembly, loop)
    return code


def _application() -> QApplication:
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    from softphone.ui.translations import load_translation

    qInstallMessageHandler(_note_qt)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("softphone")
    application.setDesktopFileName("softphone")
    load_translation(application)
    return application


def _note_qt(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    """What Qt has to say is for the log, not for the terminal; only what ends the program is said there as well."""
    levels = {"QtWarningMsg": logging.WARNING, "QtCriticalMsg": logging.ERROR, "QtFatalMsg": logging.CRITICAL}
    level = levels.get(kind.name, logging.INFO)
    category = context.category or "default"
    logging.getLogger(f"qt.{category.removeprefix('qt.')}").log(level, "%s", words)
    if level == logging.CRITICAL:
        print(words, file=sys.stderr)


def _window(assembly: Assembly, loop: LoopThread) -> MainWindow:
    from softphone.ui.bridge import Bridge
    from softphone.ui.features import Features
    from softphone.ui.wiring import build_window

    features = Features(
        assembly.calls,
        assembly.availability,
        assembly.notes,
        assembly.history,
        assembly.devices,
        assembly.sign_in,
        assembly.numbers,
        lambda: assembly.sign_in.store,
    )
    bridge = Bridge(assembly.events, loop)
    window = build_window(features, bridge, assembly.launch.folders.profile / "window.ini")
    if assembly.practice is not None:
        bridge.show(SignInChanged, partial(_fill_in, window.sign_in, assembly.practice))
    bridge.setParent(window)
    window.show()
    return window


def _fill_in(pane: SignInPane, practice: PracticeProcess, event: SignInChanged) -> None:
    if event.step is SignInStep.SIGNED_OUT and (facts := practice.facts):
        pane.fill_in(facts.address, facts.agent_id, facts.password)


def _close(assembly: Assembly, loop: LoopThread) -> None:
    try:
        loop.run(assembly.close()).result(CLOSE_SECONDS)
    except concurrent.futures.TimeoutError:
        log.error("closing took more than %s s", CLOSE_SECONDS)
    loop.stop()
