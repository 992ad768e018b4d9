"""Which event becomes which banner, and which event ends it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from softphone.model.availability import QueuePresenceChanged
from softphone.model.calls import Call, EndedBy
from softphone.model.devices import FILE_DRIVER, NO_DRIVER, DevicesChanged, DeviceTrouble
from softphone.model.phone_events import PhoneState, PhoneStateChanged
from softphone.model.problems import DiskFull, ProblemArose, StoreUnwritable
from softphone.model.registration import Registration, RegistrationState
from softphone.ui.banners.banner import Banner, BannerStack
from softphone.ui.calls.board import Board
from softphone.ui.calls.who import Who
from softphone.ui.controls.text import quoted_name
from softphone.ui.problem_sentences import problem_sentence, while_signed_in
from softphone.ui.theme.tokens import Ink
from softphone.ui.words.call_words import end_words
from softphone.ui.words.state_words import registration_face

_PHONE, _LOST, _FAILED, _DEVICES, _QUEUE, _SERVER = "phone", "lost", "failed", "devices", "queue", "server"
_BACK = "device is back"


class Troubles(QObject):
    settings_requested = Signal()
    queue_again_requested = Signal()
    dial_requested = Signal(str)

    def __init__(self, stack: BannerStack, who: Who) -> None:
        super().__init__(stack)
        self._stack = stack
        self._who = who
        self._has_lost = False

    def show_call(self, call: Call, board: Board) -> None:
        """A call of ours that did not succeed; the next one ends its banner."""
        if call.is_over:
            self._stack.drop(_BACK)
        if call.incoming or call.service:
            return
        if not call.is_over:
            self._stack.drop(_FAILED)
        elif call.answered_at is None and call.end is not None and call.end.by is not EndedBy.US:
            what = f"{self._who.title(call)}: {end_words(call)}."
            waits = board.main is not None and board.main.is_held
            mend = self.tr("Your other call is on hold: F6 resumes it.") if waits else ""
            self._stack.put(Banner(_FAILED, Ink.BREAK, "phone-off", what, mend))

    def show_phone_state(self, event: PhoneStateChanged) -> None:
        words = {
            PhoneState.NOT_RESPONDING: (
                self.tr("The telephone on this computer does not respond."),
                self.tr("It is started again by itself in a few seconds. Your note is safe."),
            ),
            PhoneState.RESTARTING: (
                self.tr("The telephone on this computer is starting again."),
                self.tr("Calls come in again within two seconds. Your note is safe."),
            ),
            PhoneState.FAILED: (
                self.tr("The telephone on this computer does not start."),
                self.tr("It is tried again every 10 seconds. If this stays, restart the computer or tell IT."),
            ),
        }
        if event.state in words:
            ink = Ink.MISSED if event.state is PhoneState.FAILED else Ink.BREAK
            self._stack.put(Banner(_PHONE, ink, "triangle-alert", *words[event.state]))
        else:
            self._stack.drop(_PHONE)
        for call in event.lost:
            self._say_lost(call)

    def show_devices(self, event: DevicesChanged) -> None:
        if event.trouble is None:
            self._stack.drop(_DEVICES)
            self._say_back(event)
            if event.chosen.microphone.driver == FILE_DRIVER:
                self._say_without_headset()
            return
        self._has_lost = event.trouble is DeviceTrouble.LOST
        name = quoted_name(event.trouble_device) or self.tr("The sound device")
        words = {
            DeviceTrouble.NOT_THERE: (
                self.tr("{0} is not plugged in."),
                self.tr("Plug it in, or choose another device."),
            ),
            DeviceTrouble.WILL_NOT_OPEN: (
                self.tr("{0} cannot be opened."),
                self.tr("Close other programs that use it, or choose another device."),
            ),
            DeviceTrouble.LOST: (
                self.tr("{0} was unplugged: the caller is on hold."),
                self.tr("Plug it in again to go on talking, or choose another device. No loudspeaker takes over."),
            ),
        }
        what, mend = words[event.trouble]
        if event.trouble is DeviceTrouble.NOT_THERE and event.chosen.microphone.driver == NO_DRIVER:
            what = self.tr("No headset is chosen.")
            mend = self.tr("Plug yours in and choose its microphone and speaker.")
        self._stack.put(
            Banner(
                _DEVICES,
                Ink.MISSED,
                "headphones",
                what.format(name),
                mend,
                self.tr("Settings"),
                self.settings_requested.emit,
            )
        )

    def _say_back(self, event: DevicesChanged) -> None:
        """Until the call ends: the headset that was lost in it is there again."""
        if self._has_lost:
            name = quoted_name(event.speaker_label) or self.tr("The sound device")
            mend = self.tr("A call that was on hold because of it goes on.")
            self._stack.put(Banner(_BACK, Ink.READY, "headphones", self.tr("{0} is back.").format(name), mend))
        self._has_lost = False

    def show_presence(self, event: QueuePresenceChanged) -> None:
        if not event.failed:
            self._stack.drop(_QUEUE)
            return
        what = self.tr("The queue did not accept the change of your state.")
        mend = self.tr("It may still give you calls, or none. Try again; if it stays so, tell IT.")
        again = self.queue_again_requested.emit
        self._stack.put(Banner(_QUEUE, Ink.BREAK, "triangle-alert", what, mend, self.tr("Try again"), again))

    def show_registration(self, registration: Registration) -> None:
        silent = (RegistrationState.OFF, RegistrationState.TRYING)
        if registration.state is RegistrationState.REGISTERED:
            self._stack.drop(_SERVER)
        elif registration.state not in silent:
            what = self.tr("No calls can reach you.")
            mend = registration_face(registration).explanation
            self._stack.put(Banner(_SERVER, Ink.MISSED, "server-off", what, mend))

    def show_problem(self, event: ProblemArose) -> None:
        self.show_failure(event.problem, event.subject)

    def show_failure(self, error: Exception, subject: str = "") -> None:
        sentence = while_signed_in(error) if subject == "sign-in" else problem_sentence(error)
        key = f"problem-{subject}-{type(error).__name__}"
        self._stack.put(Banner(key, Ink.MISSED, "circle-alert", sentence.what, sentence.mend))

    def note_is_saved(self) -> None:
        for kind in (DiskFull, StoreUnwritable):
            self._stack.drop(f"problem-note-{kind.__name__}")

    def forget_all(self) -> None:
        """For another agent."""
        self._has_lost = False
        self._stack.forget_all()

    def _say_without_headset(self) -> None:
        what = self.tr("This computer has no headset: a recorded voice speaks for you.")
        mend = self.tr("You hear nothing; practise the rest. Plug one in and choose it to talk yourself.")
        choose, asked = self.tr("Settings"), self.settings_requested.emit
        self._stack.put(Banner(_DEVICES, Ink.ACCENT, "headphones", what, mend, choose, asked))

    def _say_lost(self, call: Call) -> None:
        what = self.tr("The call with {0} was cut off.").format(quoted_name(self._who.title(call)))
        mend = self.tr("The telephone on this computer stopped. Your note is safe.")
        key = f"{_LOST}-{call.id}"
        if not call.number:
            self._stack.put(Banner(key, Ink.MISSED, "phone-off", what, mend))
            return

        def call_back() -> None:
            self._stack.drop(key)
            self.dial_requested.emit(call.number)

        self._stack.put(Banner(key, Ink.MISSED, "phone-off", what, mend, self.tr("Call back"), call_back))
