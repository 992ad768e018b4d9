"""A window with features that only write down what was asked of them, and every state to put it in."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from softphone.model.availability import (
    AgentState,
    AgentStateChanged,
    AgentStateKind,
    Cause,
    QueuePresence,
    QueuePresenceChanged,
)
from softphone.model.calls import CallChanged, Hold, Transfer, TransferState
from softphone.model.devices import DevicesChanged
from softphone.model.history import HistoryChanged, PersonFound, TodayChanged
from softphone.model.notes import NoteChanged, NoteId, NotesFound
from softphone.model.phone_events import PhoneState, PhoneStateChanged
from softphone.model.problems import WrongPassword
from softphone.model.registration import Registration, RegistrationChanged, RegistrationState
from softphone.model.sign_in import SignInChanged, SignInStep, WorkplaceLogin
from softphone.runtime.events import Events
from softphone.ui.bridge import Bridge
from softphone.ui.controls.ticker import Ticker
from softphone.ui.features import Features
from softphone.ui.left.left_column import Page
from softphone.ui.main_window import MainWindow
from softphone.ui.wiring import build_window
from tests.ui import values as v

LOGIN = WorkplaceLogin("https://acme.example", "anna", "Acme Support", stay_signed_in=True)
OTHER_LOGIN = WorkplaceLogin("https://work.nordbank.example", "a.berg", "Nordbank Service")


class Recorder:
    """Stands for any feature: each wish is kept with its arguments."""

    def __init__(self, wishes: list[tuple[str, tuple[Any, ...]]]) -> None:
        self._wishes = wishes

    def __getattr__(self, name: str) -> Any:
        async def wish(*arguments: Any) -> None:
            self._wishes.append((name, arguments))

        return wish


class Numbers:
    def formatted(self, number: str) -> str:
        return v.formatted(number)

    def normal(self, number: str) -> str:
        return number

    def region(self, number: str) -> str:
        return ""

    def dialable(self, text: str) -> str:
        return text


class DirectLoop:
    """A loop thread that runs at once, in the same thread: for panes without timing of their own."""

    def run(self, work: Any) -> Any:
        from concurrent.futures import Future

        future: Future[Any] = Future()
        try:
            work.send(None)
        except StopIteration as result:
            future.set_result(result.value)
        except Exception as error:
            future.set_exception(error)
        return future

    def call(self, function: Callable[..., object], *arguments: object) -> None:
        function(*arguments)


class Stage:
    """Publish an event and it is shown; what is asked stands in `wishes`."""

    def __init__(self, preferences: Path | None = None) -> None:
        self.wishes: list[tuple[str, tuple[Any, ...]]] = []
        self.events = Events()
        self.now = v.NOW
        feature = Recorder(self.wishes)
        features = Features(feature, feature, feature, feature, feature, feature, Numbers(), lambda: None)
        self.bridge = Bridge(self.events, DirectLoop())  # type: ignore[arg-type]
        self.preferences = preferences or Path(tempfile.mkdtemp()) / "window.ini"
        self.window: MainWindow = build_window(features, self.bridge, self.preferences, Ticker(now=lambda: self.now))

    def tell(self, *events: object) -> None:
        from PySide6.QtWidgets import QApplication

        for event in events:
            self.events.publish(event)
        for _ in range(3):
            QApplication.processEvents()

    def close(self) -> None:
        """Take the window down, now."""
        from PySide6.QtCore import QCoreApplication, QEvent

        self.window.close_for_good()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def sign_in(self, kind: AgentStateKind = AgentStateKind.READY, **more: Any) -> None:
        self.tell(
            SignInChanged(SignInStep.SIGNED_IN, LOGIN, v.PROFILE, remembered=(LOGIN, OTHER_LOGIN)),
            RegistrationChanged(
                Registration(RegistrationState.REGISTERED, "sip:101@10.0.0.4", server="pbx.acme.example")
            ),
            QueuePresenceChanged(*_presence(kind)),
            TodayChanged(v.TODAY),
            v.DEVICES,
            v.HISTORY,
            AgentStateChanged(state(kind, **more)),
        )


def _presence(kind: AgentStateKind) -> tuple[QueuePresence, QueuePresence]:
    presence = QueuePresence.IN if kind in (AgentStateKind.READY, AgentStateKind.RINGING) else QueuePresence.PAUSED
    return presence, presence


def state(kind: AgentStateKind, ago: float = 765.0, **more: Any) -> AgentState:
    cause = Cause.AGENT if kind in (AgentStateKind.READY, AgentStateKind.BREAK) else Cause.CALL
    given = {"cause": cause, "after": AgentStateKind.READY} | more
    return AgentState(kind, v.NOW - ago, **given)


def start_empty(stage: Stage) -> None:
    stage.tell(SignInChanged(SignInStep.SIGNED_OUT))


def fail_to_sign_in(stage: Stage) -> None:
    stage.tell(SignInChanged(SignInStep.SIGNED_OUT, remembered=(LOGIN, OTHER_LOGIN)))
    pane = stage.window.sign_in
    pane.address.setText("acme.example")
    pane.agent_id.setText("anna")
    pane.password.setText("not this one")
    stage.tell(SignInChanged(SignInStep.SIGNED_OUT, LOGIN, problem=WrongPassword(), remembered=(LOGIN, OTHER_LOGIN)))


def be_new(stage: Stage) -> None:
    stage.sign_in(AgentStateKind.BREAK, ago=9.0, cause=Cause.SIGN_IN)
    stage.tell(HistoryChanged((), 0))


def be_ready(stage: Stage) -> None:
    stage.sign_in()


def take_break(stage: Stage) -> None:
    stage.sign_in(AgentStateKind.BREAK, ago=1245.0, break_reason="Lunch")


def ring(stage: Stage) -> None:
    stage.sign_in(AgentStateKind.RINGING, ago=4.0)
    stage.tell(CallChanged(v.RINGING), PersonFound("1", v.MARIA))


def talk(stage: Stage) -> None:
    stage.sign_in(AgentStateKind.TALKING, ago=207.0)
    stage.tell(CallChanged(v.TALKING), PersonFound("1", v.MARIA), NoteChanged(v.NOTE, is_saved=True))
    stage.tell(v.LEVELS, v.STATISTICS)


def ring_again(stage: Stage) -> None:
    talk(stage)
    stage.tell(CallChanged(v.SECOND_RINGING), PersonFound("2", v.STRANGER))


def hold_two(stage: Stage) -> None:
    talk(stage)
    second = replace(v.TALKING, id=v.SECOND_RINGING.id, number=v.SECOND_RINGING.number, name="", answered_at=v.NOW - 31)
    stage.tell(CallChanged(replace(v.TALKING, hold=Hold.BY_US)), CallChanged(second), PersonFound("2", v.STRANGER))
    other = replace(v.NOTE, id=NoteId("n10"), call_id=second.id, number=second.number, name="", text="", cursor=0)
    stage.tell(NoteChanged(other, is_saved=True))


def hold_muted(stage: Stage) -> None:
    talk(stage)
    stage.tell(CallChanged(replace(v.TALKING, hold=Hold.BY_US, muted=True)))


def mute(stage: Stage) -> None:
    talk(stage)
    stage.tell(CallChanged(replace(v.TALKING, muted=True)))
    stage.tell(replace(v.LEVELS, sent=0.0), replace(v.STATISTICS, received_loss_percent=2.4, received_jitter_ms=44.0))


def open_keypad(stage: Stage) -> None:
    talk(stage)
    stage.window.desk.middle.show_page(Page.KEYPAD)
    for digit in "4217#":
        stage.window.desk.middle.keypad._send(digit)


def open_transfer(stage: Stage) -> None:
    talk(stage)
    stage.window.desk.middle.show_page(Page.TRANSFER)


def fail_to_transfer(stage: Stage) -> None:
    talk(stage)
    refused = Transfer("710", TransferState.REFUSED, 486)
    stage.tell(CallChanged(replace(v.TALKING, transfer=refused)))


def wrap_up(stage: Stage) -> None:
    talk(stage)
    stage.tell(CallChanged(v.ENDED), AgentStateChanged(state(AgentStateKind.WRAP_UP, ago=25.0)))


def see_history(stage: Stage) -> None:
    stage.sign_in()
    stage.window.desk.open_page(Page.HISTORY)
    stage.window.desk.middle.history.list.take_first()


def see_no_history(stage: Stage) -> None:
    stage.sign_in()
    stage.tell(HistoryChanged((), 0))
    stage.window.desk.open_page(Page.HISTORY)


def see_settings(stage: Stage) -> None:
    stage.sign_in()
    stage.window.desk.open_page(Page.SETTINGS)


def search(stage: Stage) -> None:
    talk(stage)
    stage.window.desk.open_page(Page.SEARCH)
    stage.window.desk.middle.search.field.setText("parcel")
    stage.tell(NotesFound("parcel", v.FOUND))


def search_idle(stage: Stage) -> None:
    stage.sign_in()
    stage.tell(NoteChanged(v.NOTE, True), NoteChanged(None, True))
    stage.window.desk.open_page(Page.SEARCH)


def lose_engine(stage: Stage) -> None:
    talk(stage)
    lost = replace(v.ENDED, muted=False)
    stage.tell(
        CallChanged(lost),
        AgentStateChanged(state(AgentStateKind.WRAP_UP, ago=2.0)),
        PhoneStateChanged(PhoneState.RESTARTING, lost=(lost,)),
    )


def lose_headset(stage: Stage) -> None:
    from softphone.model.devices import DeviceTrouble

    talk(stage)
    gone = DevicesChanged(v.DEVICES.devices[2:], v.DEVICES.chosen, DeviceTrouble.LOST, "Jabra Evolve2 40")
    stage.tell(CallChanged(replace(v.TALKING, hold=Hold.BY_US)), gone)


STATES: dict[str, Callable[[Stage], None]] = {
    "sign-in": start_empty,
    "sign-in-problem": fail_to_sign_in,
    "signed-in": be_new,
    "ready": be_ready,
    "break": take_break,
    "ringing": ring,
    "talking": talk,
    "second-call-ringing": ring_again,
    "two-calls": hold_two,
    "muted": mute,
    "held-and-muted": hold_muted,
    "keypad": open_keypad,
    "transfer": open_transfer,
    "transfer-refused": fail_to_transfer,
    "wrap-up": wrap_up,
    "history": see_history,
    "history-empty": see_no_history,
    "settings": see_settings,
    "search": search,
    "search-idle": search_idle,
    "engine-restarting": lose_engine,
    "headset-lost": lose_headset,
}
