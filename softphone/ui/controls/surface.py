"""Cards, columns and rules: the surfaces that things stand on."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from softphone.ui.theme.tokens import AROUND, GAP, INSIDE

L = TypeVar("L", bound=QBoxLayout)


def column(*parts: QWidget | QLayout | int, gap: int = GAP, margin: int = 0) -> QVBoxLayout:
    """Parts below one another; a number is a stretch."""
    layout = QVBoxLayout()
    return _fill(layout, parts, gap, margin)


def row(*parts: QWidget | QLayout | int, gap: int = GAP, margin: int = 0) -> QHBoxLayout:
    """Parts beside one another, in the direction of reading; a number is a stretch."""
    layout = QHBoxLayout()
    return _fill(layout, parts, gap, margin)


def _fill(layout: L, parts: tuple[QWidget | QLayout | int, ...], gap: int, margin: int) -> L:
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(gap)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addStretch(part)
    return layout


class Surface(QFrame):
    """A frame with a ground: "card", "top", "left", "right", "ground"."""

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", kind)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def become(self, kind: str) -> None:
        if self.property("surface") != kind:
            self.setProperty("surface", kind)
            self.style().unpolish(self)
            self.style().polish(self)


class Card(Surface):
    """A white card with its parts below one another, given at once or with `fill`."""

    def __init__(self, *parts: QWidget | QLayout | int, gap: int = INSIDE) -> None:
        super().__init__("card")
        if parts:
            self.fill(*parts, gap=gap)

    def fill(self, *parts: QWidget | QLayout | int, gap: int = INSIDE, margin: int = AROUND) -> None:
        self.setLayout(column(*parts, gap=gap, margin=margin))


class Rule(Surface):
    """A hair line between groups."""

    def __init__(self, *, upright: bool = False) -> None:
        super().__init__("rule")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
