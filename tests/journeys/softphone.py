"""The program as an agent starts it: a window on a screen, its engine, and what it has kept on disk."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from softphone.gateways.keyring_secrets import KeyringSecrets, service_of
from softphone.gateways.remembered_workplaces import FileWorkplaces
from softphone.gateways.sqlcipher_store.calls_table import calls
from softphone.gateways.sqlcipher_store.database import FILE_NAME, open_for_reading
from softphone.gateways.sqlcipher_store.notes_table import all_notes
from softphone.model.history import PastCall
from softphone.model.notes import Note
from softphone.runtime.folders import Folders
from tests.servers.server_process import tail

ROOT = Path(__file__).parents[2]
ENGINE = "softphone.engine"
T = TypeVar("T")


class Softphone:
    """`folder` is its profile. Every process that names the folder is its own, also one that the engine started.

    Screen, sound and key store are those of the environment.
    """

    def __init__(self, folder: Path, ca_file: Path) -> None:
        self.folder = folder
        self.ca_file = ca_file
        self.log = folder / "logs/window.log"
        self.output = folder.with_suffix(".out")
        self._key = ""
        self._runner: tuple[str, ...] = ()

    @property
    def logs(self) -> tuple[Path, ...]:
        return self.log, self.log.with_name("engine.log"), self.output

    # ------------------------------------------------------------ life

    def runs_under(self, *command: str) -> None:
        """Start it by this command, whose arguments will be the folder and the program's own command."""
        self._runner = (*command, str(self.folder))

    def start(self, **environment: str) -> None:
        with self.output.open("ab") as output:
            subprocess.Popen(
                [*self._runner, sys.executable, "-m", "softphone", *self._places()],
                env={**_environment(), **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def close(self) -> None:
        """As the desktop does at its end; by force after 6 s."""
        for pid in self.windows():
            _send(pid, signal.SIGTERM)
        with suppress(AssertionError):
            self.wait_until(lambda: not self.processes(), 6.0)
        self.kill()

    def kill(self) -> None:
        """Whatever is left of it, and its sockets' folder."""
        while left := self.processes():
            for pid in left:
                _send(pid, signal.SIGKILL)
            time.sleep(0.01)
        shutil.rmtree(Folders(self.folder).run, ignore_errors=True)

    def kill_window(self) -> None:
        for pid in self.windows():
            _send(pid, signal.SIGKILL)

    def kill_engine(self) -> None:
        for pid in self.engines():
            _send(pid, signal.SIGKILL)

    # ------------------------------------------------------------ facts

    def processes(self) -> dict[int, str]:
        """The command line of each."""
        return {pid: line for pid, line in _command_lines() if str(self.folder) in line and "-m softphone" in line}

    def windows(self) -> list[int]:
        return [pid for pid, line in self.processes().items() if ENGINE not in line]

    def engines(self) -> list[int]:
        return [pid for pid, line in self.processes().items() if ENGINE in line]

    def notes(self) -> tuple[Note, ...]:
        """What is on disk now, newest first; read beside the window."""
        return self._read(all_notes)

    def calls(self) -> tuple[PastCall, ...]:
        """The history on disk now, newest first."""
        return self._read(lambda connection: calls(connection, 200))

    def search_notes(self, words: str, *, through: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """`softphone notes search`, beside the window; `through` is a command that runs another."""
        return subprocess.run(
            [*through, sys.executable, "-m", "softphone", *self._places(), "notes", "search", words],
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )

    def wait_until(self, is_so: Callable[[], bool], seconds: float = 5.0) -> float:
        """Seconds until it was so; `AssertionError` with the log's end when it is not in time."""
        began = time.monotonic()
        while not is_so():
            if time.monotonic() - began > seconds:
                said = f"{tail(self.log)}\n{tail(self.output)}"
                raise AssertionError(f"not within {seconds} s; the window's log ends with:\n{said}")
            time.sleep(0.01)
        return time.monotonic() - began

    # ------------------------------------------------------------

    def _places(self) -> list[str]:
        return ["--profile-dir", str(self.folder), "--ca-file", str(self.ca_file)]

    def _read(self, question: Callable[..., T]) -> T:
        with closing(open_for_reading(self._store, self._store_key())) as connection:
            return question(connection)

    @property
    def _store(self) -> Path:
        login = FileWorkplaces(self.folder / "workplaces.json").all()[0]
        return Folders(self.folder).workplace(login.key) / FILE_NAME

    def _store_key(self) -> str:
        if not self._key:
            name = f"{self._store.parent.name}/database"
            self._key = asyncio.run(KeyringSecrets(lambda: service_of(self.folder)).secret(name)) or ""
        return self._key


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def _command_lines() -> list[tuple[int, str]]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                found.append((int(folder.name), line))
    return found


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
