"""What the autopilot sees: the newest value of everything that the features tell, and waiting for it to become so."""

from __future__ import annotations

from collections.abc import Callable

from softphone.features.waiting import News
from softphone.model.availability import AgentState, AgentStateChanged, QueuePresence, QueuePresenceChanged
from softphone.model.calls import Call, CallChanged, CallId
from softphone.model.history import HistoryChanged, PastCall
from softphone.model.notes import Note, NoteChanged, NotesFound
from softphone.model.problems import ProblemArose
from softphone.model.registration import Registration, RegistrationChanged
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.runtime.clock import Clock
from softphone.runtime.events import Events


class StepFailed(Exception):
    """What should have become so did not; the text says what was waited for."""


class Sight:
    def __init__(self, events: Events, clock: Clock) -> None:
        self._news = News(clock)
        self.sign_in = SignInChanged(SignInStep.SIGNED_OUT)
        self.registration = Registration()
        self.presence = QueuePresenceChanged(QueuePresence.UNKNOWN, QueuePresence.UNKNOWN)
        self.agent = AgentState()
        self.calls: dict[CallId, Call] = {}
        self.note: Note | None = None
        self.note_is_saved = False
        self.found = NotesFound("", ())
        self.history: tuple[PastCall, ...] = ()
        self.problems: list[ProblemArose] = []
        self._ends = (
            events.subscribe(SignInChanged, self._see_sign_in),
            events.subscribe(RegistrationChanged, self._see_registration),
            events.subscribe(QueuePresenceChanged, self._see_presence),
            events.subscribe(AgentStateChanged, self._see_agent),
            events.subscribe(CallChanged, self._see_call),
            events.subscribe(NoteChanged, self._see_note),
            events.subscribe(NotesFound, self._see_found),
            events.subscribe(HistoryChanged, self._see_history),
            events.subscribe(ProblemArose, self._see_problem),
        )

    def close(self) -> None:
        for end in self._ends:
            end()

    def tell(self) -> None:
        """Something else changed that a condition may look at."""
        self._news.tell()

    async def until(self, what: str, is_so: Callable[[], bool], seconds: float) -> None:
        """Raises StepFailed when it does not become so in time; a problem that arose meanwhile is named."""
        before = len(self.problems)
        if not await self._news.until(is_so, seconds):
            arose = ", ".join(f"{p.subject}: {type(p.problem).__name__} {p.problem}" for p in self.problems[before:])
            raise StepFailed(f"not within {seconds:g} s: {what}" + (f" ({arose})" if arose else ""))

    def call(self, call_id: CallId) -> Call:
        return self.calls[call_id]

    def ringing(self, number: str) -> Call | None:
        """The call that rings here from this number."""
        return next((call for call in self.calls.values() if call.may_answer and call.number == number), None)

    # ------------------------------------------------------------

    def _see_sign_in(self, event: SignInChanged) -> None:
        self.sign_in = event
        self._news.tell()

    def _see_registration(self, event: RegistrationChanged) -> None:
        self.registration = event.registration
        self._news.tell()

    def _see_presence(self, event: QueuePresenceChanged) -> None:
        self.presence = event
        self._news.tell()

    def _see_agent(self, event: AgentStateChanged) -> None:
        self.agent = event.state
        self._news.tell()

    def _see_call(self, event: CallChanged) -> None:
        if not event.call.service:
            self.calls[event.call.id] = event.call
            self._news.tell()

    def _see_note(self, event: NoteChanged) -> None:
        self.note, self.note_is_saved = event.note, event.is_saved
        self._news.tell()

    def _see_found(self, event: NotesFound) -> None:
        self.found = event
        self._news.tell()

    def _see_history(self, event: HistoryChanged) -> None:
        self.history = event.calls
        self._news.tell()

    def _see_problem(self, event: ProblemArose) -> None:
        self.problems.append(event)
        self._news.tell()
