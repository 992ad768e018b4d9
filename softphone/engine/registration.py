"""Keeping the registrar informed: what its answers mean, and when it is asked again."""

from __future__ import annotations

from dataclasses import replace

from softphone.engine.account import LINE_PARAMETER, RegistrarAnswer
from softphone.engine.headers import parameter, parse_address
from softphone.model.registration import Registration, RegistrationState

FAST_RETRIES_SECONDS = (1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 10.0, 15.0)
SLOW_RETRY_SECONDS = 20.0
REFUSED_RETRY_SECONDS = 60.0
"""For 403 and 404: somebody may mend the server. Not for a wrong password: that might lock the account."""

_WRONG_PASSWORD = (401, 407)
_NO_SUCH_USER = (403, 404)


def judge_answer(answer: RegistrarAnswer, line: str, server: str, fault: str = "") -> Registration:
    """`line` marks our contact; `fault` is what was wrong with the server's certificate, "" when nothing was."""
    if 200 <= answer.code < 300:
        return _judge_contacts(answer, line, server)
    state = RegistrationState.UNREACHABLE
    if answer.code in (*_WRONG_PASSWORD, *_NO_SUCH_USER):
        state = RegistrationState.REFUSED
    elif fault:
        state = RegistrationState.UNTRUSTED
    return Registration(state, code=answer.code, phrase=fault or answer.phrase, server=server)


def _judge_contacts(answer: RegistrarAnswer, line: str, server: str) -> Registration:
    facts = Registration(code=answer.code, phrase=answer.phrase, server=server)
    if answer.expires_seconds <= 0:
        return facts
    ours = next((c for c in answer.contacts if is_ours(c, line)), None)
    if ours is None:
        return replace(facts, state=RegistrationState.FORGOTTEN)
    return replace(
        facts,
        state=RegistrationState.REGISTERED,
        contact=parse_address(ours).uri,
        expires_seconds=answer.expires_seconds,
    )


def is_ours(contact: str, line: str) -> bool:
    return parameter(parse_address(contact).uri.partition(";")[2], LINE_PARAMETER) == line


def retry_seconds(registration: Registration, failures: int) -> float | None:
    """When to ask again after the `failures`th failure in a row; None: never, until somebody acts."""
    if registration.state is RegistrationState.REFUSED:
        return None if registration.code in _WRONG_PASSWORD else REFUSED_RETRY_SECONDS
    if registration.state in (RegistrationState.REGISTERED, RegistrationState.OFF):
        return None
    return FAST_RETRIES_SECONDS[failures - 1] if failures <= len(FAST_RETRIES_SECONDS) else SLOW_RETRY_SECONDS
