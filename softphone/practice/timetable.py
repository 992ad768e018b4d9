"""When customers call by themselves: one after the other, as the scenario says, while an agent is ready for them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from softphone.practice.engine_line import EngineRefused
from softphone.practice.people import NotNow, People
from softphone.practice.scenario import Customer, Scenario

MOST_WAITING = 3
SHORTEST_SECONDS = 0.5
"""Between two calls, whatever the scenario says."""
log = logging.getLogger(__name__)


class Timetable:
    """`waiting` says how many callers wait in the queues now."""

    def __init__(self, scenario: Scenario, people: People, waiting: Callable[[], int]) -> None:
        self._scenario, self._people, self._waiting = scenario, people, waiting
        self._somebody_ready = asyncio.Event()
        self._work: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._work = asyncio.create_task(self._run())

    def stop(self) -> None:
        if self._work:
            self._work.cancel()

    def agents_are_ready(self, are_ready: bool) -> None:
        if are_ready:
            self._somebody_ready.set()
        else:
            self._somebody_ready.clear()

    async def _run(self) -> None:
        callers = [customer for customer in self._scenario.customers if customer.calls_after_seconds is not None]
        while callers:
            for customer in callers:
                await self._somebody_ready.wait()
                await asyncio.sleep(max(customer.calls_after_seconds or 0.0, SHORTEST_SECONDS))
                await self._somebody_ready.wait()
                await self._let_call(customer)
            if not self._scenario.repeats:
                return

    async def _let_call(self, customer: Customer) -> None:
        if self._waiting() >= MOST_WAITING:
            return
        try:
            await self._people.call(customer.number)
        except (NotNow, EngineRefused) as reason:
            log.info("a customer does not call now: %s", reason)
