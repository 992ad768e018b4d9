"""Whether the server agrees that it can send us calls."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class RegistrationState(Enum):
    OFF = "off"
    TRYING = "trying"
    REGISTERED = "registered"
    """The server's answer contained our own contact."""
    REFUSED = "refused"
    """Wrong password or unknown user: 401, 403, 404, 407."""
    UNREACHABLE = "unreachable"
    """No answer, no such host, connection refused, or a server error."""
    UNTRUSTED = "untrusted"
    """The server's certificate is not signed by who we trust, or is for another name."""
    FORGOTTEN = "forgotten"
    """The server said 200 but its answer does not contain our contact."""


@dataclass(frozen=True, slots=True)
class Registration:
    state: RegistrationState = RegistrationState.OFF
    contact: str = ""
    """Our contact as the server returned it."""
    expires_seconds: int = 0
    code: int = 0
    phrase: str = ""
    server: str = ""

    @property
    def is_registered(self) -> bool:
        return self.state is RegistrationState.REGISTERED


@dataclass(frozen=True, slots=True)
class RegistrationChanged:
    registration: Registration
