"""A server as a child of the test run: its output goes to a log file, and it ends by its own pid."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_END_SECONDS = 5.0


class ServerProcess:
    """Start it in the main thread: the kernel ends it when the thread that started it dies."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        standard_input: bytes | None = None,
    ) -> None:
        self.log = log
        self._name = Path(command[0]).name
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", *command],
                stdin=subprocess.DEVNULL if standard_input is None else subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **env} if env else None,
                cwd=cwd,
                start_new_session=True,
            )
        if self._process.stdin:
            self._process.stdin.write(standard_input or b"")
            self._process.stdin.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def wait(self, seconds: float) -> int:
        """Wait for the process to end by itself and return its exit code; `subprocess.TimeoutExpired` when late."""
        return self._process.wait(seconds)

    def wait_until(self, ready: Callable[[], bool], seconds: float = 10.0) -> None:
        """Wait until `ready()`; `RuntimeError` with the log's end when the server ended or is late."""
        end = time.monotonic() + seconds
        while not ready():
            if not self.is_running:
                raise RuntimeError(f"{self._name} ended with {self._process.returncode}:\n{tail(self.log)}")
            if time.monotonic() > end:
                raise RuntimeError(f"{self._name} was not ready after {seconds} s:\n{tail(self.log)}")
            time.sleep(0.01)

    def end(self) -> None:
        """Ask it to end (SIGTERM), insist (SIGKILL) after 5 s."""
        self.thaw()
        self._send(signal.SIGTERM)
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        self._send(signal.SIGKILL)
        self._process.wait(_END_SECONDS)

    def freeze(self) -> None:
        """Stop it without ending it: its sockets stay open and nothing answers."""
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        self._send(signal.SIGCONT)

    def _send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)


def tail(log: Path, lines: int = 40) -> str:
    """The last lines of a log file; an empty string when there is none."""
    if not log.is_file():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
