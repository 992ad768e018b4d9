"""The calls that were: kept from the ring on, so that neither a crash nor a full disk loses one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time

from softphone.model.calls import Call, CallChanged, CallEnd, CallId, CallState, EndedBy, EndReason
from softphone.model.history import HistoryChanged, PastCall, TodayChanged
from softphone.model.notes import NoteFinished
from softphone.model.problems import ProblemArose, StoreProblem
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.model.workplace import Profile
from softphone.ports.numbers import NumberPlan
from softphone.ports.store import CallStore
from softphone.runtime.background import Background
from softphone.runtime.clock import Clock
from softphone.runtime.events import Events

RETRY_SECONDS = 1.0
_LOST = CallEnd(EndedBy.ENGINE, EndReason.ENGINE_LOST)


class History:
    def __init__(
        self, store_of: Callable[[], CallStore | None], numbers: NumberPlan, events: Events, clock: Clock
    ) -> None:
        self._store_of = store_of
        self._numbers = numbers
        self._events = events
        self._clock = clock
        self._standing: dict[CallId, Call] = {}
        self._unsaved: dict[CallId, Call] = {}
        self._is_in = False
        self._profile: Profile | None = None
        self._has_failed = False
        self._saving: asyncio.Task[None] | None = None
        self._work = Background()
        events.subscribe(CallChanged, lambda event: self._note_call(event.call))
        events.subscribe(SignInChanged, self._note_sign_in)
        events.subscribe(NoteFinished, self._note_finished)

    async def load(self) -> None:
        """End the calls that a window left standing when it died, unless they do stand, and show what was."""
        store = self._store_of()
        if store is None:
            return
        try:
            lost = [call for call in await store.unfinished_calls() if call.id not in self._standing]
            for call in lost:
                await store.save_call(_ended(call), self._numbers.normal(call.number))
        except StoreProblem as problem:
            self._tell_problem(problem)
        await self.show()

    async def show(self) -> None:
        """Publish the calls and the figures of today."""
        store = self._store_of()
        if store is None:
            return
        try:
            calls, unseen = await store.calls(), await store.unseen_missed()
            today = await store.today(self._midnight)
        except StoreProblem as problem:
            self._tell_problem(problem)
            return
        self._events.publish(HistoryChanged(tuple(map(self._named, calls)), unseen))
        self._events.publish(TodayChanged(today))

    async def mark_seen(self) -> None:
        """The agent has looked at the missed calls."""
        store = self._store_of()
        if store is None:
            return
        try:
            await store.mark_missed_seen()
        except StoreProblem as problem:
            self._tell_problem(problem)
        await self.show()

    async def flush(self) -> None:
        """StoreProblem when a call is not on disk afterwards."""
        store = self._store_of()
        if store is None:
            return
        for call in tuple(self._unsaved.values()):
            await store.save_call(call, self._numbers.normal(call.number))
            if self._unsaved.get(call.id) is call:
                del self._unsaved[call.id]
        self._has_failed = False

    # ------------------------------------------------------------ what happens

    def _note_sign_in(self, event: SignInChanged) -> None:
        self._profile = event.profile
        if event.step is SignInStep.SIGNED_IN and not self._is_in:
            self._is_in = True
            self._unsaved.update(self._standing)
            self._save()
            self._work.start(self.load())
        elif event.step is SignInStep.SIGNED_OUT and self._is_in:
            # The next one to sign in may be at another workplace: nothing of this one is left over.
            self._is_in = False
            self._unsaved.clear()

    def _note_call(self, call: Call) -> None:
        if call.service:
            return
        before = self._standing.get(call.id)
        if call.is_over:
            self._standing.pop(call.id, None)
        else:
            self._standing[call.id] = call
        if before is None or _kept_part(before) != _kept_part(call):
            self._unsaved[call.id] = call
            self._save()

    def _note_finished(self, _: NoteFinished) -> None:
        """The line of its call shows the disposition."""
        self._work.start(self.show())

    # ------------------------------------------------------------ how

    def _named(self, past: PastCall) -> PastCall:
        """A number of the workplace's directory has its name, unless the agent gave it another."""
        if self._profile is None or past.name != past.call.name:
            return past
        return replace(past, name=self._profile.named(past.call.number, past.number) or past.name)

    def _save(self) -> None:
        if self._saving is None and self._is_in and self._unsaved:
            self._saving = self._work.start(self._save_all())

    async def _save_all(self) -> None:
        """Also what comes while it saves; again and again while the store refuses."""
        try:
            while self._unsaved and self._is_in and self._store_of() is not None:
                try:
                    await self.flush()
                    await self.show()
                except StoreProblem as problem:
                    self._tell_problem(problem)
                    await self._clock.sleep(RETRY_SECONDS)
        finally:
            self._saving = None

    def _tell_problem(self, problem: StoreProblem) -> None:
        """Once, not with every try."""
        if not self._has_failed:
            self._has_failed = True
            self._events.publish(ProblemArose(problem, "history"))

    @property
    def _midnight(self) -> float:
        """When the agent's day began, by the clock on the agent's wall."""
        today = self._clock.now().astimezone().date()
        return datetime.combine(today, time.min).astimezone().timestamp()


def _kept_part(call: Call) -> tuple[object, ...]:
    """What is worth a line on disk: not each hold and mute."""
    return (call.state, call.number, call.name, call.queue, call.answered_at, call.ended_at, call.transfer, call.end)


def _ended(call: Call) -> Call:
    """When it really ended nobody knows; no talk is made up."""
    return replace(call, state=CallState.ENDED, ended_at=call.answered_at or call.started_at, end=_LOST)
