"""Answers a call by itself when the server asks for it, the workplace allows it, and the agent is ready for calls."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from softphone.model.availability import AgentState, AgentStateChanged
from softphone.model.calls import AutoAnswerSet, Call, CallChanged, CallId
from softphone.model.sign_in import SignInChanged
from softphone.runtime.background import Background
from softphone.runtime.clock import Clock
from softphone.runtime.events import Events

LEAST_SECONDS = 1.0
"""However soon the server wants it: the ring is heard before the microphone opens."""


class AutoAnswer:
    """Never on a break (a microphone at home would open unasked) and never while another call is there."""

    def __init__(
        self,
        events: Events,
        clock: Clock,
        is_free: Callable[[CallId], bool],
        answer: Callable[[CallId], Awaitable[None]],
    ) -> None:
        self._events = events
        self._clock = clock
        self._is_free = is_free
        self._answer = answer
        self._agent = AgentState()
        self._is_allowed = False
        self._waiting: dict[CallId, asyncio.Task[None]] = {}
        self._seen: set[CallId] = set()
        self._work = Background()
        events.subscribe(SignInChanged, self._note_sign_in)
        events.subscribe(AgentStateChanged, self._note_agent)
        events.subscribe(CallChanged, lambda event: self._note_call(event.call))

    def cancel(self, call_id: CallId) -> None:
        task = self._waiting.pop(call_id, None)
        if task is None:
            return
        if task is not asyncio.current_task():
            task.cancel()
        self._events.publish(AutoAnswerSet(call_id, None))

    def _note_sign_in(self, event: SignInChanged) -> None:
        phone = event.profile.phone if event.profile else None
        self._is_allowed = phone is not None and phone.auto_answer == "by-header"

    def _note_agent(self, event: AgentStateChanged) -> None:
        self._agent = event.state
        if not event.state.wants_queue_calls:
            for call_id in tuple(self._waiting):
                self.cancel(call_id)

    def _note_call(self, call: Call) -> None:
        if not call.may_answer:
            self._seen.discard(call.id)
            self.cancel(call.id)
        elif call.id not in self._seen:
            self._seen.add(call.id)
            if call.auto_answer_seconds is not None and self._may(call):
                self._arm(call.id, max(LEAST_SECONDS, call.auto_answer_seconds))

    def _may(self, call: Call) -> bool:
        return self._is_allowed and self._agent.wants_queue_calls and self._is_free(call.id)

    def _arm(self, call_id: CallId, seconds: float) -> None:
        self._waiting[call_id] = self._work.start(self._answer_after(call_id, seconds))
        self._events.publish(AutoAnswerSet(call_id, self._clock.now().timestamp() + seconds))

    async def _answer_after(self, call_id: CallId, seconds: float) -> None:
        await self._clock.sleep(seconds)
        if self._is_free(call_id):
            await self._answer(call_id)
        else:
            self.cancel(call_id)
