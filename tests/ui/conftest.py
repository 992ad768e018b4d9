"""Qt for the tests of panes: always offscreen (journeys have a real screen); a warning from Qt fails the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from softphone.ui.theme.theme import Scheme, theme
from softphone.ui.translations import load_translation
from tests.ui.stage import Stage

_NOT_OURS = ("This plugin does not support", "PulseAudioService", "Using Qt multimedia")
"""The offscreen screen has no window manager, and a test machine may have no sound server."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/ui/" in str(item.path):
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*_NOT_OURS, extend=True))


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["softphone", "-platform", "offscreen"]


@pytest.fixture(scope="session", autouse=True)
def english(qapp: QApplication) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    load_translation(qapp, QLocale(QLocale.Language.English))


@pytest.fixture(autouse=True)
def plain_look(qapp: QApplication) -> Iterator[None]:
    yield
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    theme().choose(Scheme.LIGHT, 1.0)


@pytest.fixture
def stage(qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    """A window on the screen, joined to features that write down each wish."""
    made = Stage(tmp_path / "window.ini")
    made.window.resize(1280, 720)
    made.window.show()
    qtbot.waitExposed(made.window)
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow, timeout=2000)
    yield made
    made.close()
