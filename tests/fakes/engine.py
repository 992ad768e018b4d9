"""The other end of the engine's link, in the test's own loop: hears commands, answers them, and dies on demand."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path
from typing import Any

from softphone.gateways.engine_process import EngineProcess
from softphone.model.devices import ChosenDevices
from softphone.model.engine_link import (
    LINK_VERSION,
    AnyCommand,
    Done,
    Refusal,
    Refused,
    Report,
    Snapshot,
    decode_command,
    encode,
)
from softphone.model.registration import Registration
from softphone.runtime.folders import Folders
from softphone.runtime.local_link import NONCE_BYTES, PROOF_BYTES, Meeting, Unframer, frame, new_secret, proof


class FakeEngine:
    """`refusals` maps a command's type to the reason it gets; `is_silent`: hears and says nothing."""

    def __init__(self, meeting_file: Path, pid: int) -> None:
        self.told: list[AnyCommand] = []
        self.refusals: dict[type[Any], Refusal] = {}
        self.is_silent = False
        self.snapshot: dict[str, Any] = {"calls": (), "has_account": False, "registration": Registration()}
        self.pid = pid
        self._file = meeting_file
        self._secret = new_secret()
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        Meeting(f"127.0.0.1:{port}", self._secret, self.pid).write(self._file)

    def reports(self, *reports: Report) -> None:
        assert self._writer is not None
        for report in reports:
            self._writer.write(frame(encode(report)))

    def sends(self, payload: bytes) -> None:
        assert self._writer is not None
        self._writer.write(frame(payload))

    def hangs_up_the_link(self) -> None:
        """The window is dropped, the engine lives."""
        assert self._writer is not None
        self._writer.close()

    def dies(self) -> None:
        if self._server:
            self._server.close()
        if self._writer:
            self._writer.close()

    def commands(self, kind: type[Any]) -> list[Any]:
        return [command for command in self.told if isinstance(command, kind)]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._let_in(reader, writer)
            unframer = Unframer()
            while data := await reader.read(65_536):
                for payload in unframer.feed(data):
                    self._hear(decode_command(payload))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonce = secrets.token_bytes(NONCE_BYTES)
        writer.write(nonce)
        answer = await reader.readexactly(NONCE_BYTES + PROOF_BYTES)
        assert answer[NONCE_BYTES:] == proof(self._secret, "caller", nonce, answer[:NONCE_BYTES])
        writer.write(proof(self._secret, "listener", nonce, answer[:NONCE_BYTES]))
        self._writer = writer
        known = {"link_version": LINK_VERSION, "devices": (), "chosen": ChosenDevices(), **self.snapshot}
        self.reports(Snapshot(engine_pid=self.pid, **known))

    def _hear(self, command: AnyCommand) -> None:
        self.told.append(command)
        if self.is_silent:
            return
        reason = self.refusals.get(type(command))
        if reason:
            self.reports(Refused(request=command.request, reason=reason))
        else:
            self.reports(Done(request=command.request))


class FakeProcess(EngineProcess):
    """Starts FakeEngines in place of processes; `engines` are all that there were, the last one lives."""

    def __init__(self, folders: Folders) -> None:
        super().__init__(folders)
        self.engines: list[FakeEngine] = []
        self.will_not_start = False
        self.killed = 0
        self._opening: list[asyncio.Task[None]] = []

    @property
    def engine(self) -> FakeEngine:
        return self.engines[-1]

    def start(self) -> None:
        self._meeting_file.unlink(missing_ok=True)
        self.engines.append(FakeEngine(self._meeting_file, 1000 + len(self.engines)))
        if not self.will_not_start:
            self._opening.append(asyncio.ensure_future(self.engine.open()))

    def kill(self) -> None:
        self.killed += 1
        if self.engines:
            self.engine.dies()

    def _has_ended(self) -> bool:
        return self.will_not_start
