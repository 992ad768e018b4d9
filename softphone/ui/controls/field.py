"""Fields to type in: a label above, an icon inside, a password that can be looked at."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from softphone.ui.controls.glyph import Glyph
from softphone.ui.controls.push_button import IconButton
from softphone.ui.controls.text import Text
from softphone.ui.problem_sentences import problem_sentence
from softphone.ui.theme.tokens import GAP, ICON_SMALL, INSIDE, TIGHT, Ink


class IconField(QLineEdit):
    """A field with an icon before the words."""

    def __init__(self, name: str, icon_name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self._glyph = Glyph(icon_name, Ink.QUIET, ICON_SMALL, self)
        self.setTextMargins(ICON_SMALL + GAP, 0, 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._place()

    def _place(self) -> None:
        before = ICON_SMALL + GAP
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.setTextMargins(0 if mirrored else before, 0, before if mirrored else 0, 0)
        left = self.width() - INSIDE - ICON_SMALL if mirrored else INSIDE
        self._glyph.move(QPoint(left, (self.height() - ICON_SMALL) // 2))


class SecretField(QLineEdit):
    """A password; the eye shows it for as long as it is pressed in."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.eye = IconButton(self.tr("Show the password"), "eye", side=28)
        self.eye.setParent(self)
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._look)
        self.setTextMargins(0, 0, 28, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.setTextMargins(28 if mirrored else 0, 0, 0 if mirrored else 28, 0)
        left = TIGHT if mirrored else self.width() - 28 - TIGHT
        self.eye.move(left, (self.height() - 28) // 2)

    def _look(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.eye.rename(*self._eye_face(shown))

    def _eye_face(self, shown: bool) -> tuple[str, str]:
        return (self.tr("Hide the password"), "eye-off") if shown else (self.tr("Show the password"), "eye")


class FieldProblem(Text):
    """What is wrong with what was typed, below its field: gone with the next key."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(ink=Ink.MISSED, wraps=True)
        self._field = field
        field.textEdited.connect(self.clear_problem)
        self.hide()

    def show_problem(self, problem: Exception) -> None:
        """The words stay and are selected: typing replaces them."""
        sentence = problem_sentence(problem)
        self.say(f"{sentence.what} {sentence.mend}")
        self._mark(is_wrong=True)
        self._field.setAccessibleDescription(self.text())
        self._field.setFocus()
        self._field.selectAll()

    def clear_problem(self) -> None:
        if self.text():
            self.say("")
            self._mark(is_wrong=False)
            self._field.setAccessibleDescription("")

    def _mark(self, *, is_wrong: bool) -> None:
        self._field.setProperty("wrong", "true" if is_wrong else "false")
        self._field.style().unpolish(self._field)
        self._field.style().polish(self._field)


class Labelled(QWidget):
    """A field with its name above it, which is also its accessible name."""

    def __init__(self, name: str, field: QWidget) -> None:
        super().__init__()
        label = Text(name, bold=True)
        label.setBuddy(field)
        field.setAccessibleName(name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addWidget(label)
        layout.addWidget(field)
