"""The window's end of the link: commands that wait for their answer, reports as they come."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable

import msgspec

from softphone.model.engine_link import AnyReport, Command, Done, Refusal, Refused, decode_report, encode
from softphone.model.problems import CommandRefused, PhoneGone
from softphone.runtime.local_link import LinkRefused, Unframer, frame

DEADLINE_SECONDS = 5.0
READ_BYTES = 65_536

log = logging.getLogger(__name__)


class EngineLink:
    """Lives until the stream ends or `close`; then every command still waiting fails with PhoneGone."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: Callable[[AnyReport], None]
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._heard = heard
        self._requests = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._is_open = True
        self.has_spoken = False
        """Set with every report; whoever watches for silence clears it."""

    async def ask(self, command: Command, seconds: float = DEADLINE_SECONDS) -> None:
        """Send and wait for the answer: CommandRefused, or PhoneGone when none comes in time."""
        if not self._is_open:
            raise PhoneGone("the link is closed")
        request = next(self._requests)
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[request] = answer
        self._writer.write(frame(encode(msgspec.structs.replace(command, request=request))))
        try:
            await asyncio.wait_for(answer, seconds)
        except TimeoutError as error:
            raise PhoneGone(f"no answer to {type(command).__name__}") from error
        finally:
            del self._waiting[request]

    async def listen(self) -> None:
        """Hear reports until the other end closes."""
        unframer = Unframer()
        try:
            while data := await self._reader.read(READ_BYTES):
                self.has_spoken = True
                for payload in unframer.feed(data):
                    self._understand(payload)
        except (OSError, LinkRefused) as error:
            log.warning("the link to the engine broke: %s", error)
        finally:
            self.close()

    def close(self) -> None:
        self._is_open = False
        self._writer.close()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(PhoneGone("the link broke"))

    def _understand(self, payload: bytes) -> None:
        try:
            report = decode_report(payload)
        except msgspec.MsgspecError as error:
            log.error("a report cannot be read: %s", error)
            return
        match report:
            case Done(request=request):
                self._settle(request, None)
            case Refused(request=request, reason=reason, detail=detail):
                self._settle(request, CommandRefused(reason.value, detail))
            case _:
                self._heard(report)

    def _settle(self, request: int, problem: CommandRefused | None) -> None:
        answer = self._waiting.get(request)
        if answer is None or answer.done():
            if problem and problem.reason == Refusal.UNREADABLE.value:
                log.error("the engine could not read a command: %s", problem.detail)
        elif problem:
            answer.set_exception(problem)
        else:
            answer.set_result(None)
