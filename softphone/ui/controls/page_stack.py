"""One page at a time, each in a scroll area: a page that has too little room scrolls, it is never squeezed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget


class PageStack(QStackedWidget):
    def __init__(self) -> None:
        super().__init__()
        self._all: list[QWidget] = []

    def add(self, page: QWidget) -> None:
        self._all.append(page)
        area = _Area()
        area.setWidget(page)
        page.setAutoFillBackground(False)
        self.addWidget(area)

    def open(self, page: QWidget) -> None:
        self.setCurrentIndex(self._all.index(page))

    @property
    def page(self) -> QWidget:
        return self._all[self.currentIndex()]


class _Area(QScrollArea):
    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 72)
