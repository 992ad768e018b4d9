"""The centre as a whole: opens its ports, joins its parts, tells their state, and closes everything again."""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
import secrets
import shutil
import socket
import tempfile
from pathlib import Path

import msgspec
import uvicorn
from sipmessage import Request, Response

from softphone.model.availability import QueuePresence
from softphone.model.practice import AgentView, PracticeFacts, PracticeState, WaitingView
from softphone.model.workplace import Profile
from softphone.practice.bulletin import Bulletin
from softphone.practice.own_calls import SoundPort
from softphone.practice.people import People
from softphone.practice.profile import JOIN, PAUSE, profile_of
from softphone.practice.scenario import Scenario
from softphone.practice.sip.messages import Hop
from softphone.practice.sip.udp import HOST, SipSocket
from softphone.practice.switchboard import NumberPlan, Switchboard
from softphone.practice.timetable import Timetable
from softphone.practice.web import web_application

PEOPLE_USER = "people"
LOOK_SECONDS = 1.0
log = logging.getLogger(__name__)


class Centre:
    def __init__(self, scenario: Scenario, logs: Path | None = None) -> None:
        """`logs` is the folder for the logs of the people's engine."""
        self._scenario = scenario
        self.token = secrets.token_urlsafe(24)
        self._passwords = {agent.id: agent.password or secrets.token_urlsafe(9) for agent in scenario.agents}
        self._people_password = secrets.token_urlsafe(24)
        self._folder = Path(tempfile.mkdtemp(prefix="practice-"))
        self._bulletin = Bulletin()
        self.people = People(scenario, self._folder, self._bulletin.changed, logs)
        self._socket = SipSocket(self._receive)
        self._sound = (SoundPort(echoes=False), SoundPort(echoes=True))
        self._board: Switchboard | None = None
        self._timetable: Timetable | None = None
        self._web: uvicorn.Server | None = None
        self._web_port = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._visited_at = 0.0
        self._leaving = asyncio.Event()

    # ------------------------------------------------------------ life

    async def open(self, sip_port: int = 0, http_port: int = 0) -> PracticeFacts:
        """Returns when all of it works. OSError when a port is taken, EngineRefused when nobody can speak."""
        await self._socket.open(sip_port)
        for sound in self._sound:
            await sound.open()
        loop = asyncio.get_running_loop()
        self._board = Switchboard(self._socket, loop, self._plan(), self._sound_ports, self._bulletin.changed)
        self._board.presence_listener = self._presence_changed
        self._board.referral_listener = self.people.referred
        await self._open_web(http_port)
        await self.people.start(self._socket.address, PEOPLE_USER, self._people_password)
        self._timetable = Timetable(self._scenario, self.people, lambda: len(self.board.line.callers))
        self._timetable.start()
        self.visited()
        return self._facts()

    async def stay(self, lifeline_seconds: float | None) -> None:
        """Until somebody asks us to leave or, with a lifeline, no visitor and no agent was here for so long."""
        while not self._leaving.is_set():
            if lifeline_seconds is not None and self._is_deserted(lifeline_seconds):
                log.info("nobody has been here for %s s", lifeline_seconds)
                return
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._leaving.wait()
            except TimeoutError:
                continue

    async def close(self) -> None:
        if self._timetable:
            self._timetable.stop()
        await self.people.stop()
        if self._web:
            self._web.should_exit = True
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._board:
            self._board.close()
        self._socket.close()
        for sound in self._sound:
            sound.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def board(self) -> Switchboard:
        assert self._board is not None
        return self._board

    @property
    def sip_address(self) -> Hop:
        return self._socket.address

    # ------------------------------------------------------------ what the web server asks

    def profile(self, agent_id: str, password: str) -> Profile | None:
        agent = next((agent for agent in self._scenario.agents if agent.id == agent_id), None)
        expected = self._passwords[agent.id] if agent else secrets.token_hex()
        is_right = hmac.compare_digest(expected.encode(), password.encode())
        return profile_of(self._scenario, agent, self.sip_address) if agent and is_right else None

    async def state(self, after: int, wait_seconds: float) -> PracticeState:
        await self._bulletin.wait_beyond(after, wait_seconds)
        return PracticeState(
            sequence=self._bulletin.sequence,
            people=self.people.views,
            agents=tuple(self._agent_view(agent.user) for agent in self._scenario.agents),
            waiting=self._waiting(),
            autopilot=self._scenario.autopilot,
        )

    def visited(self) -> None:
        self._visited_at = asyncio.get_running_loop().time()

    def leave(self) -> None:
        self._leaving.set()

    # ------------------------------------------------------------

    @property
    def _sound_ports(self) -> tuple[int, int]:
        deaf, echo = self._sound
        return deaf.port, echo.port

    def _plan(self) -> NumberPlan:
        passwords = {agent.user: self._passwords[agent.id] for agent in self._scenario.agents}
        return NumberPlan(
            passwords={**passwords, PEOPLE_USER: self._people_password},
            people_user=PEOPLE_USER,
            people=frozenset(person.number for person in self._scenario.people),
            queues={queue.number: queue.id for queue in self._scenario.queues},
            join=JOIN,
            pause=PAUSE,
            ring_seconds=self._scenario.ring_seconds,
            rest_seconds=self._scenario.rest_seconds,
        )

    def _receive(self, message: Request | Response, source: Hop) -> None:
        if self._board:
            self._board.receive(message, source)

    async def _open_web(self, port: int) -> None:
        listener = socket.create_server((HOST, port))
        self._web_port = listener.getsockname()[1]
        config = uvicorn.Config(
            web_application(self), log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
        self._web = _Server(config)
        self._tasks.append(asyncio.create_task(self._web.serve([listener])))

    def _facts(self) -> PracticeFacts:
        first = self._scenario.agents[0]
        host, port = self.sip_address
        return PracticeFacts(
            address=f"http://{HOST}:{self._web_port}",
            sip_address=f"{host}:{port}",
            agent_id=first.id,
            password=self._passwords[first.id],
            token=self.token,
            pid=os.getpid(),
            scenario=self._scenario.name,
        )

    def _presence_changed(self, _: str) -> None:
        if self._timetable:
            self._timetable.agents_are_ready(self._somebody_is(QueuePresence.IN))

    def _somebody_is(self, presence: QueuePresence) -> bool:
        return any(self.board.line.presence(agent.user) is presence for agent in self._scenario.agents)

    def _is_deserted(self, seconds: float) -> bool:
        registered = any(self.board.registrar.binding(agent.user) for agent in self._scenario.agents)
        return not registered and asyncio.get_running_loop().time() - self._visited_at > seconds

    def _agent_view(self, user: str) -> AgentView:
        binding = self.board.registrar.binding(user)
        return AgentView(
            user=user,
            presence=self.board.line.presence(user) or QueuePresence.UNKNOWN,
            contact=binding.contact if binding else "",
            is_busy=self.board.connections.is_busy(user),
        )

    def _waiting(self) -> tuple[WaitingView, ...]:
        now = asyncio.get_running_loop().time()
        return tuple(
            WaitingView(
                queue=caller.queue,
                number=caller.number,
                waited_seconds=now - caller.since,
                is_offered=caller.offer is not None,
            )
            for caller in self.board.line.callers
        )


class _Server(uvicorn.Server):
    """Signals are the program's own business, not the web server's."""

    def install_signal_handlers(self) -> None:
        return


def write_facts(facts: PracticeFacts, file: Path) -> None:
    """Readable for its owner alone, and never half-written."""
    spare = file.with_suffix(f".{facts.pid}")
    with os.fdopen(os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(msgspec.json.encode(facts))
    spare.replace(file)
