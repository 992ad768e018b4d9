"""What a simulated person makes of its call, with an engine that only writes down what it is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from softphone.model.calls import Call, CallEnd, CallId, CallState, EndedBy, EndReason, Hold
from softphone.model.engine_link import Answer, Command, HangUp, PlayFile, RecordFile
from softphone.model.practice import PersonState
from softphone.practice import conversation as subject
from softphone.practice.conversation import Conversation
from softphone.practice.scenario import Person

MARIA = Person(
    name="Maria",
    number="+461",
    says=("one.wav", "two.wav"),
    pause_seconds=0,
    answers_after_seconds=0,
    talks_seconds=0,
    after_hold="back.wav",
    after_digits="thanks.wav",
)
CALL = Call(CallId("c"), False, CallState.DIALLING, "700", 0.0)
TALKING = replace(CALL, state=CallState.TALKING)
BY_THEM = CallEnd(EndedBy.THEM, EndReason.HUNG_UP)


class WritingStage:
    def __init__(self) -> None:
        self.asked: list[Command] = []

    async def ask(self, command: Command) -> None:
        self.asked.append(command)

    def voice(self, name: str) -> Path:
        return Path("/voices") / name

    def recording(self, number: str) -> Path:
        return Path(f"/heard/{number}-{len(self.asked)}.wav")

    def waste(self, number: str) -> Path:
        return Path(f"/waste/{number}.wav")

    def changed(self) -> None:
        return

    @property
    def played(self) -> list[str]:
        return [Path(command.path).name for command in self.asked if isinstance(command, PlayFile)]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences of no length, so that everything happens in the order it is asked."""
    monkeypatch.setattr(subject, "seconds_of", lambda _: 0.0)
    monkeypatch.setattr(subject, "BEFORE_SPEAKING_SECONDS", 0.0)


def _play(work: Callable[[Conversation, WritingStage], Awaitable[None]], person: Person = MARIA) -> WritingStage:
    stage = WritingStage()

    async def run() -> None:
        conversation = Conversation(person, CALL.id, stage, 1)
        await work(conversation, stage)
        conversation.close()

    asyncio.run(run())
    return stage


async def _settle() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


def test_says_its_sentences_one_after_the_other_once_answered() -> None:
    async def work(maria: Conversation, stage: WritingStage) -> None:
        maria.note(replace(CALL, state=CallState.RINGING))
        await _settle()
        assert stage.played == []
        maria.note(TALKING)
        maria.note(TALKING)
        await _settle()
        assert maria.view.state is PersonState.TALKING
        assert [Path(sentence.voice).name for sentence in maria.view.sentences] == ["one.wav", "two.wav"]
        assert all(sentence.ended_at for sentence in maria.view.sentences)

    assert _play(work).played == ["one.wav", "two.wav"]


def test_its_ear_is_open_from_the_answer_on() -> None:
    async def work(maria: Conversation, _: WritingStage) -> None:
        maria.note(TALKING)
        await _settle()

    first = _play(work).asked[0]
    assert isinstance(first, RecordFile)
    assert first.path == "/waste/+461.wav"


def test_says_nothing_more_while_on_hold_and_greets_afterwards() -> None:
    async def work(maria: Conversation, stage: WritingStage) -> None:
        maria.note(TALKING)
        maria.note(replace(TALKING, hold=Hold.BY_THEM))
        await _settle()
        assert maria.view.is_held
        assert stage.played == []
        maria.note(TALKING)
        await _settle()
        assert not maria.view.is_held

    assert sorted(_play(work).played) == ["back.wav", "one.wav", "two.wav"]


def test_collects_digits_and_thanks_after_the_hash() -> None:
    async def work(maria: Conversation, stage: WritingStage) -> None:
        for digit in "47#":
            maria.hear_digit(digit)
        await _settle()
        assert maria.view.digits == "47#"

    assert _play(work).played == ["thanks.wav"]


def test_hangs_up_when_everything_is_said_and_it_has_talked_long_enough() -> None:
    async def work(maria: Conversation, _: WritingStage) -> None:
        maria.note(TALKING)
        await asyncio.sleep(0.05)

    asked = _play(work, Person(name="M", number="+461", talks_seconds=0.01, pause_seconds=0)).asked
    assert [type(command) for command in asked] == [RecordFile, HangUp]


def test_answers_when_called_but_not_when_the_caller_was_quicker() -> None:
    async def work(maria: Conversation, _: WritingStage) -> None:
        await maria.answer()

    async def late(maria: Conversation, _: WritingStage) -> None:
        maria.note(replace(CALL, state=CallState.ENDED, end=BY_THEM))
        await maria.answer()

    assert [type(command) for command in _play(work).asked] == [Answer]
    assert _play(late).asked == []


def test_the_end_is_told_with_who_ended_it() -> None:
    async def work(maria: Conversation, _: WritingStage) -> None:
        maria.note(TALKING)
        maria.note(replace(TALKING, state=CallState.ENDED, end=BY_THEM))
        await _settle()
        assert (maria.view.state, maria.view.ended_by, maria.view.end_reason) == (PersonState.AWAY, "them", "hung up")

    _play(work)


def _onward(state: CallState, end: CallEnd | None = None) -> Call:
    return Call(CallId("onward"), False, state, "710", 0.0, end=end)


def test_a_transfer_goes_on_in_the_new_call_and_begins_anew() -> None:
    async def work(maria: Conversation, stage: WritingStage) -> None:
        maria.note(TALKING)
        await _settle()
        maria.transferred(_onward(CallState.DIALLING))
        maria.note(_onward(CallState.TALKING))
        maria.note(replace(TALKING, state=CallState.ENDED, end=BY_THEM))
        await _settle()
        assert (maria.view.state, maria.view.transferred_to) == (PersonState.TALKING, "710")
        assert maria.call_id == "onward"
        assert not maria.is_over.is_set()

    assert _play(work).played == ["one.wav", "two.wav"] * 2


def test_a_transfer_that_fails_leaves_the_caller_with_the_agent() -> None:
    async def work(maria: Conversation, _: WritingStage) -> None:
        maria.note(TALKING)
        maria.transferred(_onward(CallState.DIALLING))
        maria.note(_onward(CallState.ENDED, CallEnd(EndedBy.THEM, EndReason.BUSY, 486)))
        await _settle()
        assert (maria.view.state, maria.view.transferred_to) == (PersonState.TALKING, "")
        assert maria.call_id == "c"

    _play(work)


def test_a_transfer_that_fails_after_the_agent_has_gone_is_the_end() -> None:
    async def work(maria: Conversation, _: WritingStage) -> None:
        maria.note(TALKING)
        maria.transferred(_onward(CallState.DIALLING))
        maria.note(replace(TALKING, state=CallState.ENDED, end=BY_THEM))
        await _settle()
        assert maria.view.state is PersonState.TALKING
        maria.note(_onward(CallState.ENDED, CallEnd(EndedBy.THEM, EndReason.BUSY, 486)))
        assert (maria.view.state, maria.view.end_reason) == (PersonState.AWAY, "busy")

    _play(work)
