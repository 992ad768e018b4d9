"""Where things are kept. `--profile-dir` moves everything; each workplace has a folder of its own."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


class FolderUnusable(OSError):
    """`filename` cannot be made, or is not ours."""


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one profile; each is made, readable by its owner alone, when asked for, or FolderUnusable."""

    profile: Path

    @staticmethod
    def default() -> Folders:
        from platformdirs import user_data_path

        return Folders(user_data_path("softphone", appauthor=False))

    @property
    def logs(self) -> Path:
        return _private(self.profile / "logs")

    def workplace(self, workplace_key: str) -> Path:
        """The data of one workplace and agent: `workplace_key` is WorkplaceLogin.key."""
        return _private(self.profile / "workplaces" / workplace_key)

    @property
    def run(self) -> Path:
        """For sockets, whose path may have only 107 bytes: short, private, gone after a restart of the machine."""
        name = hashlib.sha256(str(self.profile.resolve()).encode()).hexdigest()[:12]
        try:
            return _private(_run_base() / f"softphone-{_user()}-{name}")
        except FolderUnusable:
            # In /tmp anybody may have taken the name before us.
            return _private(self.profile / "run")


def _run_base() -> Path:
    base = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    return base if base.is_absolute() and base.is_dir() else Path(tempfile.gettempdir())


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")


def _private(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        facts = folder.lstat()
        if hasattr(os, "getuid") and (facts.st_uid != os.getuid() or folder.is_symlink()):
            raise PermissionError(errno.EPERM, "It belongs to another user")
        if os.name == "posix" and facts.st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise FolderUnusable(error.errno, error.strerror, str(folder)) from error
    return folder
