"""The workplaces that this computer has signed in to: addresses and names, never a secret."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from softphone.model.sign_in import WorkplaceLogin
from softphone.runtime.private_file import write_private

log = logging.getLogger(__name__)


class FileWorkplaces:
    """`workplaces.json` of the profile folder, newest first. What cannot be read is put aside, not overwritten."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def all(self) -> Sequence[WorkplaceLogin]:
        try:
            text = self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError) as error:
            log.warning("the list of workplaces cannot be read: %s", type(error).__name__)
            return ()
        return _logins(text) or ()

    def remember(self, login: WorkplaceLogin) -> None:
        self._write([login, *self._others(login)])

    def forget(self, login: WorkplaceLogin) -> None:
        self._write(self._others(login))

    def _others(self, login: WorkplaceLogin) -> list[WorkplaceLogin]:
        return [other for other in self.all() if other.key != login.key]

    def _write(self, logins: list[WorkplaceLogin]) -> None:
        """A list that cannot be kept is no reason not to work: it is logged, and the agent types again next time."""
        try:
            self._put_aside()
            text = json.dumps({"workplaces": [asdict(login) for login in logins]}, ensure_ascii=False, indent=2)
            write_private(self._file, text.encode())
        except OSError as error:
            log.warning("the list of workplaces cannot be kept: %s", type(error).__name__)

    def _put_aside(self) -> None:
        if self._file.exists() and _logins(self._file.read_text(encoding="utf-8", errors="replace")) is None:
            self._file.replace(self._file.with_suffix(".unreadable"))


def _logins(text: str) -> tuple[WorkplaceLogin, ...] | None:
    """None for a text that is no list of workplaces; single entries that are none are left out."""
    try:
        entries = json.loads(text)["workplaces"]
        return tuple(login for entry in entries if (login := _login(entry)))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _login(entry: Any) -> WorkplaceLogin | None:
    if not isinstance(entry, dict):
        return None
    address, agent_id, name = (entry.get(key) for key in ("address", "agent_id", "workplace_name"))
    if not (isinstance(address, str) and isinstance(agent_id, str) and isinstance(name, str)):
        return None
    return WorkplaceLogin(address, agent_id, name, entry.get("stay_signed_in") is True)
