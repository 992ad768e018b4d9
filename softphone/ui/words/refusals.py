"""Why the telephone on this computer refused a command, in words with the mend."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from softphone.model.engine_link import Refusal

translate = QCoreApplication.translate


def refusal_words(reason: str) -> tuple[str, str]:
    """What and mend for a Refusal's value; an unknown one is said as itself."""
    known = {refusal.value: refusal for refusal in Refusal}
    again = translate("Refusal", "Try again; if it stays so, tell IT.")
    if reason not in known:
        return translate("Refusal", "The telephone refused: {0}.").format(reason), again
    return _words()[known[reason]]


def _words() -> dict[Refusal, tuple[str, str]]:
    again = translate("Refusal", "Try again; if it stays so, tell IT.")
    moment = translate("Refusal", "Wait a moment and try again.")
    settings = translate("Refusal", "Choose another device under Settings.")
    return {
        Refusal.UNREADABLE: (translate("Refusal", "The telephone did not understand the command."), again),
        Refusal.NO_SUCH_CALL: (
            translate("Refusal", "This call is over already."),
            translate("Refusal", "Nothing more needs to be done."),
        ),
        Refusal.NOT_NOW: (translate("Refusal", "The call does not allow this at the moment."), moment),
        Refusal.NO_ACCOUNT: (
            translate("Refusal", "You are not registered at the telephone server."),
            translate("Refusal", "Wait until the top line says Registered."),
        ),
        Refusal.NO_SERVER: (
            translate("Refusal", "Not called: the telephone server does not answer."),
            translate("Refusal", "Wait until the top line says Registered; it is tried again by itself."),
        ),
        Refusal.NO_HEADSET: (
            translate("Refusal", "Not called: there is no headset, so nobody would hear you."),
            translate("Refusal", "Plug it in, or choose another device under Settings."),
        ),
        Refusal.BAD_TARGET: (
            translate("Refusal", "This is neither a number nor an address that can be dialled."),
            translate("Refusal", "Type digits, with + for other countries, or name@server."),
        ),
        Refusal.BAD_DIGITS: (
            translate("Refusal", "These are not digits that can be sent."),
            translate("Refusal", "Use 0 to 9, star and hash."),
        ),
        Refusal.NO_SUCH_DEVICE: (translate("Refusal", "This sound device is not plugged in."), settings),
        Refusal.DEVICE_WILL_NOT_OPEN: (
            translate("Refusal", "The sound device cannot be opened: another program may use it."),
            translate("Refusal", "Close the other program, or choose another device under Settings."),
        ),
        Refusal.BAD_FILE: (translate("Refusal", "The sound file cannot be used."), settings),
        Refusal.TOO_MANY_CALLS: (
            translate("Refusal", "There are too many calls at once."),
            translate("Refusal", "End one first."),
        ),
        Refusal.STACK: (translate("Refusal", "The telephone could not do this."), again),
        Refusal.FAULT: (
            translate("Refusal", "The telephone on this computer has a fault."),
            translate("Refusal", "Your work is kept. If it happens again, send IT the log."),
        ),
    }
