"""Digest authentication (RFC 8760): challenges, and whether an answer to one is right, fresh and not used before."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from sipmessage import AuthCredentials

ALGORITHMS = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}
NONCE_SECONDS = 300.0
_MOST_NONCES = 1024


class Verdict(Enum):
    MISSING = "missing"
    WRONG = "wrong"
    STALE = "stale"
    """Right, but the nonce is too old or was used before."""
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: Verdict
    user: str = ""


class Authenticator:
    """Knows the passwords of one realm. `now` gives seconds that only grow."""

    def __init__(self, realm: str, passwords: dict[str, str], now: Callable[[], float]) -> None:
        self.realm, self._passwords, self._now = realm, passwords, now
        self._secret = secrets.token_bytes(32)
        self._counts: dict[str, int] = {}

    def challenges(self, stale: bool = False) -> list[str]:
        """Header values, the algorithm that everybody knows first."""
        nonce = self._new_nonce()
        end = ", stale=true" if stale else ""
        return [
            f'Digest realm="{self.realm}", nonce="{nonce}", algorithm={algorithm}, qop="auth"{end}'
            for algorithm in ALGORITHMS
        ]

    def judge(self, header: str | None, method: str) -> Judgement:
        """What an Authorization or Proxy-Authorization value is worth for a request with `method`."""
        answer = _parameters(header)
        if answer is None:
            return Judgement(Verdict.MISSING)
        user = answer.get("username", "")
        password = self._passwords.get(user)
        if password is None or not self._is_right(answer, password, method):
            return Judgement(Verdict.WRONG)
        if not self._is_fresh(answer):
            return Judgement(Verdict.STALE, user)
        return Judgement(Verdict.RIGHT, user)

    def _is_right(self, answer: dict[str, str], password: str, method: str) -> bool:
        algorithm = answer.get("algorithm", "MD5").upper()
        if algorithm not in ALGORITHMS or answer.get("realm") != self.realm or answer.get("qop") != "auth":
            return False
        expected = response(answer, password, method, algorithm)
        return hmac.compare_digest(expected.encode(), answer.get("response", "").lower().encode())

    def _is_fresh(self, answer: dict[str, str]) -> bool:
        nonce = answer.get("nonce", "")
        stamp, _, sign = nonce.rpartition(".")
        if not hmac.compare_digest(sign.encode(), self._sign(stamp).encode()):
            return False
        age_seconds = self._now() - int(stamp.partition(".")[0], 16) / 1000
        return age_seconds <= NONCE_SECONDS and self._counts_up(nonce, answer.get("nc", ""))

    def _counts_up(self, nonce: str, count: str) -> bool:
        try:
            number = int(count, 16)
        except ValueError:
            return False
        if number <= self._counts.get(nonce, 0):
            return False
        self._counts.pop(nonce, None)
        self._counts[nonce] = number
        while len(self._counts) > _MOST_NONCES:
            self._counts.pop(next(iter(self._counts)))
        return True

    def _new_nonce(self) -> str:
        stamp = f"{int(self._now() * 1000):x}.{secrets.token_hex(4)}"
        return f"{stamp}.{self._sign(stamp)}"

    def _sign(self, stamp: str) -> str:
        return hmac.new(self._secret, stamp.encode(), "sha256").hexdigest()[:32]


def response(answer: dict[str, str], password: str, method: str, algorithm: str) -> str:
    """The digest of RFC 7616 with qop=auth for the parameters of an answer."""

    def digest(*parts: str) -> str:
        return ALGORITHMS[algorithm](":".join(parts).encode()).hexdigest()

    first = digest(answer.get("username", ""), answer.get("realm", ""), password)
    second = digest(method, answer.get("uri", ""))
    middle = (answer.get("nonce", ""), answer.get("nc", ""), answer.get("cnonce", ""), answer.get("qop", ""))
    return digest(first, *middle, second)


def _parameters(header: str | None) -> dict[str, str] | None:
    if not header:
        return None
    try:
        credentials = AuthCredentials.parse(header)
    except (ValueError, TypeError):
        return None
    if credentials.scheme.lower() != "digest" or credentials.parameters is None:
        return None
    return {name.lower(): value for name, value in credentials.parameters.items()}
