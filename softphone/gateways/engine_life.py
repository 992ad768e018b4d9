"""Keeps an engine there: takes over a running one or starts one, watches it, replaces it when it dies or freezes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from softphone.gateways.engine_link import EngineLink
from softphone.gateways.engine_process import EngineAbsent, EngineProcess
from softphone.gateways.engine_watch import PATIENCE_SECONDS, TICK_SECONDS, Restarts, Silence
from softphone.model.engine_link import AnyReport
from softphone.model.phone_events import PhoneState
from softphone.runtime.clock import Clock

log = logging.getLogger(__name__)


class EngineLife:
    """Tells `heard` every report, `state_is` each change of state, and `ended` when an engine is surely gone."""

    def __init__(
        self,
        process: EngineProcess,
        clock: Clock,
        heard: Callable[[EngineLink, AnyReport], None],
        state_is: Callable[[PhoneState], None],
        ended: Callable[[], None],
    ) -> None:
        self._process = process
        self._clock = clock
        self._heard = heard
        self._state_is = state_is
        self._ended = ended
        self._restarts = Restarts()
        self._link: EngineLink | None = None
        self._is_finishing = False

    async def live(self) -> None:
        """Until `finish` and the end of the link, or until cancelled."""
        self._state_is(PhoneState.STARTING)
        self._process.begin()
        while True:
            try:
                link = await self._meet()
            except EngineAbsent as absent:
                log.warning("no engine answers: %s", absent)
                await self._replace()
                continue
            await self._serve(link)
            if self._is_finishing:
                return
            if self._process.is_listening():
                log.warning("the engine closed the link: another window was there?")
                await self._bear_it()
            else:
                await self._replace()

    def finish(self) -> None:
        """The engine may end now and is not started again."""
        self._is_finishing = True

    def close(self) -> None:
        """Leave the engine alone from now on."""
        self.finish()
        if self._link:
            self._link.close()

    async def _meet(self) -> EngineLink:
        reader, writer = await self._process.meet()
        link = EngineLink(reader, writer, lambda report: self._heard(link, report))
        return link

    async def _replace(self) -> None:
        self._process.kill()
        self._ended()
        await self._bear_it()
        self._process.start()

    async def _bear_it(self) -> None:
        """Go on at once, but not for ever: what fails again and again is tried every PATIENCE_SECONDS."""
        now = self._clock.monotonic()
        self._restarts.note(now)
        if self._restarts.are_too_many(now):
            self._state_is(PhoneState.FAILED)
            await self._clock.sleep(PATIENCE_SECONDS)

    async def _serve(self, link: EngineLink) -> None:
        self._link = link
        watching = asyncio.ensure_future(self._watch(link))
        try:
            await link.listen()
        finally:
            watching.cancel()
            self._link = None

    async def _watch(self, link: EngineLink) -> None:
        silence, state = Silence(), PhoneState.RUNNING
        while not silence.is_death:
            await self._clock.sleep(TICK_SECONDS)
            silence.tick(has_spoken=link.has_spoken)
            link.has_spoken = False
            if silence.state is not state:
                state = silence.state
                self._state_is(state)
        log.error("the engine has been silent for %.0f s and is ended", silence.seconds)
        self._process.kill()
        link.close()
