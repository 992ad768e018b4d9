"""Signing in: address, agent, password; each problem in its own sentence, and nothing typed is lost."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from softphone.model.problems import BadAddress, Problem, UnknownHost, WrongPassword
from softphone.model.sign_in import SignInChanged, SignInStep, WorkplaceLogin
from softphone.ui.banners.banner import Banner, BannerPane
from softphone.ui.controls.field import Labelled, SecretField
from softphone.ui.controls.glyph import Glyph
from softphone.ui.controls.painted_button import Kind
from softphone.ui.controls.push_button import PushButton
from softphone.ui.controls.surface import Card, Surface, column, row
from softphone.ui.controls.text import Text
from softphone.ui.problem_sentences import Sentence, problem_sentence
from softphone.ui.sign_in.remembered import Remembered
from softphone.ui.theme.theme import theme
from softphone.ui.theme.tokens import AROUND, GAP, ICON, INSIDE, PERSON, TIGHT, Ink

_WIDTH, _BEFORE_WIDTH = 416, 320


class SignInPane(Surface):
    sign_in_requested = Signal(str, str, str, bool)
    """Address, agent id, password, stay signed in."""
    forget_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__("ground")
        self.address, self.agent_id, self.password = QLineEdit(), QLineEdit(), SecretField()
        self.address.setPlaceholderText("acme.example")
        for field in (self.address, self.agent_id, self.password):
            field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.stay = QCheckBox(self.tr("Stay signed in on this computer"))
        self.go = PushButton(self.tr("Sign in"), "log-in", Kind.PRIMARY, height=40)
        self.go.show_key("Enter")
        self.remembered = Remembered()
        self._form, self._scroll = QWidget(), QScrollArea()
        self._starting = Text(self.tr("Signing in…"), ink=Ink.QUIET)
        self._wrong: QLineEdit | None = None
        self._problem_place = QVBoxLayout()
        self._progress = Text(ink=Ink.QUIET)
        self._lay_out()
        self._progress.hide()
        self._scroll.hide()
        self.go.clicked.connect(self._sign_in)
        self.remembered.chosen.connect(self._take)
        self.remembered.forget_requested.connect(self.forget_requested)

    def show_sign_in(self, event: SignInChanged) -> None:
        """The form is asked for once somebody has to sign in: a start that signs in by itself shows none."""
        if event.step is SignInStep.SIGNED_OUT:
            self._starting.hide()
            self._scroll.show()
        is_busy = event.step not in (SignInStep.SIGNED_OUT, SignInStep.SIGNED_IN)
        self.remembered.show_logins(event.remembered)
        if event.login is not None and not self.address.text():
            self._take(event.login)
        self._show_progress(event.step)
        self._show_problem(event.problem)
        for part in (self.address, self.agent_id, self.password, self.stay, self.go, self.remembered):
            part.setEnabled(not is_busy)
        if event.step is SignInStep.SIGNED_IN:
            self.password.clear()
        elif not is_busy:
            self.take_keyboard()

    def take_keyboard(self) -> None:
        """To the field that is to be mended, else to the first that is empty."""
        field = self._wrong or next((field for field in self._fields if not field.text()), self.password)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()

    def fill_in(self, address: str, agent_id: str, password: str) -> None:
        """Practice gave nobody a password: it is there already, and Enter signs in again."""
        for field, text in zip(self._fields, (address, agent_id, password), strict=True):
            field.setText(text)
        self._practising.show()
        for not_so in (self._given, self._kept):
            not_so.hide()
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _fields(self) -> tuple[QLineEdit, QLineEdit, QLineEdit]:
        return self.address, self.agent_id, self.password

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter signs in from fields, check box and button, which let it pass; in the list it presses what it is on."""
        on = self.focusWidget()
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not self.go.isEnabled():
            super().keyPressEvent(event)
        elif isinstance(on, QAbstractButton) and self.remembered.isAncestorOf(on):
            on.click()
        else:
            self._sign_in()

    def _show_progress(self, step: SignInStep) -> None:
        words = {
            SignInStep.FETCHING: self.tr("Asking the workplace…"),
            SignInStep.OPENING: self.tr("Opening your notes…"),
            SignInStep.SIGNING_OUT: self.tr("Signing out…"),
        }
        self._progress.say(words.get(step, ""))
        if step in words:
            self._starting.setText(words[step])

    def _show_problem(self, problem: Problem | None) -> None:
        wrong: QLineEdit | None = None
        if isinstance(problem, BadAddress | UnknownHost):
            wrong = self.address
        elif isinstance(problem, WrongPassword):
            wrong = self.password
        self._say(problem_sentence(problem) if problem else None, wrong)

    def _say(self, sentence: Sentence | None, wrong: QLineEdit | None = None) -> None:
        while (item := self._problem_place.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._mark(wrong)
        if sentence is not None:
            pane = BannerPane(Banner("sign-in", Ink.MISSED, "circle-alert", sentence.what, sentence.mend))
            pane.closed.connect(lambda: self._say(None))
            self._problem_place.addWidget(pane)

    def _mark(self, wrong: QLineEdit | None) -> None:
        """The field that is to be mended gets a red line."""
        self._wrong = wrong
        for field in self._fields:
            field.setProperty("wrong", "true" if field is wrong else "false")
            field.style().unpolish(field)
            field.style().polish(field)

    def _take(self, login: WorkplaceLogin) -> None:
        self.address.setText(login.address)
        self.agent_id.setText(login.agent_id)
        self.stay.setChecked(login.stay_signed_in)
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sign_in(self) -> None:
        address, agent = self.address.text().strip(), self.agent_id.text().strip()
        missing = [
            (self.address, address, self.tr("The workplace address is missing.")),
            (self.agent_id, agent, self.tr("The agent id is missing.")),
            (self.password, self.password.text(), self.tr("The password is missing.")),
        ]
        for field, typed, what in missing:
            if not typed:
                self._say(Sentence(what, self.tr("Type it, then press Enter.")), field)
                self.take_keyboard()
                return
        self.sign_in_requested.emit(address, agent, self.password.text(), self.stay.isChecked())

    def _lay_out(self) -> None:
        title = Text(self.tr("Sign in to your workplace"), PERSON, bold=True, wraps=True)
        given = self.tr("Your workplace gave you an address, an agent id and a password.")
        self._given = Text(given, ink=Ink.QUIET, wraps=True)
        self._practising = Text(self.tr("Practice has filled in everything: Enter signs in again."), wraps=True)
        self._practising.hide()
        head = column(title, self._given, self._practising, gap=TIGHT)
        fields = column(
            Labelled(self.tr("Workplace address"), self.address),
            Labelled(self.tr("Agent id"), self.agent_id),
            Labelled(self.tr("Password"), self.password),
            gap=INSIDE,
        )
        kept = self.tr("The password is kept in this computer's key store, nowhere else.")
        self._kept = Text(kept, ink=Ink.QUIET, wraps=True)
        sign = row(Glyph("headphones", Ink.ACCENT, ICON), Text(self.tr("Softphone"), bold=True), 1, gap=GAP)
        card = Card()
        card.fill(
            sign,
            head,
            self._problem_place,
            fields,
            column(self.stay, self._kept, gap=TIGHT),
            self.go,
            self._progress,
            gap=AROUND,
            margin=2 * INSIDE,
        )
        self._card = card
        self._form.setProperty("surface", "ground")
        beside = row(1, card, self.remembered, 1, gap=2 * INSIDE)
        self._form.setLayout(column(1, beside, 1, margin=AROUND))
        self._starting.stand(Qt.AlignmentFlag.AlignHCenter)
        self._scroll.setWidget(self._form)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(column(self._scroll, self._starting))
        self._size()
        theme().changed.connect(self._size)

    def _size(self) -> None:
        """Wider with larger type; what is then too high scrolls."""
        self._card.setFixedWidth(theme().scaled(_WIDTH))
        self.remembered.setFixedWidth(theme().scaled(_BEFORE_WIDTH))
