"""The agent's state: what the agent wants, what calls do to it, and a line in the ledger for each change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from softphone.model.availability import (
    AgentState,
    AgentStateChanged,
    AgentStateKind,
    Cause,
    QueuePresence,
    QueuePresenceChanged,
    WrapUp,
)
from softphone.model.calls import Call, CallChanged, CallId
from softphone.model.devices import DevicesChanged, DeviceTrouble
from softphone.model.notes import NoteLeftOpen
from softphone.model.problems import ProblemArose, StoreProblem
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.model.workplace import Profile
from softphone.ports.store import StateStore
from softphone.runtime.background import Background
from softphone.runtime.clock import Clock
from softphone.runtime.events import Events

NO_QUEUE = WrapUp(60.0)
"""The wrap-up of a call that came from no queue we know: dialled, or a colleague's."""
_WISH = "after-call"
_CANNOT_TALK = (DeviceTrouble.LOST, DeviceTrouble.NOT_THERE)


class Availability:
    """Calls act by what stands now, not by what happened: a window that takes over calls is right at once."""

    def __init__(self, events: Events, clock: Clock, ledger_of: Callable[[], StateStore | None]) -> None:
        self._events = events
        self._clock = clock
        self._ledger_of = ledger_of
        self._state = AgentState()
        self._profile: Profile | None = None
        self._has_headset = True
        self._calls: dict[CallId, Call] = {}
        self._wrap_up_end: asyncio.Task[None] | None = None
        self._timed: float | None = None
        """When the wrap-up whose end is awaited should end by the wall clock, as far as that can be trusted."""
        self._unwritten: list[AgentState] = []
        self._writing: asyncio.Task[None] | None = None
        self._kept_wish: str | None = None
        """None: not read since signing in."""
        self._work = Background()
        events.subscribe(CallChanged, lambda event: self._note_call(event.call))
        events.subscribe(SignInChanged, self._note_sign_in)
        events.subscribe(QueuePresenceChanged, self._note_presence)
        events.subscribe(DevicesChanged, self._note_devices)
        events.subscribe(NoteLeftOpen, self._note_left_open)

    @property
    def state(self) -> AgentState:
        return self._state

    async def go_ready(self) -> None:
        """At once from a break; when busy, as soon as the call and its wrap-up are over."""
        self._become(self._state.go_ready(self._now))

    async def take_break(self, reason: str = "") -> None:
        """At once when ready; when busy, as soon as the call and its wrap-up are over."""
        self._become(self._state.take_break(self._now, reason))

    async def finish_wrap_up(self, cause: Cause = Cause.DISPOSITION) -> None:
        """The note is finished. Ignored when there is no wrap-up."""
        self._become(self._state.finishes(self._now, cause))
        self._follow_calls()

    async def written(self) -> None:
        """Wait until every change so far is in the ledger: ask before the store is closed."""
        if self._writing is not None:
            await self._writing

    # ------------------------------------------------------------ what happens

    def _note_sign_in(self, event: SignInChanged) -> None:
        self._profile = event.profile or self._profile
        is_out = self._state.kind is AgentStateKind.SIGNED_OUT
        if event.step is SignInStep.SIGNED_IN and is_out:
            self._kept_wish = None
            self._become(self._state.signed_in(self._now))
            self._follow_calls()
        elif event.step in (SignInStep.SIGNING_OUT, SignInStep.SIGNED_OUT) and not is_out:
            self._become(self._state.signed_out(self._now))

    def _note_call(self, call: Call) -> None:
        if call.service:
            return
        if not call.is_over:
            self._calls[call.id] = call
        elif before := self._calls.pop(call.id, None):
            self._note_end(call, before)
        self._follow_calls()

    def _note_end(self, call: Call, before: Call) -> None:
        if not (_is_talk(before) or call.answered_at is not None):
            return
        wrap_up = self._wrap_up_of(call.queue)
        if any(map(_is_talk, self._calls.values())):
            self._become(self._state.owes(wrap_up))
        else:
            # Answered and over between two reports: the talk is made up for.
            talked = self._state.talks(self._now)
            self._become(talked.hangs_up(self._now, wrap_up))

    def _follow_calls(self) -> None:
        standing = self._calls.values()
        if talks := [call.answered_at or call.started_at for call in standing if _is_talk(call)]:
            self._become(self._state.talks(min(self._now, *talks)))
        elif any(call.may_answer for call in standing):
            self._become(self._state.rings(self._now))
        else:
            self._become(self._state.stops_ringing(self._now))

    def _note_presence(self, event: QueuePresenceChanged) -> None:
        """A supervisor or the PBX's own rule took us off the queue: the state follows and says so."""
        if event.by_server and event.confirmed in (QueuePresence.PAUSED, QueuePresence.OUT):
            self._withdraw(Cause.SERVER)

    def _note_left_open(self, event: NoteLeftOpen) -> None:
        self._become(self._state.goes_on(self._now, self._wrap_up_of(event.note.queue)))

    def _note_devices(self, event: DevicesChanged) -> None:
        """Without a headset no caller is offered: a call that already rings stays answerable."""
        self._has_headset = event.trouble not in _CANNOT_TALK
        self._withdraw_without_headset()

    def _withdraw_without_headset(self) -> None:
        if self._state.kind is AgentStateKind.READY and not self._has_headset:
            self._withdraw(Cause.DEVICE)

    def _withdraw(self, cause: Cause) -> None:
        if self._state.wants_queue_calls:
            self._become(self._state.take_break(self._now, "", cause))

    # ------------------------------------------------------------ how

    def _wrap_up_of(self, id_or_name: str) -> WrapUp | None:
        queue = self._profile.queue(id_or_name) if self._profile and id_or_name else None
        if queue is None:
            return NO_QUEUE
        if queue.wrap_up == "none":
            return None
        return WrapUp(None if queue.wrap_up == "must-choose" else float(queue.wrap_up_seconds))

    def _become(self, state: AgentState) -> None:
        if state == self._state:
            return
        self._state = state
        self._time_wrap_up()
        self._write(state)
        self._events.publish(AgentStateChanged(state))
        self._withdraw_without_headset()

    def _time_wrap_up(self) -> None:
        """Once for each wrap-up: asked again after a jump of the wall clock it would end at once, or never."""
        ends_at = self._state.ends_at
        if ends_at == self._timed:
            return
        self._timed = ends_at
        if self._wrap_up_end is not None and self._wrap_up_end is not asyncio.current_task():
            self._wrap_up_end.cancel()
        self._wrap_up_end = None
        if ends_at is not None:
            self._wrap_up_end = self._work.start(self._end_wrap_up_after(ends_at - self._now))

    async def _end_wrap_up_after(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
        await self.finish_wrap_up(Cause.TIME)

    def _write(self, state: AgentState) -> None:
        self._unwritten.append(state)
        if self._writing is None:
            self._writing = self._work.start(self._write_all())

    async def _write_all(self) -> None:
        try:
            while self._unwritten:
                if ledger := self._ledger_of():
                    await self._recall_wish(ledger)
                    await ledger.write_state(self._unwritten[0])
                    await self._keep_wish(ledger, self._unwritten[0].wish)
                self._unwritten.pop(0)
        except StoreProblem as problem:
            self._events.publish(ProblemArose(problem, "ledger"))
        finally:
            self._writing = None

    async def _recall_wish(self, ledger: StateStore) -> None:
        """A window that died in a call: what shall follow it is what the agent wished then."""
        if self._kept_wish is None:
            before = self._state
            self._kept_wish = await ledger.setting(_WISH)
            if self._state.wish == before.wish:
                self._become(self._state.with_wish(self._kept_wish))

    async def _keep_wish(self, ledger: StateStore, wish: str) -> None:
        if wish != self._kept_wish:
            await ledger.keep_setting(_WISH, wish)
            self._kept_wish = wish

    @property
    def _now(self) -> float:
        return self._clock.now().timestamp()


def _is_talk(call: Call) -> bool:
    """It keeps the agent busy: answered here, or dialled, from the first moment on."""
    return not call.is_over and not call.may_answer
