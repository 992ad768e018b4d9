"""Where the note is typed: a paste is text, in lines that the window can lay out without stopping."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QMimeData, QSize
from PySide6.QtWidgets import QPlainTextEdit

from softphone.ui.theme.theme import theme

_LEAST_HEIGHT = 88
LONGEST_LINE = 2_000
"""Qt lays out a line in a time that grows with the square of its length: a megabyte in one took 51 s for each key."""


class NoteEditor(QPlainTextEdit):
    def sizeHint(self) -> QSize:
        """The least that is of use: it gets all the room that is left."""
        return QSize(super().sizeHint().width(), theme().scaled(_LEAST_HEIGHT))

    def insertFromMimeData(self, source: QMimeData) -> None:
        """From the clipboard or dropped. Only what would be too long a line is broken; not a letter is left out."""
        begun = "\n" if self.textCursor().block().length() > LONGEST_LINE else ""
        self.insertPlainText(begun + in_lines(source.text()))


def in_lines(text: str) -> str:
    """`text` with lines of at most LONGEST_LINE characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(piece for line in lines for piece in _pieces(line))


def _pieces(line: str) -> Iterator[str]:
    """Broken after a space where there is one in the second half."""
    while len(line) > LONGEST_LINE:
        space = line.rfind(" ", LONGEST_LINE // 2, LONGEST_LINE)
        end = space + 1 if space >= 0 else LONGEST_LINE
        yield line[:end]
        line = line[end:]
    yield line
