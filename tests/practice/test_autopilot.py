"""The autopilot's judgement: what it counts as true, and that it cannot be talked into it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import cast

import msgspec
import pytest

from softphone.features.autopilot_call import CallLeg
from softphone.features.autopilot_logbook import NOT_REACHED, LegOver, Logbook
from softphone.features.autopilot_partner import Partner, SoundFiles, require_like, require_silence
from softphone.features.autopilot_sight import Sight, StepFailed
from softphone.features.calls import Calls
from softphone.features.notes import Notes
from softphone.model.calls import Call, CallChanged, CallId, CallState
from softphone.model.practice import (
    AutopilotPlan,
    AutopilotReport,
    PersonState,
    PersonView,
    PracticeProblem,
    PracticeState,
    Sentence,
    Step,
    StepResult,
    write_report,
)
from softphone.model.problems import CommandRefused, ProblemArose
from softphone.ports.practice import Likeness
from softphone.runtime.events import Events
from tests.fakes.clock import FakeClock
from tests.fakes.loop import on_loop, settle

MARIA = "+461"
FILES = SoundFiles(Path("/agent.wav"), Path("/speaker.wav"))
PLAN = AutopilotPlan(customer=MARIA, impatient="+462", called="+463", colleague="710", agent_voice="anna.wav")


class LeapingClock(FakeClock):
    """Who sleeps wakes at once, that much later."""

    async def sleep(self, seconds: float) -> None:
        self.pass_time(seconds)
        await asyncio.sleep(0)


class FakeCentre:
    """One person who has said one sentence and says another whenever asked."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.person = PersonView(number=MARIA, name="Maria", state=PersonState.TALKING, sentences=(_said("one"),))
        self.asked: list[str] = []

    async def state(self, after: int = -1, wait_seconds: float = 0.0) -> PracticeState:
        self._clock.pass_time(wait_seconds)
        return PracticeState(sequence=len(self.asked), people=(self.person,))

    async def call(self, number: str) -> None:
        self.asked.append(f"call {number}")

    async def say(self, number: str, voice: str) -> None:
        self.asked.append(f"say {voice}")
        said = (*self.person.sentences, _said(Path(voice).stem))
        self.person = msgspec.structs.replace(self.person, sentences=said)

    async def hang_up(self, number: str) -> None:
        self.asked.append(f"hang up {number}")

    async def listen(self, number: str) -> Path:
        self.asked.append("listen")
        return Path(f"/heard-{len(self.asked)}.wav")

    async def stop_listening(self, number: str) -> None:
        self.asked.append("stop listening")


class FakeEar:
    """Hears each time as well as the lists say; after their end perfectly."""

    def __init__(self, heard: list[float], spoken: list[float]) -> None:
        self._heard, self._spoken = heard, spoken

    async def seconds(self, heard: Path) -> float:
        return 1.0

    async def level_db(self, heard: Path, since_seconds: float = 0.0) -> float:
        return -120.0

    async def find(self, spoken: Path, heard: Path, since_seconds: float = 0.0) -> Likeness:
        return Likeness(self._heard.pop(0) if self._heard else 1.0, 0.0, 0.0)

    async def find_in_loop(self, spoken: Path, heard: Path, since_seconds: float = 0.0) -> Likeness:
        return Likeness(self._spoken.pop(0) if self._spoken else 1.0, 0.0, 0.0)


def _said(name: str) -> Sentence:
    return Sentence(voice=f"/voices/{name}.wav", began_at=1.0, ended_at=2.0)


def _book() -> tuple[Logbook, LeapingClock, list[StepResult]]:
    clock, told = LeapingClock(), list[StepResult]()
    return Logbook(clock, told.append), clock, told


def _leg(heard: list[float], spoken: list[float]) -> tuple[CallLeg, FakeCentre]:
    book, clock, _ = _book()
    centre = FakeCentre(clock)
    partner = Partner(centre, FakeEar(heard, spoken), clock, FILES)
    nothing = cast(Calls, None), cast(Notes, None)
    return CallLeg(*nothing, Sight(Events(), clock), partner, clock, book, PLAN, "710"), centre


# ------------------------------------------------------------ the logbook


def test_a_step_is_told_with_its_time_and_its_figures() -> None:
    book, clock, told = _book()
    with book.step(Step.HEARD) as figures:
        clock.pass_time(1.2345)
        figures["correlation"] = 0.98765
    assert told == [StepResult(step=Step.HEARD, ok=True, seconds=1.234, figures={"correlation": 0.988})]


@pytest.mark.parametrize(
    "fault", [StepFailed("silence"), PracticeProblem("silence"), OSError("silence"), ValueError("silence")]
)
def test_a_fault_is_written_down_and_ends_the_leg(fault: Exception) -> None:
    book, _, told = _book()
    with pytest.raises(LegOver), book.step(Step.HEARD) as figures:
        figures["level"] = -90.0
        raise fault
    assert told == [StepResult(step=Step.HEARD, ok=False, seconds=0, figures={"level": -90}, detail="silence")]


def test_a_fault_of_our_own_code_is_not_hidden_in_the_report() -> None:
    book, _, told = _book()
    with pytest.raises(ZeroDivisionError), book.step(Step.HEARD):
        _ = 1 / 0
    assert told == []


def test_only_every_step_of_all_is_a_success() -> None:
    book, _, _ = _book()
    for step in list(Step)[:-1]:
        with book.step(step):
            pass
    assert not book.report.ok
    with book.step(list(Step)[-1]):
        pass
    assert book.report.ok


def test_what_was_never_tried_is_not_true() -> None:
    book, _, _ = _book()
    with book.step(Step.SIGNED_IN):
        pass
    book.not_reached(tuple(Step))
    report = book.report
    assert [result.step for result in report.steps] == list(Step)
    assert [result.ok for result in report.steps].count(True) == 1
    assert report.steps[1].detail == NOT_REACHED
    assert not report.ok


def test_the_report_can_be_read_again() -> None:
    book, _, _ = _book()
    book.not_reached(tuple(Step))
    whole = msgspec.structs.replace(book.report, softphone="0.1", ended="2026-11-21T14:00:00+01:00")
    written = write_report(book.report, whole.softphone, whole.ended)
    assert msgspec.json.decode(written, type=AutopilotReport) == whole


# ------------------------------------------------------------ what counts


def test_less_than_nine_tenths_is_not_what_was_said() -> None:
    require_like("x", Likeness(0.9, 0, 0))
    with pytest.raises(StepFailed, match=r"correlation 0\.899"):
        require_like("x", Likeness(0.899, 0, 0))


def test_a_whisper_is_not_silence() -> None:
    require_silence("x", -61)
    with pytest.raises(StepFailed, match="-59 dB is not silence"):
        require_silence("x", -59)


@on_loop
async def test_both_directions_must_be_heard() -> None:
    leg, _ = _leg([0.95], [0.93])
    assert await leg.hear_and_speak(MARIA) == {"heard": 0.95, "spoke": 0.93}


@on_loop
async def test_what_a_jitter_buffer_bent_is_said_once_more() -> None:
    leg, centre = _leg([0.7, 0.96], [0.5, 0.6, 0.97])
    assert await leg.hear_and_speak(MARIA) == {"heard": 0.96, "spoke": 0.97}
    assert centre.asked.count("say one.wav") == 1


@on_loop
async def test_three_times_not_heard_is_not_heard() -> None:
    leg, _ = _leg([0.2, 0.3, 0.1], [])
    with pytest.raises(StepFailed, match=r"the customer is not heard: correlation 0\.300"):
        await leg.hear_and_speak(MARIA)
    leg, _ = _leg([], [0.1, 0.2, 0.3])
    with pytest.raises(StepFailed, match="does not hear us"):
        await leg.hear_and_speak(MARIA)


# ------------------------------------------------------------ waiting


@on_loop
async def test_what_the_centre_never_says_is_a_failed_step_after_its_time() -> None:
    clock = LeapingClock()
    partner = Partner(FakeCentre(clock), FakeEar([], []), clock, FILES)
    with pytest.raises(StepFailed, match=r"not within 5 s at the centre: held \(\+461\)"):
        await partner.until_person(MARIA, "held", lambda person: person.is_held, 5.0)
    assert 5 <= clock.monotonic() < 11


@on_loop
async def test_a_scenario_without_a_part_for_the_autopilot_is_said() -> None:
    clock = LeapingClock()
    with pytest.raises(StepFailed, match="no part"):
        await Partner(FakeCentre(clock), FakeEar([], []), clock, FILES).plan()


@on_loop
async def test_it_sees_what_becomes_so_and_names_the_problem_when_it_does_not() -> None:
    events, clock = Events(), FakeClock()
    sight = Sight(events, clock)
    call = Call(CallId("a"), True, CallState.RINGING, MARIA, 0.0)
    waiting = asyncio.create_task(sight.until("it rings", lambda: sight.ringing(MARIA) is not None, 5.0))
    await settle()
    events.publish(CallChanged(call))
    await waiting
    failing = asyncio.create_task(sight.until("an answer", lambda: False, 5.0))
    await settle()
    events.publish(ProblemArose(CommandRefused("not now"), "answer"))
    await clock.advance(5.1)
    with pytest.raises(StepFailed, match=r"not within 5 s: an answer \(answer: CommandRefused"):
        await failing
