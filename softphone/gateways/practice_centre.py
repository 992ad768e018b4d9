"""The practice centre as a process: found by its port file or started, asked over HTTP, ended by its pid."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from softphone.model.practice import Listening, PracticeFacts, PracticeProblem, PracticeState, Say

if TYPE_CHECKING:
    import httpx

START_SECONDS = 20.0
END_SECONDS = 8.0
ANSWER_SECONDS = 5.0
VISIT_SECONDS = 15.0
"""How often we let it know that somebody is still here."""
LIFELINE_SECONDS = 60
"""A centre without any window closes by itself after this time."""
LOOK_SECONDS = 0.02
T = TypeVar("T")
log = logging.getLogger(__name__)


class HttpPracticeCentre:
    """The control channel of a running centre."""

    def __init__(self, facts: PracticeFacts) -> None:
        import httpx

        self._client = httpx.AsyncClient(
            base_url=facts.address,
            headers={"Authorization": f"Bearer {facts.token}"},
            timeout=ANSWER_SECONDS,
            trust_env=False,
        )

    async def state(self, after: int = -1, wait_seconds: float = 0.0) -> PracticeState:
        answer = await self._ask(
            "GET", "/control/state", wait_seconds, params={"after": after, "wait_seconds": wait_seconds}
        )
        return _decoded(answer, PracticeState)

    async def call(self, number: str) -> None:
        await self._ask("POST", f"/control/people/{number}/call")

    async def say(self, number: str, voice: str) -> None:
        await self._ask("POST", f"/control/people/{number}/say", content=msgspec.json.encode(Say(voice=voice)))

    async def hang_up(self, number: str) -> None:
        await self._ask("POST", f"/control/people/{number}/hang_up")

    async def listen(self, number: str) -> Path:
        return Path(_decoded(await self._ask("POST", f"/control/people/{number}/ear"), Listening).path)

    async def stop_listening(self, number: str) -> None:
        await self._ask("DELETE", f"/control/people/{number}/ear")

    async def leave(self) -> None:
        """Ask the centre to close."""
        await self._ask("POST", "/control/leave")

    async def close(self) -> None:
        await self._client.aclose()

    async def _ask(self, method: str, path: str, wait_seconds: float = 0.0, **options: Any) -> httpx.Response:
        import httpx

        try:
            answer = await self._client.request(method, path, timeout=ANSWER_SECONDS + wait_seconds, **options)
        except httpx.HTTPError as error:
            raise PracticeProblem(f"the practice centre does not answer: {type(error).__name__}") from error
        if answer.is_error:
            raise PracticeProblem(f"{method} {path.rpartition('/')[2]}: {answer.status_code} {answer.text}")
        return answer


class PracticeProcess:
    """`folder` holds the port file: a window that comes back finds the centre of the one before it there."""

    def __init__(self, folder: Path, scenario: str, logs: Path | None = None) -> None:
        self._port_file = folder / "practice.json"
        self._scenario, self._logs, self._folder = scenario, logs, folder
        self._process: asyncio.subprocess.Process | None = None
        self._visiting: asyncio.Task[None] | None = None
        self._centre: HttpPracticeCentre | None = None
        self._facts: PracticeFacts | None = None

    @property
    def centre(self) -> HttpPracticeCentre:
        """Raises PracticeProblem before `start`."""
        if self._centre is None:
            raise PracticeProblem("the practice centre was not started")
        return self._centre

    @property
    def facts(self) -> PracticeFacts | None:
        """None until it works."""
        return self._facts

    async def start(self) -> PracticeFacts:
        """Where it is and who may sign in, as soon as it works. PracticeProblem says why it does not."""
        facts = await self._find() or await self._begin()
        self._facts = facts
        self._centre = self._centre or HttpPracticeCentre(facts)
        self._visiting = asyncio.create_task(self._visit(self._centre))
        return facts

    async def stop(self) -> None:
        """End it, whoever started it; returns when it has ended."""
        if self._visiting:
            self._visiting.cancel()
        if self._centre:
            await _ask_to_leave(self._centre)
            self._centre = None
        await self._see_off()
        if self._facts and os.name == "posix":
            await _wait_for_end(self._facts.pid)

    async def _find(self) -> PracticeFacts | None:
        """The centre of a window before us, if it still answers."""
        facts = _read(self._port_file)
        if facts is None:
            return None
        centre = HttpPracticeCentre(facts)
        try:
            await centre.state()
        except PracticeProblem:
            await centre.close()
            self._port_file.unlink(missing_ok=True)
            return None
        self._centre = centre
        return facts

    async def _begin(self) -> PracticeFacts:
        output = self._folder / "practice.out"
        arguments = [
            "--scenario",
            self._scenario,
            "--port-file",
            str(self._port_file),
            "--lifeline",
            str(LIFELINE_SECONDS),
        ]
        if self._logs:
            arguments += ["--logs", str(self._logs)]
        with output.open("wb") as stream:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "softphone.practice", *arguments),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )
        try:
            async with asyncio.timeout(START_SECONDS):
                return await self._wait_for_facts(output)
        except TimeoutError as error:
            await self._see_off()
            raise PracticeProblem("the practice centre did not start in time") from error

    async def _wait_for_facts(self, output: Path) -> PracticeFacts:
        assert self._process is not None
        while True:
            if facts := _read(self._port_file):
                return facts
            if self._process.returncode is not None:
                raise PracticeProblem(_last_line(output) or f"it ended with {self._process.returncode}")
            await asyncio.sleep(LOOK_SECONDS)

    async def _see_off(self) -> None:
        """Our own child: ask it once more, then insist."""
        process, self._process = self._process, None
        if process is None:
            return
        for end in (process.terminate, process.kill):
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    end()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(END_SECONDS):
                    await process.wait()

    async def _visit(self, centre: HttpPracticeCentre) -> None:
        while True:
            await asyncio.sleep(VISIT_SECONDS)
            try:
                await centre.state()
            except PracticeProblem as problem:
                log.warning("%s", problem.detail)


async def _ask_to_leave(centre: HttpPracticeCentre) -> None:
    try:
        await centre.leave()
    except PracticeProblem as problem:
        log.warning("it could not be asked to leave: %s", problem.detail)
    finally:
        await centre.close()


async def _wait_for_end(pid: int) -> None:
    """For a centre that another window started: it is no child of ours."""
    for _ in range(int(END_SECONDS / LOOK_SECONDS)):
        if not _is_running(pid):
            return
        await asyncio.sleep(LOOK_SECONDS)
    log.warning("the practice centre does not end")


def _read(port_file: Path) -> PracticeFacts | None:
    try:
        return msgspec.json.decode(port_file.read_bytes(), type=PracticeFacts)
    except (OSError, msgspec.MsgspecError):
        return None


def _last_line(output: Path) -> str:
    lines = output.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _decoded(answer: httpx.Response, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except msgspec.MsgspecError as error:
        raise PracticeProblem(f"the practice centre's answer cannot be read: {error}") from error
