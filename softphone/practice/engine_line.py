"""The voices' telephone: an engine process of our own, told what to do over the local link."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from softphone.model.engine_link import AnyReport, Command, Done, Leave, Refused, decode_report, encode
from softphone.runtime import local_link
from softphone.runtime.local_link import LinkRefused, Meeting, Unframer

START_SECONDS = 15.0
END_SECONDS = 5.0
ANSWER_SECONDS = 5.0
READ_BYTES = 65_536
log = logging.getLogger(__name__)


class EngineRefused(Exception):
    """The engine could not do it, or is gone."""


class EngineLine:
    """One engine process. `report` gets everything it says but answers; `lost` when it ends unasked."""

    def __init__(
        self, folder: Path, report: Callable[[AnyReport], None], lost: Callable[[], None], logs: Path | None = None
    ) -> None:
        self._folder, self._report, self._lost = folder, report, lost
        self._logs = logs
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._requests = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._is_leaving = False

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Raises EngineRefused when no engine answers in time."""
        meeting_file = self._meeting_file
        meeting_file.unlink(missing_ok=True)
        with (self._folder / "engine.out").open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "softphone.engine", *self._arguments),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        try:
            async with asyncio.timeout(START_SECONDS):
                reader, self._writer = await self._meet(meeting_file)
        except TimeoutError as error:
            await self._end_process()
            raise EngineRefused("the engine did not start") from error
        self._reading = asyncio.create_task(self._read(reader))

    async def ask(self, command: Command) -> None:
        """Returns when the engine has done it; EngineRefused when not."""
        if self._writer is None or self._writer.is_closing():
            raise EngineRefused("the engine is gone")
        number = next(self._requests)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        self._writer.write(local_link.frame(encode(msgspec.structs.replace(command, request=number))))
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await answer
        except TimeoutError as error:
            raise EngineRefused(f"no answer to {type(command).__name__}") from error
        finally:
            self._waiting.pop(number, None)

    async def stop(self) -> None:
        self._is_leaving = True
        with contextlib.suppress(EngineRefused):
            await self.ask(Leave())
        await self._end_process()
        if self._reading:
            self._reading.cancel()
        if self._writer:
            self._writer.close()

    @property
    def _meeting_file(self) -> Path:
        return self._folder / "engine.json"

    @property
    def _arguments(self) -> list[str]:
        logs = ["--logs", str(self._logs)] if self._logs else []
        return ["--meeting", str(self._meeting_file), *logs]

    async def _meet(self, meeting_file: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while True:
            meeting = Meeting.read(meeting_file)
            if meeting:
                try:
                    return await local_link.call(meeting)
                except (LinkRefused, OSError) as error:
                    log.info("the engine does not answer yet: %s", error)
            if self._process and self._process.returncode is not None:
                raise EngineRefused(f"the engine ended with {self._process.returncode}")
            await asyncio.sleep(0.02)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        unframer = Unframer()
        try:
            while data := await reader.read(READ_BYTES):
                for payload in unframer.feed(data):
                    self._understand(payload)
        except (LinkRefused, OSError) as error:
            log.error("the link to the engine is broken: %s", error)
        self._forget()

    def _understand(self, payload: bytes) -> None:
        try:
            report = decode_report(payload)
        except (msgspec.MsgspecError, UnicodeError) as error:
            log.error("the engine says what cannot be read: %s", error)
            return
        if isinstance(report, Done | Refused):
            answer = self._waiting.get(report.request)
            if answer and not answer.done():
                _settle(answer, report)
        else:
            self._tell(report)

    def _tell(self, report: AnyReport) -> None:
        try:
            self._report(report)
        except Exception:
            log.exception("a %s could not be dealt with", type(report).__name__)

    def _forget(self) -> None:
        if self._writer:
            self._writer.close()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(EngineRefused("the engine is gone"))
        if not self._is_leaving:
            log.error("the engine of the simulated people ended")
            self._lost()

    async def _end_process(self) -> None:
        """Give it time to end by itself, then end it."""
        if self._process is None:
            return
        try:
            async with asyncio.timeout(END_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


def _settle(answer: asyncio.Future[None], report: Done | Refused) -> None:
    if isinstance(report, Refused):
        answer.set_exception(EngineRefused(f"{report.reason.value} {report.detail}".strip()))
    else:
        answer.set_result(None)
