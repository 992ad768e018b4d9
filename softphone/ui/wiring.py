"""Which button asks for what, and which event is shown where."""

from __future__ import annotations

from pathlib import Path

from softphone.model.availability import AgentState, AgentStateChanged, AgentStateKind, QueuePresenceChanged
from softphone.model.calls import AutoAnswerSet, Call, CallChanged, CallId, CallStatistics, Levels, RejectReason
from softphone.model.devices import DeviceName, DevicesChanged
from softphone.model.history import HistoryChanged, PersonFound, TodayChanged
from softphone.model.notes import NoteChanged, NoteFinished, NoteId, NotesFound
from softphone.model.phone_events import PhoneStateChanged
from softphone.model.problems import ProblemArose, StoreProblem
from softphone.model.registration import RegistrationChanged
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.ui.bridge import Bridge
from softphone.ui.calls.who import Who
from softphone.ui.controls.ticker import Ticker
from softphone.ui.features import Features
from softphone.ui.left.left_column import Page
from softphone.ui.main_window import MainWindow
from softphone.ui.theme.theme import Scheme, theme

_RING_DEVICE = "ring-device"


def build_window(features: Features, bridge: Bridge, preferences: Path, ticker: Ticker | None = None) -> MainWindow:
    """The window, joined to the features. `preferences` is a small file for its place and looks, without data."""
    window = MainWindow(Who(features.numbers.formatted), preferences, ticker)
    wire_sign_in(window, features, bridge)
    wire_calls(window, features, bridge)
    wire_state(window, features, bridge)
    wire_notes(window, features, bridge)
    wire_history(window, features, bridge)
    wire_devices(window, features, bridge)
    wire_ring(window, features, bridge)
    wire_troubles(window, features, bridge)
    wire_pages(window)
    return window


def wire_sign_in(window: MainWindow, features: Features, bridge: Bridge) -> None:
    pane, sign_in = window.sign_in, features.sign_in
    pane.sign_in_requested.connect(lambda *typed: bridge.run(sign_in.sign_in(*typed), "sign-in"))
    pane.forget_requested.connect(lambda login: bridge.run(sign_in.forget(login)))
    window.sign_out_requested.connect(lambda: bridge.run(sign_in.sign_out(), "sign-out"))
    bridge.show(SignInChanged, window.show_sign_in)


def wire_calls(window: MainWindow, features: Features, bridge: Bridge) -> None:
    calls, middle = features.calls, window.desk.middle

    def dial(text: str) -> None:
        bridge.run(calls.dial(text), "dial")

    def decline(call_id: str) -> None:
        bridge.run(calls.reject(CallId(call_id), RejectReason.BUSY), "decline")

    def answer(call_id: str) -> None:
        bridge.run(calls.answer(CallId(call_id)), "answer")

    def hang_up(call_id: str) -> None:
        bridge.run(calls.hang_up(CallId(call_id)), "hang up")

    middle.incoming.answer_requested.connect(answer)
    middle.incoming.hold_and_answer_requested.connect(lambda i: bridge.run(calls.hold_and_answer(CallId(i)), "answer"))
    middle.incoming.decline_requested.connect(decline)
    middle.incoming.wait_requested.connect(lambda i: bridge.run(calls.let_ring(CallId(i)), "answer"))
    window.ring_window.answer_requested.connect(answer)
    window.ring_window.answer_requested.connect(lambda _: window.come_to_front())
    window.ring_window.decline_requested.connect(decline)
    middle.second.swap_requested.connect(lambda i: bridge.run(calls.swap(CallId(i)), "swap"))
    middle.second.hang_up_requested.connect(hang_up)
    middle.keys.hang_up_requested.connect(hang_up)
    middle.keys.mute_requested.connect(lambda i: bridge.run(calls.mute(CallId(i)), "mute"))
    middle.keys.unmute_requested.connect(lambda i: bridge.run(calls.unmute(CallId(i)), "mute"))
    middle.keys.hold_requested.connect(lambda i: bridge.run(calls.hold(CallId(i)), "hold"))
    middle.keys.resume_requested.connect(lambda i: bridge.run(calls.resume(CallId(i)), "hold"))
    for asks in (middle.home, middle.history, middle.search, window.desk.left, window.desk.troubles):
        asks.dial_requested.connect(dial)
    wire_call_tools(window, features, bridge)
    bridge.show(CallChanged, lambda event: _show_call(window, event.call))
    bridge.show(AutoAnswerSet, middle.incoming.show_auto_answer)
    bridge.show(PersonFound, window.desk.show_person)
    bridge.show(Levels, window.desk.show_levels)
    bridge.show(CallStatistics, middle.footer.show_statistics)


def wire_call_tools(window: MainWindow, features: Features, bridge: Bridge) -> None:
    calls, middle = features.calls, window.desk.middle

    def send_digits(digits: str) -> None:
        if call := window.desk.board.main:
            bridge.run(calls.send_digits(call.id, digits), "digits")

    def transfer(target: str) -> None:
        if call := window.desk.board.main:
            bridge.run(calls.transfer(call.id, target), "transfer")

    middle.keypad.digits_requested.connect(send_digits)
    middle.transfer.transfer_requested.connect(transfer)


def wire_state(window: MainWindow, features: Features, bridge: Bridge) -> None:
    desk, availability = window.desk, features.availability
    for asks in (desk.top.state, desk.middle.home, desk.middle.wrap_up):
        asks.ready_requested.connect(lambda: bridge.run(availability.go_ready(), "state"))
    for asks_break in (desk.top.state, desk.middle.wrap_up):
        asks_break.break_requested.connect(lambda reason: bridge.run(availability.take_break(reason), "state"))
    states: list[AgentState] = [AgentState()]

    def show(event: AgentStateChanged) -> None:
        states[:] = [event.state]
        desk.show_state(event.state)

    def ask_queue_again() -> None:
        wish = states[0]
        is_ready = AgentStateKind.READY in (wish.kind, wish.after)
        bridge.run(availability.go_ready() if is_ready else availability.take_break(wish.break_reason), "state")

    desk.troubles.queue_again_requested.connect(ask_queue_again)
    bridge.show(AgentStateChanged, show)
    bridge.show(QueuePresenceChanged, desk.show_presence)
    bridge.show(RegistrationChanged, lambda event: desk.show_registration(event.registration))
    bridge.show(TodayChanged, lambda event: desk.top.today.show_today(event.today))


def wire_notes(window: MainWindow, features: Features, bridge: Bridge) -> None:
    notes, note, person = features.notes, window.desk.right.note, window.desk.right.person
    note.edited.connect(lambda text, at, note_id: bridge.run(notes.edit(text, at, NoteId(note_id)), "note"))
    note.disposition_requested.connect(lambda name: bridge.run(notes.choose_disposition(name), "note"))
    note.finish_requested.connect(lambda: bridge.run(notes.finish(), "note"))
    person.name_requested.connect(lambda name: bridge.run(notes.name_person(name), "name"))
    window.desk.middle.search.search_requested.connect(lambda words: bridge.run(notes.search(words), "search"))
    bridge.show(NoteChanged, window.desk.show_note)
    bridge.show(NoteFinished, window.desk.middle.finish_note)
    bridge.show(NotesFound, window.desk.show_found)


def wire_history(window: MainWindow, features: Features, bridge: Bridge) -> None:
    def opened(page: Page) -> None:
        if page is Page.HISTORY:
            bridge.run(features.history.mark_seen(), "history")

    window.desk.middle.page_changed.connect(opened)
    bridge.show(HistoryChanged, window.desk.show_history)


def wire_devices(window: MainWindow, features: Features, bridge: Bridge) -> None:
    devices, settings = features.devices, window.desk.middle.settings

    def choose(microphone: DeviceName | None, speaker: DeviceName | None) -> None:
        if microphone and speaker:
            bridge.run(devices.choose(microphone, speaker), "devices")

    settings.devices_requested.connect(choose)
    settings.volumes_requested.connect(lambda mic, speaker: bridge.run(devices.set_levels(mic, speaker), "devices"))
    settings.refresh_requested.connect(lambda: bridge.run(devices.refresh(), "devices"))
    bridge.show(DevicesChanged, window.desk.show_devices)


def wire_ring(window: MainWindow, features: Features, bridge: Bridge) -> None:
    ringer, settings = window.ringer, window.desk.middle.settings

    def choose(device_id: str) -> None:
        ringer.choose(device_id)
        if store := features.settings_of():
            bridge.run(store.keep_setting(_RING_DEVICE, device_id), "devices")

    def show_devices() -> None:
        settings.show_ring_devices(ringer.devices(), ringer.chosen)

    def read(event: SignInChanged) -> None:
        if event.step is SignInStep.SIGNED_IN and (store := features.settings_of()):
            bridge.ask(store.setting(_RING_DEVICE), ringer.choose, "devices")

    def opened(page: Page) -> None:
        if page is Page.SETTINGS:
            ringer.prepare()
            show_devices()

    settings.ring_device_requested.connect(choose)
    settings.ring_test_requested.connect(ringer.ring_once)
    ringer.devices_changed.connect(show_devices)
    window.desk.middle.page_changed.connect(opened)
    window.desk.middle.incoming.silence_requested.connect(ringer.silence)
    bridge.show(SignInChanged, read)


def wire_troubles(window: MainWindow, features: Features, bridge: Bridge) -> None:
    troubles = window.desk.troubles

    def show_problem(event: ProblemArose) -> None:
        if not window.desk.middle.show_problem(event):
            troubles.show_problem(event)
        if event.subject == "note" and isinstance(event.problem, StoreProblem):
            window.desk.right.note.show_problem(event.problem)

    bridge.failed.connect(troubles.show_failure)
    bridge.show(ProblemArose, show_problem)
    bridge.show(PhoneStateChanged, troubles.show_phone_state)


def wire_pages(window: MainWindow) -> None:
    desk, settings = window.desk, window.desk.middle.settings
    desk.left.page_requested.connect(desk.open_page)
    desk.top.agent.settings_requested.connect(lambda: desk.open_page(Page.SETTINGS))
    desk.troubles.settings_requested.connect(lambda: desk.open_page(Page.SETTINGS))
    desk.top.agent.scheme_chosen.connect(lambda scheme: window.choose_look(scheme, theme().scale))
    settings.look_requested.connect(lambda scheme, scale: window.choose_look(Scheme(scheme), scale))
    settings.show_look(theme().scheme, theme().scale)


def _show_call(window: MainWindow, call: Call) -> None:
    window.desk.show_call(call)
    window.show_ringing()
