"""One call of a simulated person: speaks its sentences, listens, and takes what the agent does."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Protocol

import msgspec

from softphone.model.calls import Call, CallEnd, CallId, Hold
from softphone.model.engine_link import Answer, Command, HangUp, PlayFile, RecordFile
from softphone.model.practice import PersonState, PersonView, Sentence
from softphone.practice.engine_line import EngineRefused
from softphone.practice.scenario import Person, seconds_of

HEARD_HOLD = (Hold.BY_THEM, Hold.BY_BOTH)
BEFORE_SPEAKING_SECONDS = 0.4
log = logging.getLogger(__name__)


class Stage(Protocol):
    """What a conversation needs around it."""

    async def ask(self, command: Command) -> None: ...
    def voice(self, name: str) -> Path: ...
    def recording(self, number: str) -> Path:
        """A new file for what this person hears."""
        ...

    def waste(self, number: str) -> Path:
        """The file for what this person hears and nobody wants to know."""
        ...

    def changed(self) -> None: ...


class Conversation:
    """`view` is what is seen of it from outside; it stays when the call is over."""

    def __init__(self, person: Person, call_id: CallId, stage: Stage, calls: int) -> None:
        self.call_id = call_id
        self.onward_id: CallId | None = None
        self._first_end: CallEnd | None = None
        self._person, self._stage = person, stage
        self.view = PersonView(number=person.number, name=person.name, state=PersonState.CALLING, calls=calls)
        self.is_over = asyncio.Event()
        self.is_answered = asyncio.Event()
        self._is_free = asyncio.Event()
        """Nothing is being said and nobody is on hold."""
        self._is_free.set()
        self._speaking = asyncio.Lock()
        self._work: set[asyncio.Task[None]] = set()

    # ------------------------------------------------------------ what happens

    def note(self, call: Call) -> None:
        """The engine tells the newest state of one of this person's calls."""
        if call.id == self.onward_id:
            self._note_onward(call)
        elif call.id != self.call_id:
            return
        elif call.end is not None:
            self._note_end(call.end)
        else:
            self._note_talk(call)

    def transferred(self, call: Call) -> None:
        """The person follows a transfer: a second call, which takes the first one's place when it is answered."""
        self.onward_id = call.id
        self._show(transferred_to=call.number)

    def _note_talk(self, call: Call) -> None:
        if call.is_talking and not self.is_answered.is_set():
            self.is_answered.set()
            self._show(state=PersonState.TALKING)
            self._start(self._talk())
        held = call.hold in HEARD_HOLD
        if held != self.view.is_held:
            self._note_hold(held)

    def _note_hold(self, held: bool) -> None:
        self._show(is_held=held)
        if held:
            self._is_free.clear()
        else:
            self._is_free.set()
            self._start(self._say_if(self._person.after_hold))

    def _note_end(self, end: CallEnd) -> None:
        self._first_end = end
        if self.onward_id is None:
            self._leave(end)

    def _note_onward(self, call: Call) -> None:
        if call.end is not None:
            self.onward_id = None
            self._show(transferred_to="")
            if self._first_end:
                self._leave(call.end)
        elif call.is_talking:
            self._stop_work()
            self.call_id, self.onward_id, self._first_end = call.id, None, None
            self._is_free.set()
            self._show(state=PersonState.TALKING, is_held=False, recording="")
            self._start(self._talk())

    def hear_digit(self, digit: str) -> None:
        self._show(digits=self.view.digits + digit)
        if digit == "#":
            self._start(self._say_if(self._person.after_digits))

    # ------------------------------------------------------------ what the person does

    async def answer(self) -> None:
        self._show(state=PersonState.RUNG)
        await asyncio.sleep(self._person.answers_after_seconds)
        if not self.is_over.is_set():
            await self._ask(Answer(call_id=self.call_id))

    async def hang_up(self) -> None:
        if not self.is_over.is_set():
            await self._ask(HangUp(call_id=self.call_id))

    async def listen_anew(self) -> Path:
        """Finish the file that the ear writes and begin another. Raises EngineRefused."""
        path = self._stage.recording(self._person.number)
        await self._stage.ask(RecordFile(call_id=self.call_id, path=str(path)))
        self._show(recording=str(path))
        return path

    async def stop_listening(self) -> None:
        """Finish the file that the ear writes. Raises EngineRefused.

        The ear stays open, to a file that nobody reads: sound that nobody takes would wait in the jitter buffer and be
        heard much later, by the next one who listens.
        """
        await self._stage.ask(RecordFile(call_id=self.call_id, path=str(self._stage.waste(self._person.number))))
        self._show(recording="")

    async def say(self, voice: str) -> None:
        """Speak one sentence to its end, after whatever is being said now."""
        async with self._speaking:
            file = self._stage.voice(voice)
            if self.is_over.is_set() or not await self._ask(PlayFile(call_id=self.call_id, path=str(file))):
                return
            sentence = Sentence(voice=str(file), began_at=time.time())
            earlier = self.view.sentences
            self._show(sentences=(*earlier, sentence))
            await asyncio.sleep(seconds_of(file))
            self._show(sentences=(*earlier, msgspec.structs.replace(sentence, ended_at=time.time())))

    def close(self) -> None:
        self._stop_work()

    # ------------------------------------------------------------

    async def _talk(self) -> None:
        if not self.view.recording:
            await self.stop_listening()
        await asyncio.sleep(BEFORE_SPEAKING_SECONDS)
        for voice in self._person.says:
            await self._is_free.wait()
            await self.say(voice)
            await asyncio.sleep(self._person.pause_seconds)
        if self._person.talks_seconds:
            await asyncio.sleep(self._person.talks_seconds)
            await self._is_free.wait()
            await self.hang_up()

    async def _say_if(self, voice: str) -> None:
        if voice:
            await asyncio.sleep(BEFORE_SPEAKING_SECONDS)
            await self.say(voice)

    async def _ask(self, command: Command) -> bool:
        try:
            await self._stage.ask(command)
        except EngineRefused as refusal:
            log.warning("%s was refused: %s", type(command).__name__, refusal)
            return False
        return True

    def _leave(self, end: CallEnd) -> None:
        if self.is_over.is_set():
            return
        self.is_over.set()
        self._stop_work()
        facts = {"ended_by": end.by.value, "end_reason": end.reason.value}
        self._show(state=PersonState.AWAY, is_held=False, recording="", **facts)

    def _stop_work(self) -> None:
        for task in tuple(self._work):
            task.cancel()

    def _show(self, **changes: object) -> None:
        self.view = msgspec.structs.replace(self.view, **changes)
        self._stage.changed()

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._work.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a simulated person cannot go on", exc_info=error)
