"""Words on the screen in one of the four sizes; never read as markup, for much of it comes from outside."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QShowEvent, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import TEXT, Ink

_FIRST_STRONG = "\u2068"
_ISOLATED = "\u2066"
_END = "\u2069"


def isolated(number: str) -> str:
    """A number or an address, which keeps its direction in every language."""
    return f"{_ISOLATED}{number}{_END}" if number else ""


def quoted_name(name: str) -> str:
    """A person's or a company's name inside a sentence of another direction."""
    return f"{_FIRST_STRONG}{name}{_END}" if name else ""


def tip(text: str) -> str:
    """For a tool tip, which Qt would else read as markup where it looks like that."""
    return Qt.convertFromPlainText(text) if Qt.mightBeRichText(text) else text


def menu_words(text: str) -> str:
    """For a line of a menu, where "&" would mark a key and a tab begin another column."""
    return text.replace("&", "&&").replace("\t", " ")


class Text(QLabel):
    """A label; `wraps` for sentences."""

    def __init__(
        self,
        text: str = "",
        size: int = TEXT,
        *,
        bold: bool = False,
        ink: Ink = Ink.TEXT,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._size, self._bold = size, bold
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        self.setFont(theme().font(size, bold))
        self.setProperty("ink", ink.value)
        self.setText(text)
        self._place = Qt.AlignmentFlag.AlignLeft
        theme().changed.connect(self._dress)

    def stand(self, place: Qt.AlignmentFlag) -> None:
        """AlignLeft for the start of reading, AlignHCenter for the middle, AlignRight for the end of reading."""
        self._place = place
        self._align()

    def set_ink(self, ink: Ink) -> None:
        if self.property("ink") != ink.value:
            self.setProperty("ink", ink.value)
            self.style().unpolish(self)
            self.style().polish(self)
            self._dress()

    def say(self, text: str) -> None:
        """Show `text`; hidden when there is nothing to say."""
        self.setText(text)
        self.setVisible(bool(text))

    def showEvent(self, event: QShowEvent) -> None:
        # The style sheet gives a widget that it polishes first when shown the font of before a change of scale.
        self._dress()
        self._align()
        super().showEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._align()

    def _align(self) -> None:
        """By the direction of the window, also for words of the other direction."""
        seen = self.style().visualAlignment(self.layoutDirection(), self._place)
        self.setAlignment(seen | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute)

    def _dress(self) -> None:
        self.setFont(theme().font(self._size, self._bold))


class CutText(Text):
    """One line that may be cut at its end when there is no room; then the whole stands in the tool tip."""

    def __init__(self, text: str = "", size: int = TEXT, *, bold: bool = False, ink: Ink = Ink.TEXT) -> None:
        super().__init__(text, size, bold=bold, ink=ink)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(48, super().minimumSizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = QFontMetrics(self.font())
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(tip(self.text()) if shown != self.text() else "")
        painter.setPen(self.palette().color(self.foregroundRole()))
        start = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        aligned = self.style().visualAlignment(self.layoutDirection(), start)
        painter.drawText(self.rect(), int(aligned) | int(Qt.TextFlag.TextSingleLine), shown)
