"""A real engine in a process of its own, and a plain blocking client for it. For every test that needs a telephone.

with running_engine(folder) as phone:
    phone.ask(Register(account=account))
    phone.wait_for(RegistrationReport, lambda report: report.registration.is_registered)
"""

from __future__ import annotations

import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from softphone.model.calls import Call, CallId, CallState
from softphone.model.engine_link import (
    CallReport,
    Command,
    Dial,
    Done,
    Refused,
    RegistrationReport,
    Report,
    Snapshot,
    decode_report,
    encode,
)
from softphone.model.registration import Registration
from softphone.runtime.local_link import (
    NONCE_BYTES,
    PROOF_BYTES,
    LinkRefused,
    Meeting,
    Unframer,
    frame,
    proof,
)

ROOT = Path(__file__).parents[2]
R = TypeVar("R", bound=Report)


class NothingCame(AssertionError):
    """The report that was waited for did not come in time."""


class EngineClient:
    """Speaks for a window. Reports are kept until they are waited for; `calls` has the newest of each call."""

    def __init__(self, meeting: Meeting) -> None:
        self._stream = _connected(meeting.address)
        self._unframer = Unframer()
        self._waiting: list[tuple[float, Report]] = []
        self._requests = 0
        self.calls: dict[CallId, Call] = {}
        self.registration = Registration()
        self.is_closed = False
        self._prove(meeting.secret)
        self.snapshot = self.wait_for(Snapshot)

    def send(self, command: Command) -> int:
        """Send under the next request number, which is returned."""
        self._requests += 1
        self.send_bytes(encode(msgspec.structs.replace(command, request=self._requests)))
        return self._requests

    def send_bytes(self, payload: bytes) -> None:
        self.send_raw(frame(payload))

    def send_raw(self, data: bytes) -> None:
        self._stream.settimeout(5)
        self._stream.sendall(data)

    def ask(self, command: Command, seconds: float = 10.0) -> Done | Refused:
        """Send and wait for the answer, good or bad."""
        return self.wait_for_answer(self.send(command), seconds)

    def wait_for_answer(self, number: int, seconds: float = 10.0) -> Done | Refused:
        deadline = time.monotonic() + seconds
        while True:
            done = self._take(Done, lambda report: report.request == number)
            answer = done or self._take(Refused, lambda report: report.request == number)
            if answer is not None:
                return answer
            self._listen(deadline, f"the answer to request {number}")

    def do(self, command: Command, seconds: float = 10.0) -> None:
        """Send, and fail unless it is done."""
        answer = self.ask(command, seconds)
        assert isinstance(answer, Done), f"{type(command).__name__}: {answer}"

    def dial(self, target: str, **details: object) -> CallId:
        call_id = CallId(secrets.token_hex(8))
        self.do(msgspec.convert({"call_id": call_id, "target": target, **details}, Dial))
        return call_id

    def wait_for(self, kind: type[R], predicate: Callable[[R], bool] = lambda report: True, seconds: float = 10.0) -> R:
        """The first such report since the last one waited for; NothingCame when there is none in time."""
        deadline = time.monotonic() + seconds
        while True:
            found = self._take(kind, predicate)
            if found is not None:
                return found
            self._listen(deadline, kind.__name__)

    def wait_for_call(self, predicate: Callable[[Call], bool], seconds: float = 10.0) -> Call:
        """The first call whose newest known state is so, now or later."""
        deadline = time.monotonic() + seconds
        while True:
            self._pump(0)
            for call in self.calls.values():
                if predicate(call):
                    return call
            self._listen(deadline, f"such a call; there are {list(self.calls.values())}")

    def ringing(self, seconds: float = 10.0) -> Call:
        return self.wait_for_call(lambda call: call.may_answer, seconds)

    def talking(self, call_id: CallId, seconds: float = 10.0) -> Call:
        return self.wait_for_call(lambda call: call.id == call_id and call.is_talking and call.media.active, seconds)

    def ended(self, call_id: CallId, seconds: float = 10.0) -> Call:
        return self.wait_for_call(lambda call: call.id == call_id and call.state is CallState.ENDED, seconds)

    def registered(self, seconds: float = 10.0) -> Registration:
        deadline = time.monotonic() + seconds
        while not self.registration.is_registered:
            self._listen(deadline, f"a registration; it is {self.registration}")
        return self.registration

    def collect(self, kind: type[R], seconds: float) -> list[R]:
        """All such reports that come within the time, and those that were waiting."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._pump(left)
        found = [report for _, report in self._waiting if isinstance(report, kind)]
        self._waiting = [entry for entry in self._waiting if not isinstance(entry[1], kind)]
        return found

    def close(self) -> None:
        self.is_closed = True
        self._stream.close()

    def _take(self, kind: type[R], predicate: Callable[[R], bool]) -> R | None:
        for number, (_, report) in enumerate(self._waiting):
            if isinstance(report, kind) and predicate(report):
                del self._waiting[number]
                return report
        return None

    def _listen(self, deadline: float, for_what: str) -> None:
        left = deadline - time.monotonic()
        if left <= 0 or self.is_closed:
            raise NothingCame(for_what)
        self._pump(left)

    def _pump(self, seconds: float) -> None:
        if self.is_closed or not select.select([self._stream], [], [], seconds)[0]:
            return
        data = self._stream.recv(65_536)
        if not data:
            self.close()
        for payload in self._unframer.feed(data):
            self._note(decode_report(payload))

    def _note(self, report: Report) -> None:
        self._waiting.append((time.monotonic(), report))
        if isinstance(report, CallReport):
            self.calls[report.call.id] = report.call
        elif isinstance(report, RegistrationReport):
            self.registration = report.registration
        elif isinstance(report, Snapshot):
            self.registration = report.registration
            self.calls.update((call.id, call) for call in report.calls)

    def _prove(self, secret: str) -> None:
        self._stream.settimeout(5)
        theirs, ours = self._exactly(NONCE_BYTES), secrets.token_bytes(NONCE_BYTES)
        self._stream.sendall(ours + proof(secret, "caller", theirs, ours))
        if self._exactly(PROOF_BYTES) != proof(secret, "listener", theirs, ours):
            raise LinkRefused("the engine does not know the secret")

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = self._stream.recv(count - len(data))
            if not more:
                raise LinkRefused("the engine closed the link")
            data += more
        return data


class EngineProcess:
    """`python -m softphone.engine` with its meeting file and logs in `folder` (whose path must be short)."""

    def __init__(
        self,
        folder: Path,
        *,
        environment: Mapping[str, str] | None = None,
        program: Sequence[str] = ("-m", "softphone.engine"),
    ) -> None:
        self.folder = folder
        self.meeting_file = folder / "engine.json"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (folder / "engine.out").open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, *program, "--meeting", str(self.meeting_file), "--logs", str(folder)],
                env=engine_environment(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=ROOT,
            )

    def meet(self, seconds: float = 5.0) -> Meeting:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            meeting = Meeting.read(self.meeting_file)
            if meeting and meeting.pid == self.process.pid:
                return meeting
            if self.process.poll() is not None:
                raise NothingCame(f"the engine ended with {self.process.returncode}: {self.output()}")
            time.sleep(0.002)
        raise NothingCame("the engine's meeting file")

    def connect(self) -> EngineClient:
        return EngineClient(self.meet())

    def wait(self, seconds: float = 5.0) -> int:
        return self.process.wait(seconds)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait(5)

    def output(self) -> str:
        return (self.folder / "engine.out").read_text(errors="replace")

    def log(self) -> str:
        file = self.folder / "engine.log"
        return file.read_text(errors="replace") if file.exists() else ""


def engine_environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """SOFTPHONE_PJSUA2_ASSERTS names a folder with a pjsua2 that has its asserts: it is then the one imported."""
    asserts = os.environ.get("SOFTPHONE_PJSUA2_ASSERTS", "")
    path = os.pathsep.join(part for part in (asserts, str(ROOT), os.environ.get("PYTHONPATH", "")) if part)
    return {**os.environ, "PYTHONPATH": path, **(more or {})}


@contextmanager
def running_engine(folder: Path, **details: object) -> Iterator[EngineClient]:
    """An engine with a client; ended politely, or killed when it does not end within 5 s (which fails)."""
    with engine_process(folder, **details) as engine:  # type: ignore[arg-type]
        client = engine.connect()
        try:
            yield client
        finally:
            client.close()


@contextmanager
def engine_process(
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    program: Sequence[str] = ("-m", "softphone.engine"),
) -> Iterator[EngineProcess]:
    engine = EngineProcess(folder, environment=environment, program=program)
    try:
        yield engine
    finally:
        _end(engine)


def _end(engine: EngineProcess) -> None:
    if engine.process.poll() is None:
        engine.process.send_signal(signal.SIGTERM)
    try:
        code = engine.wait()
    except subprocess.TimeoutExpired:
        engine.kill()
        raise
    assert code in (0, -signal.SIGKILL), f"the engine ended with {code}: {engine.output()}"


def _connected(address: str) -> socket.socket:
    stream = socket.socket(socket.AF_UNIX)
    stream.settimeout(5)
    stream.connect(address)
    return stream
