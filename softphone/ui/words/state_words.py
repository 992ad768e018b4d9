"""The agent's state, its cause, the queue's answer and the registration, in words, with icon and tone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from softphone.model.availability import AgentState, AgentStateKind, Cause, QueuePresence, QueuePresenceChanged
from softphone.model.registration import Registration, RegistrationState
from softphone.ui.controls.text import isolated
from softphone.ui.theme.tokens import Ink

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Face:
    """How a state looks: icon, tone and word."""

    icon: str
    ink: Ink
    word: str
    explanation: str = ""


def state_face(state: AgentState, *, is_reachable: bool = True, only_rings: bool = False) -> Face:
    """`only_rings`: the call that we dialled is not answered yet."""
    kind = state.kind
    if kind is AgentStateKind.READY and not is_reachable:
        return Face("triangle-alert", Ink.MISSED, translate("State", "Ready"))
    if kind is AgentStateKind.TALKING and only_rings:
        return Face("phone-outgoing", Ink.ACCENT, translate("State", "Calling"))
    faces = {
        AgentStateKind.SIGNED_OUT: Face("log-out", Ink.QUIET, translate("State", "Signed out")),
        AgentStateKind.BREAK: Face("coffee", Ink.BREAK, state.break_reason or translate("State", "Break")),
        AgentStateKind.READY: Face("circle-check", Ink.READY, translate("State", "Ready")),
        AgentStateKind.RINGING: Face("phone-incoming", Ink.READY, translate("State", "Ringing")),
        AgentStateKind.TALKING: Face("phone-call", Ink.ACCENT, translate("State", "On a call")),
        AgentStateKind.WRAP_UP: Face("notebook-pen", Ink.WRAP_UP, translate("State", "Wrap-up")),
    }
    return faces[kind]


def cause_words(cause: Cause) -> str:
    """What changed the state: "by you"."""
    words = {
        Cause.AGENT: translate("State", "by you"),
        Cause.CALL: translate("State", "after a call"),
        Cause.TIME: translate("State", "time was up"),
        Cause.DISPOSITION: translate("State", "wrap-up finished"),
        Cause.SERVER: translate("State", "by the server"),
        Cause.NETWORK: translate("State", "network was lost"),
        Cause.DEVICE: translate("State", "no headset"),
        Cause.SIGN_IN: translate("State", "since sign-in"),
    }
    return words[cause]


def after_words(state: AgentState) -> str:
    """What follows the call and its wrap-up: "Ready", "Break", "Lunch"."""
    if state.after is AgentStateKind.READY:
        return translate("State", "Ready")
    return state.after_reason or translate("State", "Break")


def presence_face(presence: QueuePresenceChanged) -> Face:
    """What the server says of us; what we want only where the two differ."""
    if presence.failed:
        return Face(
            "triangle-alert",
            Ink.MISSED,
            translate("Queue", "Server did not agree"),
            translate("Queue", "The queue did not accept the change. Choose Ready or Break again, or tell IT."),
        )
    never_joined = presence.wanted is QueuePresence.PAUSED and presence.confirmed is QueuePresence.OUT
    if presence.wanted not in (presence.confirmed, QueuePresence.UNKNOWN) and not never_joined:
        return Face("refresh-cw", Ink.QUIET, _asked(presence.wanted))
    return _confirmed(presence.confirmed)


def _asked(wanted: QueuePresence) -> str:
    words = {
        QueuePresence.IN: translate("Queue", "Joining…"),
        QueuePresence.PAUSED: translate("Queue", "Asking for a pause…"),
        QueuePresence.OUT: translate("Queue", "Leaving…"),
    }
    return words.get(wanted, "")


def _confirmed(presence: QueuePresence) -> Face:
    faces = {
        QueuePresence.UNKNOWN: Face("info", Ink.QUIET, translate("Queue", "Not confirmed")),
        QueuePresence.OUT: Face("log-out", Ink.QUIET, translate("Queue", "Not in the queue")),
        QueuePresence.PAUSED: Face("pause", Ink.BREAK, translate("Queue", "Paused, confirmed")),
        QueuePresence.IN: Face("check", Ink.READY, translate("Queue", "In the queue, confirmed")),
    }
    return faces[presence]


def registration_face(registration: Registration) -> Face:
    """The word, and as explanation the reason with its mend."""
    server = isolated(registration.server) or translate("Registration", "the telephone server")
    faces = {
        RegistrationState.OFF: Face("server-off", Ink.QUIET, translate("Registration", "Not registered")),
        RegistrationState.TRYING: Face("refresh-cw", Ink.QUIET, translate("Registration", "Registering…")),
        RegistrationState.REGISTERED: Face("server", Ink.READY, translate("Registration", "Registered")),
        RegistrationState.REFUSED: Face("server-off", Ink.MISSED, translate("Registration", "Refused")),
        RegistrationState.UNREACHABLE: Face("server-off", Ink.MISSED, translate("Registration", "No server")),
        RegistrationState.UNTRUSTED: Face("server-off", Ink.MISSED, translate("Registration", "Not trusted")),
        RegistrationState.FORGOTTEN: Face("server-off", Ink.MISSED, translate("Registration", "Forgotten")),
    }
    face = faces[registration.state]
    return Face(face.icon, face.ink, face.word, _registration_mend(registration.state).format(server))


def _registration_mend(state: RegistrationState) -> str:
    words = {
        RegistrationState.OFF: translate("Registration", "No call can reach you: sign in first."),
        RegistrationState.TRYING: translate("Registration", "Asking {0} to send your calls here."),
        RegistrationState.REGISTERED: translate("Registration", "{0} has confirmed that it sends your calls here."),
        RegistrationState.REFUSED: translate(
            "Registration",
            "{0} refuses this user or password. Sign out and in again; if that does not help, ask your workplace.",
        ),
        RegistrationState.UNREACHABLE: translate(
            "Registration", "{0} does not answer. Check your network; it is tried again by itself."
        ),
        RegistrationState.UNTRUSTED: translate(
            "Registration", "The certificate of {0} is not one that this computer trusts. Tell IT."
        ),
        RegistrationState.FORGOTTEN: translate(
            "Registration", "{0} answered, but does not know this computer. Tell IT; it is tried again by itself."
        ),
    }
    return words[state]
