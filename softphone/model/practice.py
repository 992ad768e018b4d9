"""What the practice centre tells of itself, and what may be asked of it: both ends of its control channel use these."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import msgspec
from msgspec import Meta

from softphone.model.availability import QueuePresence
from softphone.model.problems import Problem


class PracticeFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Written to `--port-file` when the centre is ready. Holds secrets: the file is for its owner alone."""

    address: str
    """What an agent types as the workplace's address: "http://127.0.0.1:40123"."""
    sip_address: str
    agent_id: str
    password: str
    token: str
    """Opens the control channel."""
    pid: int
    scenario: str
    """Its name, for people."""


class PersonState(Enum):
    AWAY = "away"
    CALLING = "calling"
    """Dials, waits in the queue, or rings."""
    RUNG = "rung"
    """Is being called and has not answered yet."""
    TALKING = "talking"


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """A voice file that a person played into the call. Epoch seconds."""

    voice: str
    """Path of the WAV file."""
    began_at: float
    ended_at: float = 0.0
    """0 while it is being spoken."""


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """A simulated customer or colleague: what was and is with the newest call."""

    number: str
    name: str
    state: PersonState = PersonState.AWAY
    calls: int = 0
    """How many calls there were, the newest included."""
    is_held: bool = False
    """The agent has put this person on hold."""
    digits: str = ""
    sentences: tuple[Sentence, ...] = ()
    recording: str = ""
    """The WAV file that this person's ear writes now; "" when it does not."""
    transferred_to: str = ""
    ended_by: str = ""
    """ "us" is the person, "them" the agent, as in EndedBy; "" while the call goes on."""
    end_reason: str = ""


class AgentView(msgspec.Struct, frozen=True, kw_only=True):
    user: str
    presence: QueuePresence
    contact: str = ""
    """Where the agent's phone is registered; "" when it is not."""
    is_busy: bool = False


class WaitingView(msgspec.Struct, frozen=True, kw_only=True):
    queue: str
    number: str
    waited_seconds: float
    is_offered: bool


class AutopilotPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who plays which part when a scenario is worked without a person. People are named by their numbers."""

    customer: str
    """Calls, is answered, held and transferred."""
    impatient: str
    """Calls and hangs up before anybody answers."""
    called: str
    """Is called by the agent."""
    colleague: str
    """Of the directory: gets the transferred customer."""
    agent_voice: str
    """What the agent says all the time."""
    aside: str = ""
    """What the customer says while on hold, which the agent must not hear; "" says nothing."""
    digits: Annotated[str, Meta(pattern=r"^[0-9*#]{1,16}$")] = "4711#"
    note: str = "Wants the invoice sent again"
    disposition: str = ""
    """"" takes the queue's first."""
    break_reason: str = ""


class PracticeState(msgspec.Struct, frozen=True, kw_only=True):
    """Everything, each time. `sequence` grows with every change."""

    sequence: int
    people: tuple[PersonView, ...] = ()
    agents: tuple[AgentView, ...] = ()
    waiting: tuple[WaitingView, ...] = ()
    autopilot: AutopilotPlan | None = None

    def person(self, number: str) -> PersonView:
        """Raises KeyError for a number that nobody has."""
        for person in self.people:
            if person.number == number:
                return person
        raise KeyError(number)

    def agent(self, user: str) -> AgentView:
        for agent in self.agents:
            if agent.user == user:
                return agent
        raise KeyError(user)


class Say(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask a person to say something now: a voice file's name in the scenario's folder of voices."""

    voice: str


class Listening(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person's ear writes from now on."""

    path: str


class PracticeProblem(Problem):
    """The practice centre does not run, or does not do what was asked of it."""


class Step(Enum):
    """What the autopilot does, in this order."""

    SIGNED_IN = "signed in"
    REGISTERED = "registered"
    READY = "ready"
    RANG = "rang"
    ANSWERED = "answered"
    HEARD = "heard the customer"
    SPOKE = "spoke to the customer"
    MUTED = "muted"
    HELD = "held"
    RESUMED = "resumed"
    DIGITS = "digits arrived"
    NOTE_SAVED = "note stored"
    TRANSFERRED = "transferred"
    WRAPPED_UP = "wrapped up"
    NOTE_FOUND = "note found again"
    MISSED = "missed call in the history"
    CALLED = "called a customer"
    ON_BREAK = "on a break"
    SIGNED_OUT = "signed out"


class StepResult(msgspec.Struct, frozen=True, kw_only=True):
    """`figures` are what was measured: correlations 0 to 1, levels in dB below full scale, times in seconds."""

    step: Step
    ok: bool
    seconds: float
    figures: dict[str, float] = {}
    detail: str = ""
    """What went wrong, in a few words for the log and the report."""


class AutopilotReport(msgspec.Struct, frozen=True, kw_only=True):
    softphone: str = ""
    """The version that was tried."""
    ended: str = ""
    """When, by ISO 8601 with the offset of the computer's clock."""
    ok: bool
    seconds: float
    steps: tuple[StepResult, ...]


def write_report(report: AutopilotReport, softphone: str, ended: str) -> bytes:
    """As JSON, with the version and the time."""
    whole = msgspec.structs.replace(report, softphone=softphone, ended=ended)
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"
