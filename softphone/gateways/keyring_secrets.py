"""Secrets in the system's own key store: Secret Service on Linux, Credential Manager on Windows, Keychain on macOS.

The back end is named here for each system and never looked for: `keyring` would also take one that the environment or
a file names, and those include plain text and none at all. It asks a person for the key store's password where that is
locked, so each question has its own thread and a time limit.
"""

from __future__ import annotations

import asyncio
import importlib
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from softphone.model.problems import SecretStoreLocked, SecretStoreMissing, SecretStoreProblem
from softphone.runtime.private_file import write_private
from softphone.runtime.worker import Worker

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")
UNLOCK_SECONDS = 120.0
"""How long a person may take to unlock the key store."""
_BACKENDS = {
    "linux": ("keyring.backends.SecretService", "Keyring"),
    "win32": ("keyring.backends.Windows", "WinVaultKeyring"),
    "darwin": ("keyring.backends.macOS", "Keyring"),
}
_LOCKED = {"KeyringLocked", "LockedException", "PromptDismissedException"}
"""The libraries' errors by name: SecretService's own ones come through `keyring` in some places."""
_NOT_MADE = "InitError"
"""There is no key store yet, and the person who was asked for its first password did not want one."""


def service_of(profile: Path) -> str:
    """The name under which this profile's secrets are kept: two profiles on one computer never share a key. It is in
    the profile's folder, so it moves with it."""
    file = profile / "profile-id"
    try:
        if not file.exists():
            write_private(file, secrets.token_hex(8).encode())
        return f"softphone {file.read_text().strip()}"
    except OSError as error:
        raise SecretStoreMissing("the profile's folder") from error


class KeyringSecrets:
    def __init__(self, service_of: Callable[[], str], unlock_seconds: float = UNLOCK_SECONDS) -> None:
        self._service_of = service_of
        self._unlock_seconds = unlock_seconds
        self._worker: Worker | None = None
        self._backend: KeyringBackend | None = None

    async def secret(self, name: str) -> str | None:
        return await self._ask(lambda backend, service: backend.get_password(service, name))

    async def keep(self, name: str, secret: str) -> None:
        await self._ask(lambda backend, service: backend.set_password(service, name, secret))

    async def forget(self, name: str) -> None:
        await self._ask(lambda backend, service: _delete(backend, service, name))

    async def _ask(self, question: Callable[[KeyringBackend, str], T]) -> T:
        self._worker = self._worker or Worker("key store")
        try:
            return await asyncio.wait_for(self._worker.run(self._answer, question), self._unlock_seconds)
        except TimeoutError as error:
            # The thread still waits for the person; the next question gets another one.
            self._worker.close()
            self._worker = None
            raise SecretStoreLocked("nobody unlocked it") from error

    def _answer(self, question: Callable[[KeyringBackend, str], T]) -> T:
        try:
            self._backend = self._backend or _backend()
            return question(self._backend, self._service_of())
        except SecretStoreProblem:
            raise
        except Exception as error:
            raise _translated(error) from error


def _backend() -> KeyringBackend:
    if sys.platform not in _BACKENDS:
        raise SecretStoreMissing(sys.platform)
    module, name = _BACKENDS[sys.platform]
    kind: type[KeyringBackend] = getattr(importlib.import_module(module), name)
    if not kind.viable:
        raise SecretStoreMissing(name)
    return kind()


def _delete(backend: KeyringBackend, service: str, name: str) -> None:
    if backend.get_password(service, name) is not None:
        backend.delete_password(service, name)


def _translated(error: BaseException) -> SecretStoreProblem:
    """Locked, when a person could mend it by a password; missing for all that only IT can mend."""
    causes: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in causes:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    names = {type(each).__name__ for each in causes}
    is_locked = bool(names & _LOCKED) and _NOT_MADE not in names
    return (SecretStoreLocked if is_locked else SecretStoreMissing)(type(error).__name__)
