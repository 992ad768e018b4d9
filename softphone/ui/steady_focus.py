"""The keyboard goes nowhere by itself: what is hidden gives it to the note, or to nothing, and gets it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget


class SteadyFocus(QObject):
    """Qt would hand it to the next control, where the next key presses a button that nobody looked at."""

    def __init__(self, place: QWidget, harbour: Callable[[], QWidget | None]) -> None:
        """`place` takes the keyboard while nothing in it has it; `harbour` is what gets it instead, if anything."""
        super().__init__(place)
        self._place, self._harbour = place, harbour
        self._before: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._moved)

    def leave(self, page: QWidget) -> None:
        """This page is about to be hidden by a stack, which would look for another control by itself."""
        focus = QApplication.focusWidget()
        if focus is not None and page.isAncestorOf(focus):
            (self._harbour() or self._place).setFocus()
            self._before = focus

    def give_back(self) -> None:
        """What was hidden is shown again: it has the keyboard again, unless the agent took it elsewhere."""
        before = self._before
        if before is not None and before.isVisible() and QApplication.focusWidget() is self._place:
            before.setFocus()

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and new is not self._place:
            was_hidden = old is not None and self._place.isAncestorOf(old) and not old.isVisible()
            if was_hidden and self._place.isVisible() and self._place.isAncestorOf(new):
                self._before = old
                (self._harbour() or self._place).setFocus()
            else:
                self._before = None
