"""A banner: what is so, what to do, a button where there is one; and the stack of them above the work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

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

    def __init__(self, banner: Banner, more: int = 0) -> None:
        """`more`: so many others wait behind this one."""
        super().__init__()
        self.banner = banner
        what = Text(banner.what, bold=True, wraps=True)
        mend = Text(banner.mend, wraps=True)
        self._more = Text(self.tr("and {0} more").format(more) if more else "", ink=Ink.QUIET)
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
        layout.addWidget(self._more)
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
    """Newest first; those without room come back when the ones before them are closed.

    One of the accent's ink only informs: it comes last, it waits while a call has the room, and closed it stays closed.
    """

    arrived = Signal(str)
    """The words of a new banner, to be announced."""

    def __init__(self) -> None:
        super().__init__()
        self._banners: dict[str, Banner] = {}
        self._read: set[str] = set()
        self._room = (_MOST, True, True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GAP)
        self.hide()

    @property
    def banners(self) -> tuple[Banner, ...]:
        return tuple(self._banners.values())

    def put(self, banner: Banner) -> None:
        if banner.what in self._read:
            return
        before = self._banners.pop(banner.key, None)
        others = {key: other for key, other in self._banners.items() if not _says_the_same(other, banner)}
        self._banners = {banner.key: banner} | others
        self._draw()
        if before is None or before.what != banner.what:
            self.arrived.emit(f"{banner.what} {banner.mend}")

    def make_room(self, most: int, *, informs: bool, explains: bool) -> None:
        """At most so many; none that only informs unless `informs`; only what is so unless `explains`."""
        if self._room != (most, informs, explains):
            self._room = (most, informs, explains)
            self._draw()

    def close_banner(self, key: str) -> None:
        """The agent has read it."""
        if (banner := self._banners.get(key)) and banner.ink is Ink.ACCENT:
            self._read.add(banner.what)
        self.drop(key)

    def forget_all(self) -> None:
        """For another agent."""
        self._read.clear()
        self._banners.clear()
        self._draw()

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
        most, informs, explains = self._room
        wanted = sorted(self._banners.values(), key=lambda banner: banner.ink is Ink.ACCENT)
        wanted = [banner for banner in wanted if informs or banner.ink is not Ink.ACCENT]
        for number, banner in enumerate(wanted[:most], 1):
            hidden = len(wanted) - most if number == most and len(wanted) > most else 0
            pane = BannerPane(banner if explains else replace(banner, mend=""), hidden)
            pane.closed.connect(self.close_banner)
            self._layout.addWidget(pane)
        self.setVisible(bool(wanted))


def _says_the_same(one: Banner, other: Banner) -> bool:
    return (one.what, one.mend, one.button) == (other.what, other.mend, other.button)
