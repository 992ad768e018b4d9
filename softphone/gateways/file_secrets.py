"""Secrets in a file beside the data that they open: for practice, which must not touch the system's key store."""

from __future__ import annotations

import json
from pathlib import Path

from softphone.model.problems import SecretStoreMissing
from softphone.runtime.private_file import write_private


class FileSecrets:
    """Protects nothing from whoever can read the folder: never for a real workplace."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def secret(self, name: str) -> str | None:
        return self._read().get(name)

    async def keep(self, name: str, secret: str) -> None:
        self._write({**self._read(), name: secret})

    async def forget(self, name: str) -> None:
        self._write({kept: secret for kept, secret in self._read().items() if kept != name})

    def _read(self) -> dict[str, str]:
        try:
            content = json.loads(self._file.read_text())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise SecretStoreMissing("the file of secrets cannot be read") from error
        if not isinstance(content, dict):
            raise SecretStoreMissing("the file of secrets cannot be read")
        return {str(name): str(secret) for name, secret in content.items()}

    def _write(self, secrets: dict[str, str]) -> None:
        try:
            write_private(self._file, json.dumps(secrets).encode())
        except OSError as error:
            raise SecretStoreMissing("the file of secrets cannot be written") from error
