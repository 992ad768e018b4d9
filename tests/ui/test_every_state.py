"""What must be true of the window in whatever state it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

from softphone.ui.controls.chips import Chip
from softphone.ui.controls.meter import Meter
from softphone.ui.controls.painted_button import PaintedButton
from softphone.ui.controls.text import CutText, Text
from softphone.ui.theme.theme import Scheme, theme
from tests.ui.stage import STATES, Stage

_CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QListView, QAbstractSlider, Meter, Chip)


def visible(stage: Stage, kinds: type[QWidget] | tuple[type[QWidget], ...] = QWidget) -> Iterator[QWidget]:
    for widget in stage.window.findChildren(QWidget):
        if isinstance(widget, kinds) and widget.isVisible():
            yield widget


@pytest.fixture(scope="module", params=list(STATES))
def stage(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Stage]:
    """The window in one state; made once for all that must be true of it."""
    made = Stage()
    made.window.resize(1280, 720)
    made.window.show()
    STATES[request.param](made)
    yield made
    made.close()


def test_every_control_has_a_name(stage: Stage) -> None:
    nameless = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in visible(stage, _CONTROLS)
        if not isinstance(widget, QScrollBar)
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
        and not isinstance(widget.parent(), QComboBox)
    ]
    assert not nameless


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720)], ids=["1080", "720"])
def test_nothing_is_cut_off(size: tuple[int, int], stage: Stage) -> None:
    stage.window.resize(*size)
    assert cut_off(stage) == []


def test_nothing_is_cut_off_with_larger_type(stage: Stage) -> None:
    theme().choose(Scheme.LIGHT, 1.15)
    assert cut_off(stage) == []


def cut_off(stage: Stage) -> list[str]:
    """Words and buttons that have less room than they need."""
    for _ in range(3):  # Layouts inside layouts settle from the inside out.
        QApplication.processEvents()
    found = []
    for widget in visible(stage, (Text, PaintedButton)):
        if isinstance(widget, CutText):
            continue
        if isinstance(widget, Text) and widget.wordWrap():
            fits = widget.height() >= widget.heightForWidth(widget.width())
        else:
            need = widget.minimumSizeHint()
            need = need if need.isValid() else widget.sizeHint()
            fits = widget.width() >= need.width() and widget.height() >= need.height()
        if not fits:
            found.append(f"{type(widget).__name__} {widget.text()!r} {widget.size().toTuple()}")  # type: ignore[attr-defined]
    return found


def test_no_stray_window_appears(stage: Stage) -> None:
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert shown == [stage.window]


def test_no_two_controls_answer_to_the_same_key(stage: Stage) -> None:
    keys = [
        widget.key
        for widget in visible(stage, PaintedButton)
        if isinstance(widget, PaintedButton) and widget.isEnabled() and widget.key
    ]
    assert len(set(keys)) == len(keys), sorted(keys)


def test_the_window_mirrors(stage: Stage) -> None:
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert cut_off(stage) == []
    if stage.window.desk.isVisible():
        assert stage.window.desk.left.mapTo(stage.window, stage.window.desk.left.rect().topLeft()).x() > 1000


def test_every_state_can_be_drawn_in_the_dark(stage: Stage) -> None:
    theme().choose(Scheme.DARK, 1.0)
    picture = stage.window.grab().toImage()
    corner = picture.pixelColor(picture.width() - 3, picture.height() - 3)
    assert corner.lightness() < 60
