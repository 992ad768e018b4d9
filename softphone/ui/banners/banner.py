"""A banner: what is so, what to do, a button where there is one; and the stack of them above the work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from softphone.ui.controls.glyph import Glyph
from softphone.ui.controls.push_button import IconButton, PushButton
from softphone.ui.controls.surface import column, row
from softphone.ui.controls.text import Text
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import CORNER_CARD, GAP, ICON, INSIDE, TIGHT, Ink

_MOST = 3


@dataclass(frozen=True, slots=True)
class Banner:
    key: str
    """A banner of the same key takes this one's place."""
    ink: Ink
    icon: str
    what: str
    mend: str = ""
    button: str = ""
    action: Callable[[], object] | None = None


class BannerPane(QWidget):
    closed = Signal(str)

    def __init__(self, banner: Banner) -> None:
        super().__init__()
        self.banner = banner
        what = Text(banner.what, bold=True, wraps=True)
        mend = Text(banner.mend, wraps=True)
        close = IconButton(self.tr("Close this message"), "x")
        close.clicked.connect(lambda: self.closed.emit(banner.key))
        sign = Glyph(banner.icon, banner.ink, ICON)
        layout = row(sign, column(what, mend, gap=TIGHT), gap=INSIDE)
        layout.setContentsMargins(INSIDE, GAP, GAP, GAP)
        layout.setStretch(1, 1)
        if banner.button and banner.action:
            button = PushButton(banner.button)
            button.clicked.connect(banner.action)
            layout.addWidget(button)
        layout.addWidget(close)
        layout.setAlignment(sign, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(layout)
        mend.setVisible(bool(banner.mend))
        self.setAccessibleName(banner.what)
        self.setAccessibleDescription(banner.mend)
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = theme().palette.tone(self.banner.ink)
        painter.setPen(QColor(tone.ink))
        painter.setBrush(QColor(tone.ground))
        inner = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(inner, CORNER_CARD, CORNER_CARD)


class BannerStack(QWidget):
    """At most three, newest first; the others come back when these are closed."""

    arrived = Signal(str)
    """The words of a new banner, to be announced."""

    def __init__(self) -> None:
        super().__init__()
        self._banners: dict[str, Banner] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GAP)
        self.hide()

    @property
    def banners(self) -> tuple[Banner, ...]:
        return tuple(self._banners.values())

    def put(self, banner: Banner) -> None:
        before = self._banners.pop(banner.key, None)
        self._banners = {banner.key: banner} | self._banners
        self._draw()
        if before is None or before.what != banner.what:
            self.arrived.emit(f"{banner.what} {banner.mend}")

    def drop(self, key: str) -> None:
        if self._banners.pop(key, None) is not None:
            self._draw()

    def drop_like(self, beginning: str) -> None:
        for key in [key for key in self._banners if key.startswith(beginning)]:
            self.drop(key)

    def _draw(self) -> None:
        while (item := self._layout.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for banner in tuple(self._banners.values())[:_MOST]:
            pane = BannerPane(banner)
            pane.closed.connect(self.drop)
            self._layout.addWidget(pane)
        self.setVisible(bool(self._banners))
