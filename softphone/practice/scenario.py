"""A scenario: who calls when, what they say and how they take what the agent does. One TOML file."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from softphone.model import workplace as document
from softphone.model.practice import AutopilotPlan
from softphone.runtime.resources import resources

FORMAT = 1
Number = Annotated[str, Meta(pattern=r"^\+?[0-9]{2,15}$")]
Seconds = Annotated[float, Meta(ge=0, le=3600)]
Voice = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]+\.wav$")]
User = Annotated[str, Meta(pattern=r"^[A-Za-z0-9]{1,32}$")]
T = TypeVar("T")


class BadScenario(ValueError):
    """One sentence that names the key at fault."""


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Agent(_Section, frozen=True, kw_only=True):
    id: document.Id
    name: document.Name
    user: User
    password: str = ""
    """Empty: a new one each time."""


class Queue(document.Queue, frozen=True, kw_only=True):
    number: Number


class Person(_Section, frozen=True, kw_only=True):
    """`says` is spoken one after the other after the answer; `talks_seconds` later the person hangs up (0: never)."""

    name: document.Name
    number: Number
    says: tuple[Voice, ...] = ()
    pause_seconds: Seconds = 1.5
    answers_after_seconds: Seconds = 2.0
    talks_seconds: Seconds = 90.0
    after_hold: Voice | Literal[""] = ""
    after_digits: Voice | Literal[""] = ""


class Customer(Person, frozen=True, kw_only=True):
    """Calls by itself so long after the one before (the first: after the agent went ready), or only when asked."""

    queue: str = ""
    calls_after_seconds: Seconds | None = None
    patience_seconds: Seconds = 60.0


class Colleague(Person, frozen=True, kw_only=True):
    what_for: str = ""


class Scenario(_Section, frozen=True, kw_only=True):
    format: int
    name: document.Name
    workplace: document.Workplace
    agents: Annotated[tuple[Agent, ...], Meta(min_length=1)]
    queues: Annotated[tuple[Queue, ...], Meta(min_length=1)]
    customers: tuple[Customer, ...]
    directory: tuple[Colleague, ...] = ()
    break_reasons: tuple[document.Name, ...] = ()
    repeats: bool = True
    """When the last customer has called, the first one calls again."""
    ring_seconds: Seconds = 15.0
    rest_seconds: Seconds = 4.0
    """So long an agent who did not answer is not offered another call."""
    autopilot: AutopilotPlan | None = None

    @property
    def people(self) -> tuple[Person, ...]:
        return (*self.customers, *self.directory)

    def voice(self, name: str) -> Path:
        return voices() / name


def voices() -> Path:
    return resources() / "practice" / "voices"


def scenario_file(name: str) -> Path:
    """One of ours by its name, or a file by its path."""
    own = resources() / "practice" / f"{name}.toml"
    return own if own.is_file() else Path(name)


def read_scenario(file: Path) -> Scenario:
    """Raises BadScenario with one sentence."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadScenario(f"{file} cannot be read: {error}") from error
    scenario = _decode(text, file.name)
    _check(scenario, file.name)
    return scenario


def _decode(text: str, name: str) -> Scenario:
    try:
        return msgspec.toml.decode(text, type=Scenario)
    except msgspec.MsgspecError as error:
        raise BadScenario(f"{name}: {error}") from error


def _check(scenario: Scenario, name: str) -> None:
    if scenario.format != FORMAT:
        raise BadScenario(f"{name}: format is {scenario.format}, this program reads {FORMAT}")
    _unique(name, "a number", [*(person.number for person in scenario.people), *(q.number for q in scenario.queues)])
    _unique(name, "an agent's id", [agent.id for agent in scenario.agents])
    _unique(name, "an agent's user", [agent.user for agent in scenario.agents])
    _unique(name, "a queue's id", [queue.id for queue in scenario.queues])
    ids = {queue.id for queue in scenario.queues}
    for place, customer in enumerate(scenario.customers):
        if customer.queue and customer.queue not in ids:
            raise BadScenario(f"{name}: customers[{place}].queue: there is no queue {customer.queue!r}")
        if customer.calls_after_seconds is not None and not customer.queue:
            raise BadScenario(f"{name}: customers[{place}].queue: who calls needs a queue to call")
    _check_voices(scenario, name)
    _check_autopilot(scenario, name)


def _unique(name: str, what: str, values: list[str]) -> None:
    twice = {value for value in values if values.count(value) > 1}
    if twice:
        raise BadScenario(f"{name}: {what} is given twice: {', '.join(sorted(twice))}")


def _check_voices(scenario: Scenario, name: str) -> None:
    wanted = {voice for p in scenario.people for voice in (*p.says, p.after_hold, p.after_digits) if voice}
    if scenario.autopilot:
        wanted |= {voice for voice in (scenario.autopilot.agent_voice, scenario.autopilot.aside) if voice}
    for voice in sorted(wanted):
        if not scenario.voice(voice).is_file():
            raise BadScenario(f"{name}: there is no voice {voice!r} in {voices()}")


def _check_autopilot(scenario: Scenario, name: str) -> None:
    plan = scenario.autopilot
    if plan is None:
        return
    customers = {customer.number for customer in scenario.customers if customer.queue}
    everybody = {person.number for person in scenario.people}
    colleagues = {colleague.number for colleague in scenario.directory}
    parts = (("customer", customers), ("impatient", customers), ("called", everybody), ("colleague", colleagues))
    for part, known in parts:
        if getattr(plan, part) not in known:
            raise BadScenario(f"{name}: autopilot.{part}: nobody suitable has the number {getattr(plan, part)!r}")


def seconds_of(voice: Path) -> float:
    with wave.open(str(voice)) as opened:
        seconds: float = opened.getnframes() / opened.getframerate()
    return seconds


def as_workplace_queue(queue: Queue) -> document.Queue:
    facts: dict[str, Any] = msgspec.structs.asdict(queue)
    facts.pop("number")
    return document.Queue(**facts)
