"""Our tree of problems: what can go wrong, as values. `ui/problem_sentences.py` says each in words with the mend.

Problem
├── SignInProblem
│   ├── BadAddress, UnknownHost, NoNetwork, ServerUnreachable, ServerUntrusted, ServerRefused(status)
│   ├── WrongPassword
│   └── BadProfile(key, why): NotJson, MissingKey, UnknownKey, WrongType, LaterFormat
├── SecretStoreProblem: SecretStoreLocked, SecretStoreMissing
├── StoreProblem: StoreDamaged, StoreForeign, StoreKeyLost, StoreLater, DiskFull, StoreUnwritable, StoreInUse
└── PhoneProblem: PhoneGone, CommandRefused(reason)
"""

from __future__ import annotations

from dataclasses import dataclass


class Problem(Exception):
    """Something that an agent can be told in one sentence. `detail` is for the log, without personal data."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class SignInProblem(Problem):
    pass


class BadAddress(SignInProblem):
    """Not an address, or plain HTTP to another machine."""


class UnknownHost(SignInProblem):
    pass


class NoNetwork(SignInProblem):
    """This computer has no network at all."""


class ServerUnreachable(SignInProblem):
    """The host is known but does not answer, or not in time."""


class ServerUntrusted(SignInProblem):
    """The certificate is not signed by who we trust, is for another name, or is out of date."""


class ServerRefused(SignInProblem):
    """An answer that is neither a profile nor a wrong password."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class WrongPassword(SignInProblem):
    pass


class BadProfile(SignInProblem):
    """The workplace document cannot be used; `key` is the path of the key at fault, like "phone.transport"."""

    def __init__(self, key: str = "", detail: str = "") -> None:
        super().__init__(detail)
        self.key = key


class NotJson(BadProfile):
    pass


class MissingKey(BadProfile):
    pass


class UnknownKey(BadProfile):
    pass


class WrongType(BadProfile):
    """The value is of another type, not one of those allowed, or contradicts the rest of the document."""


class LaterFormat(BadProfile):
    """Written for a later version of this program."""


class SecretStoreProblem(Problem):
    pass


class SecretStoreLocked(SecretStoreProblem):
    pass


class SecretStoreMissing(SecretStoreProblem):
    pass


class StoreProblem(Problem):
    """The local, encrypted store cannot be used; nothing in it was changed."""


class StoreDamaged(StoreProblem):
    pass


class StoreForeign(StoreProblem):
    """A file that is not ours lies in its place."""


class StoreKeyLost(StoreProblem):
    """The file is there, its key is not in the key store or does not fit."""


class StoreLater(StoreProblem):
    """Written by a later version of this program."""


class DiskFull(StoreProblem):
    pass


class StoreUnwritable(StoreProblem):
    pass


class StoreInUse(StoreProblem):
    """Another window has this profile open."""


class PhoneProblem(Problem):
    pass


class PhoneGone(PhoneProblem):
    """The engine is not there (it is being started again)."""


class CommandRefused(PhoneProblem):
    """The engine could not do it; `reason` is a Refusal's value of model/engine_link.py."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ProblemArose:
    """Event: something went wrong that the agent must know; `subject` is what was being done ("transfer", "note")."""

    problem: Problem
    subject: str = ""
