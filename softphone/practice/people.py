"""The simulated people: all of them speak through one engine, each in calls of its own."""

from __future__ import annotations

import asyncio
import itertools
import logging
import uuid
from collections import deque
from collections.abc import Callable, Coroutine
from pathlib import Path

from softphone.model.calls import Call, CallId
from softphone.model.engine_link import (
    Account,
    AnyReport,
    CallReport,
    Command,
    Dial,
    DigitReport,
    HangUp,
    Register,
    RegistrationReport,
    Srtp,
    Transport,
)
from softphone.model.practice import PersonState, PersonView
from softphone.practice.conversation import Conversation
from softphone.practice.engine_line import EngineLine, EngineRefused
from softphone.practice.scenario import Customer, Person, Scenario
from softphone.practice.sip.messages import Hop

REGISTER_SECONDS = 10.0
log = logging.getLogger(__name__)


class NotNow(Exception):
    """This person is in a call, or is in none, or has no queue to call."""


class People:
    """`changed` is told of everything that can be seen from outside."""

    def __init__(self, scenario: Scenario, folder: Path, changed: Callable[[], None], logs: Path | None = None) -> None:
        self._scenario, self._folder, self._report_change = scenario, folder, changed
        self._people = {person.number: person for person in scenario.people}
        self._queues = {queue.id: queue.number for queue in scenario.queues}
        self._newest: dict[str, Conversation] = {}
        self._line = EngineLine(folder, self._heard, self._lost, logs)
        self._account: Account | None = None
        self._registered = asyncio.Event()
        self._numbers = itertools.count(1)
        self._referred: deque[str] = deque(maxlen=8)
        self._work: set[asyncio.Task[None]] = set()

    async def start(self, sip: Hop, user: str, password: str) -> None:
        """Returns when the people's phone is registered; EngineRefused when that fails."""
        self._account = Account(
            server=f"{sip[0]}:{sip[1]}",
            user=user,
            password=password,
            transport=Transport.UDP,
            srtp=Srtp.OFF,
            local_address=sip[0],
            allows_transfer=True,
        )
        await self._line.start()
        await self.ask(Register(account=self._account))
        try:
            async with asyncio.timeout(REGISTER_SECONDS):
                await self._registered.wait()
        except TimeoutError as error:
            raise EngineRefused("the people's phone was not registered") from error

    async def stop(self) -> None:
        for conversation in self._newest.values():
            conversation.close()
        for task in tuple(self._work):
            task.cancel()
        await self._line.stop()

    @property
    def engine_pid(self) -> int | None:
        return self._line.pid

    @property
    def views(self) -> tuple[PersonView, ...]:
        return tuple(self._view(person) for person in self._people.values())

    def conversation(self, number: str) -> Conversation:
        """This person's call that is going on; NotNow when there is none, KeyError for nobody's number."""
        _ = self._people[number]
        conversation = self._newest.get(number)
        if conversation is None or conversation.is_over.is_set():
            raise NotNow("this person is in no call")
        return conversation

    def is_away(self, number: str) -> bool:
        conversation = self._newest.get(number)
        return conversation is None or conversation.is_over.is_set()

    async def call(self, number: str) -> None:
        """Let a customer call the queue now, and give up when its patience is over."""
        person = self._people[number]
        if not isinstance(person, Customer) or not person.queue or not self.is_away(number):
            raise NotNow("this person cannot call now")
        conversation = self._begin(person, CallId(f"practice-{uuid.uuid4().hex}"))
        target = self._queues[person.queue]
        try:
            await self.ask(Dial(call_id=conversation.call_id, target=target, caller_number=number))
        except EngineRefused:
            self._newest.pop(number, None)
            raise
        self._start(self._lose_patience(conversation, person.patience_seconds))

    async def say(self, number: str, voice: str) -> None:
        """Let a person say one of the scenario's sentences now. Returns when it has begun."""
        if not self.voice(voice).is_file() or "/" in voice:
            raise ValueError("there is no such voice")
        self._start(self.conversation(number).say(voice))

    def referred(self, number: str) -> None:
        """This person's phone is being asked to call somebody else: its next call is that one."""
        self._referred.append(number)

    # ------------------------------------------------------------ what conversations need

    async def ask(self, command: Command) -> None:
        await self._line.ask(command)

    def voice(self, name: str) -> Path:
        return self._scenario.voice(name)

    def recording(self, number: str) -> Path:
        return self._folder / f"heard-by-{number.removeprefix('+')}-{next(self._numbers)}.wav"

    def waste(self, number: str) -> Path:
        return self._folder / f"waste-{number.removeprefix('+')}.wav"

    def changed(self) -> None:
        self._report_change()

    # ------------------------------------------------------------

    def _view(self, person: Person) -> PersonView:
        conversation = self._newest.get(person.number)
        return conversation.view if conversation else PersonView(number=person.number, name=person.name)

    def _begin(self, person: Person, call_id: CallId) -> Conversation:
        earlier = self._newest.get(person.number)
        conversation = Conversation(person, call_id, self, (earlier.view.calls if earlier else 0) + 1)
        self._newest[person.number] = conversation
        self.changed()
        return conversation

    def _heard(self, report: AnyReport) -> None:
        if isinstance(report, CallReport):
            self._note(report.call)
        elif isinstance(report, DigitReport):
            for conversation in self._newest.values():
                if conversation.call_id == report.call_id:
                    conversation.hear_digit(report.digit)
        elif isinstance(report, RegistrationReport) and report.registration.is_registered:
            self._registered.set()

    def _note(self, call: Call) -> None:
        for conversation in self._newest.values():
            if call.id in (conversation.call_id, conversation.onward_id):
                conversation.note(call)
                return
        if call.is_over:
            return
        if call.incoming:
            self._be_called(call)
        else:
            self._follow(call)

    def _be_called(self, call: Call) -> None:
        """The centre names in X-Queue whom the caller dialled."""
        person = self._people.get(call.queue)
        if person is None or not self.is_away(person.number):
            self._start(self._turn_away(call.id))
            return
        self._start(self._begin(person, call.id).answer())

    def _follow(self, call: Call) -> None:
        """A call that we did not begin: whoever was referred last follows a transfer."""
        while self._referred:
            conversation = self._newest.get(self._referred.pop())
            if conversation and conversation.view.state is PersonState.TALKING and conversation.onward_id is None:
                self._referred.clear()
                conversation.transferred(call)
                return
        log.warning("a call that nobody was asked to make")
        self._start(self._turn_away(call.id))

    async def _turn_away(self, call_id: CallId) -> None:
        await self.ask(HangUp(call_id=call_id))

    async def _lose_patience(self, conversation: Conversation, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await conversation.is_answered.wait()
        except TimeoutError:
            await conversation.hang_up()

    def _lost(self) -> None:
        """The engine died: everybody is away, and a new engine takes over."""
        for conversation in self._newest.values():
            conversation.close()
        self._newest.clear()
        self.changed()
        self._start(self._begin_again())

    async def _begin_again(self) -> None:
        await self._line.start()
        if self._account:
            await self.ask(Register(account=self._account))

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._work.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("something a simulated person did failed", exc_info=error)
