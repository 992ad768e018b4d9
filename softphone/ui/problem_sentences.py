"""Every problem of `model/problems.py` as one sentence that says what is wrong and one that says what to do."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from softphone.model import problems as p
from softphone.model.practice import PracticeProblem
from softphone.ui.controls.text import isolated
from softphone.ui.words.refusals import refusal_words

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Sentence:
    what: str
    mend: str


def problem_sentence(problem: Exception) -> Sentence:
    """For any exception; one that is not a Problem is a fault of the program and says so."""
    if isinstance(problem, p.CommandRefused):
        return Sentence(*refusal_words(problem.reason))
    if isinstance(problem, p.ServerRefused):
        return _server_refused(problem.status)
    if isinstance(problem, p.BadProfile):
        return _bad_profile(problem)
    if isinstance(problem, PracticeProblem):
        return _practice(problem)
    table = _sign_in() | _secrets() | _store() | _phone()
    for kind in type(problem).__mro__:
        if kind in table:
            return Sentence(*table[kind])
    return Sentence(
        translate("Problem", "Something went wrong in the program ({0}).").format(type(problem).__name__),
        translate("Problem", "Your work is kept. If it happens again, send IT the log."),
    )


def while_signed_in(problem: Exception) -> Sentence:
    """For a workplace that could not be asked while the agent works with the settings of last time."""
    sentence = problem_sentence(problem)
    if isinstance(problem, p.WrongPassword):
        return Sentence(
            sentence.what, translate("Problem", "You are signed out when no call is on: then type it again.")
        )
    if isinstance(problem, p.SignInProblem):
        mend = translate("Problem", "You work with the settings of last time; it is asked again by itself.")
        return Sentence(sentence.what, mend)
    return sentence


def _practice(problem: PracticeProblem) -> Sentence:
    mend = translate("Problem", "Close the window and start practice again.")
    why = translate("Problem", "It says: {0}.").format(problem.detail.rstrip(".")) if problem.detail else ""
    return Sentence(translate("Problem", "The practice centre does not start."), " ".join(filter(None, (why, mend))))


Table = dict[type, tuple[str, str]]


def _sign_in() -> Table:
    return {
        p.BadAddress: (
            translate("Problem", "This is not an address that can be used."),
            translate("Problem", "Type it as your workplace gave it to you, like acme.example; it must be HTTPS."),
        ),
        p.UnknownHost: (
            translate("Problem", "There is no such workplace address."),
            translate("Problem", "Check the spelling of the address and sign in again."),
        ),
        p.NoNetwork: (
            translate("Problem", "This computer has no network."),
            translate("Problem", "Plug in the cable or join a wireless network, then sign in again."),
        ),
        p.ServerUnreachable: (
            translate("Problem", "The workplace does not answer."),
            translate("Problem", "Wait a minute and sign in again; if it stays so, ask your workplace."),
        ),
        p.ServerUntrusted: (
            translate("Problem", "The workplace's certificate cannot be trusted, so nothing was sent."),
            translate("Problem", "Check the address and this computer's date; then tell IT. Do not go around it."),
        ),
        p.WrongPassword: (
            translate("Problem", "Agent id or password are wrong."),
            translate("Problem", "Type the password again, with the eye to see it; mind capital letters."),
        ),
        p.SignInProblem: (
            translate("Problem", "Signing in did not succeed."),
            translate("Problem", "Sign in again; if it stays so, ask your workplace."),
        ),
    }


def _secrets() -> Table:
    return {
        p.SecretStoreLocked: (
            translate("Problem", "The key store of this computer is locked."),
            translate("Problem", "Unlock it (your keyring or key chain), then sign in again."),
        ),
        p.SecretStoreMissing: (
            translate("Problem", "This computer has no key store for passwords and keys."),
            translate(
                "Problem", "Let one be made when it asks, or install gnome-keyring or KWallet; then sign in again."
            ),
        ),
        p.SecretStoreProblem: (
            translate("Problem", "The key store of this computer cannot be used."),
            translate("Problem", "Restart the computer and sign in again; if it stays so, tell IT."),
        ),
    }


def _store() -> Table:
    return {
        p.StoreDamaged: (
            translate("Problem", "The file with your notes is damaged."),
            translate("Problem", "Nothing in it was changed. Tell IT: they can restore it from a copy."),
        ),
        p.StoreForeign: (
            translate("Problem", "A file of another program lies where your notes belong."),
            translate("Problem", "Nothing in it was changed. Move it away, or tell IT, and sign in again."),
        ),
        p.StoreKeyLost: (
            translate("Problem", "The key to your notes is not in this computer's key store."),
            translate("Problem", "The notes are still there, unreadable. Tell IT: they can restore the key store."),
        ),
        p.StoreLater: (
            translate("Problem", "Your notes were written by a newer version of this program."),
            translate("Problem", "Install the newer version; nothing was changed."),
        ),
        p.DiskFull: (
            translate("Problem", "Not saved: the disk is full."),
            translate("Problem", "Keep this window open and delete something else; it is then saved by itself."),
        ),
        p.StoreUnwritable: (
            translate("Problem", "Your notes cannot be written to the disk."),
            translate("Problem", "Keep this window open and tell IT: the folder may be read-only."),
        ),
        p.StoreInUse: (
            translate("Problem", "Another window of this program is open for the same workplace."),
            translate("Problem", "Use that window, or close it and sign in again."),
        ),
        p.StoreProblem: (
            translate("Problem", "Your notes cannot be opened."),
            translate("Problem", "Nothing was changed. Sign in again; if it stays so, tell IT."),
        ),
    }


def _phone() -> Table:
    return {
        p.PhoneGone: (
            translate("Problem", "The telephone on this computer is starting again."),
            translate("Problem", "Wait two seconds and try again."),
        ),
        p.PhoneProblem: (
            translate("Problem", "The telephone on this computer could not do this."),
            translate("Problem", "Try again; if it stays so, tell IT."),
        ),
    }


def _server_refused(status: int) -> Sentence:
    return Sentence(
        translate("Problem", "The workplace refused with status {0}.").format(isolated(str(status))),
        translate("Problem", "Check the address: it may be another server. If it is right, tell IT this number."),
    )


def _bad_profile(problem: p.BadProfile) -> Sentence:
    wrong = {
        p.NotJson: translate("Problem", "What stands at this address is not a workplace document."),
        p.MissingKey: translate("Problem", "The workplace document lacks “{0}”."),
        p.UnknownKey: translate("Problem", "The workplace document has “{0}”, which is not known here."),
        p.WrongType: translate("Problem", "The workplace document has a wrong value in “{0}”."),
        p.LaterFormat: translate("Problem", "The workplace document is for a newer version of this program."),
    }
    mends = {
        p.NotJson: translate("Problem", "Check the address; if it is right, ask your workplace."),
        p.LaterFormat: translate("Problem", "Install the newer version."),
    }
    what = wrong.get(type(problem), translate("Problem", "The workplace document cannot be used."))
    mend = mends.get(type(problem), translate("Problem", "You cannot mend this: send this sentence to your workplace."))
    return Sentence(what.format(isolated(problem.key)), mend)
