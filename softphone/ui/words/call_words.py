"""A call in words: how it stands, how it ended and why."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from softphone.model.calls import Call, CallEnd, CallState, EndedBy, EndReason, Hold, Transfer, TransferState
from softphone.ui.controls.text import isolated, quoted_name
from softphone.ui.theme.tokens import Ink
from softphone.ui.words.state_words import Face
from softphone.ui.words.times import span

translate = QCoreApplication.translate


def call_face(call: Call) -> Face:
    """How a call stands, for the chip beside its clock."""
    if call.state is CallState.TALKING:
        return _talking_face(call)
    faces = {
        CallState.DIALLING: Face("phone-outgoing", Ink.ACCENT, translate("Call", "Dialling…")),
        CallState.RINGING: Face("phone-outgoing", Ink.ACCENT, translate("Call", "Ringing there…")),
        CallState.CONNECTING: Face("phone", Ink.ACCENT, translate("Call", "Connecting…")),
        CallState.ENDED: Face("phone-off", Ink.QUIET, translate("Call", "Ended")),
    }
    if call.incoming and call.state is CallState.RINGING:
        return Face("phone-incoming", Ink.READY, translate("Call", "Incoming"))
    return faces[call.state]


def _talking_face(call: Call) -> Face:
    held = {
        Hold.BY_US: Face("pause", Ink.BREAK, translate("Call", "On hold: the caller does not hear you")),
        Hold.BY_THEM: Face("pause", Ink.BREAK, translate("Call", "The other side has put you on hold")),
        Hold.BY_BOTH: Face("pause", Ink.BREAK, translate("Call", "Both sides hold")),
    }
    if call.is_held and call.muted:
        return Face("pause", Ink.BREAK, translate("Call", "On hold, and you are muted"))
    if call.hold in held:
        return held[call.hold]
    if call.muted:
        return Face("mic-off", Ink.MISSED, translate("Call", "Muted: the caller does not hear you"))
    return Face("phone-call", Ink.ACCENT, translate("Call", "Talking"))


def transfer_words(transfer: Transfer | None) -> str:
    if transfer is None:
        return ""
    words = {
        TransferState.ASKED: translate("Call", "Transfer to {0}: waiting for the server…"),
        TransferState.ACCEPTED: translate("Call", "Transfer to {0}: the server is connecting them"),
        TransferState.REFUSED: translate("Call", "Transfer to {0} was refused: the caller is still with you"),
        TransferState.LOST_CALLER: translate("Call", "Transfer to {0} failed and the caller was cut off"),
    }
    return words[transfer.state].format(isolated(transfer.target))


def end_words(call: Call) -> str:
    """Who ended the call and why: "Ended by the caller", "Missed: it rang 15 s"."""
    if call.end is None:
        return ""
    if call.end.reason is EndReason.TRANSFERRED and call.transfer is not None:
        return translate("End", "Transferred to {0}").format(isolated(call.transfer.target))
    if call.answered_at is not None:
        return _answered_ends().get(call.end.reason) or _hung_up(call.end, call.incoming)
    if call.incoming and call.end.reason is EndReason.CANCELLED:
        return _missed(call)
    words = _either_way() | (_incoming_ends() if call.incoming else _outgoing_ends())
    return words[call.end.reason] + _server_words(call.end)


def _missed(call: Call) -> str:
    """Whether the caller gave up or a queue went on to somebody else, nobody tells us: only how long it rang."""
    if call.ended_at is None:
        return translate("End", "Missed")
    return translate("End", "Missed: it rang {0}").format(span(call.ended_at - call.started_at))


def _answered_ends() -> dict[EndReason, str]:
    lost = translate("End", "Cut off: the connection was lost")
    return {
        EndReason.TRANSFERRED: translate("End", "Transferred"),
        EndReason.TIMED_OUT: lost,
        EndReason.UNREACHABLE: lost,
        EndReason.ENGINE_LOST: translate("End", "Cut off: the telephone on this computer stopped"),
        EndReason.NO_WINDOW: translate("End", "Ended: this window was gone for 30 s"),
    }


def _hung_up(end: CallEnd, incoming: bool) -> str:
    them = translate("End", "Ended by the caller") if incoming else translate("End", "Ended by the other side")
    words = {
        EndedBy.US: translate("End", "Ended by you"),
        EndedBy.THEM: them,
        EndedBy.NETWORK: translate("End", "Ended by the server or the line"),
        EndedBy.ENGINE: translate("End", "Ended because the telephone on this computer stopped"),
    }
    return words[end.by]


def _incoming_ends() -> dict[EndReason, str]:
    return {
        EndReason.REJECTED: translate("End", "Declined by you"),
        EndReason.NO_ANSWER: translate("End", "Missed: it rang too long"),
        EndReason.TIMED_OUT: translate("End", "Missed: it rang too long"),
        EndReason.UNREACHABLE: translate("End", "The connection to the caller was lost"),
        EndReason.ENGINE_LOST: translate("End", "Missed: the telephone on this computer stopped"),
    }


def _outgoing_ends() -> dict[EndReason, str]:
    return {
        EndReason.CANCELLED: translate("End", "Given up by you before an answer"),
        EndReason.REJECTED: translate("End", "Declined by you"),
        EndReason.NO_ANSWER: translate("End", "Nobody answered"),
        EndReason.TIMED_OUT: translate("End", "Nobody answered in time"),
        EndReason.UNREACHABLE: translate("End", "The telephone server could not be reached"),
        EndReason.ENGINE_LOST: translate("End", "Lost: the telephone on this computer stopped"),
    }


def _either_way() -> dict[EndReason, str]:
    return {
        EndReason.HUNG_UP: translate("End", "Ended"),
        EndReason.ANSWERED_ELSEWHERE: translate("End", "Answered by somebody else"),
        EndReason.TRANSFERRED: translate("End", "Transferred"),
        EndReason.BUSY: translate("End", "The line was busy"),
        EndReason.DECLINED: translate("End", "The other side declined"),
        EndReason.NOT_FOUND: translate("End", "There is no such number"),
        EndReason.FORBIDDEN: translate("End", "The server does not allow this number"),
        EndReason.UNAVAILABLE: translate("End", "Not available at the moment"),
        EndReason.NO_COMMON_MEDIA: translate("End", "No common way to speak: codec or encryption differ"),
        EndReason.SERVER_ERROR: translate("End", "The telephone server failed"),
        EndReason.UNTRUSTED: translate("End", "The server's certificate is not trusted"),
        EndReason.NO_WINDOW: translate("End", "Ended: this window was gone for 30 s"),
        EndReason.OTHER: translate("End", "The call did not succeed"),
    }


def _server_words(end: CallEnd) -> str:
    """The server's own words, where ours say too little."""
    vague = (EndReason.OTHER, EndReason.SERVER_ERROR, EndReason.UNAVAILABLE, EndReason.FORBIDDEN)
    if end.reason not in vague or not end.phrase:
        return ""
    return translate("End", " (server: {0})").format(quoted_name(end.phrase))
