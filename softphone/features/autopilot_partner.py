"""The autopilot's view of the other side: what the centre tells of its people, and what they hear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from softphone.features.autopilot_sight import StepFailed
from softphone.model.practice import AutopilotPlan, PersonView, PracticeState
from softphone.ports.practice import Ear, Likeness, PracticeCentre
from softphone.runtime.clock import Clock

LIKE = 0.9
"""Below this correlation what was heard does not count as what was said."""
SILENT_DB = -60.0
"""What lies below is silence."""
FINISHED_SECONDS = 0.05
"""The engine finishes a file with its next tick."""


@dataclass(frozen=True, slots=True)
class SoundFiles:
    """`microphone` is spoken over and over; `speaker` is written while a call has sound."""

    microphone: Path
    speaker: Path


class Partner:
    def __init__(self, centre: PracticeCentre, ear: Ear, clock: Clock, files: SoundFiles) -> None:
        self.centre = centre
        self._ear, self._clock, self._files = ear, clock, files

    # ------------------------------------------------------------ what the centre says

    async def until(self, what: str, is_so: Callable[[PracticeState], bool], seconds: float) -> PracticeState:
        """The state in which it became so. StepFailed when it did not in time."""
        end = self._clock.monotonic() + seconds
        state = await self.centre.state()
        while not is_so(state):
            left = end - self._clock.monotonic()
            if left <= 0:
                raise StepFailed(f"not within {seconds:g} s at the centre: {what}")
            state = await self.centre.state(state.sequence, min(left, 5.0))
        return state

    async def until_person(self, number: str, what: str, is_so: Callable[[PersonView], bool], seconds: float) -> None:
        await self.until(f"{what} ({number})", lambda state: is_so(state.person(number)), seconds)

    async def plan(self) -> AutopilotPlan:
        plan = (await self.centre.state()).autopilot
        if plan is None:
            raise StepFailed("this scenario has no part for the autopilot")
        return plan

    # ------------------------------------------------------------ sound towards the agent

    async def mark(self) -> float:
        """How much the speaker has been given in this call, in seconds."""
        return await self._ear.seconds(self._files.speaker)

    async def heard_from(self, number: str, mark: float, sentence: int = -1) -> Likeness:
        """How well this person's sentence is found in what the speaker was given since then."""
        spoken = (await self.centre.state()).person(number).sentences[sentence].voice
        return await self._ear.find(Path(spoken), self._files.speaker, mark)

    async def level_here(self, mark: float) -> float:
        return await self._ear.level_db(self._files.speaker, mark)

    # ------------------------------------------------------------ sound towards the customer

    async def overheard(self, number: str, seconds: float) -> Path:
        """What this person's ear gets in that time."""
        path = await self.centre.listen(number)
        await self._clock.sleep(seconds)
        await self.centre.stop_listening(number)
        await self._clock.sleep(FINISHED_SECONDS)
        return path

    async def spoken_to(self, heard: Path) -> Likeness:
        """How well what was overheard is what the agent's microphone says over and over."""
        return await self._ear.find_in_loop(self._files.microphone, heard)

    async def level_there(self, heard: Path) -> float:
        return await self._ear.level_db(heard)

    async def likeness(self, voice: Path, heard: Path) -> Likeness:
        return await self._ear.find(voice, heard)


def is_like(likeness: Likeness) -> bool:
    return likeness.correlation >= LIKE


def require_like(what: str, likeness: Likeness) -> None:
    if not is_like(likeness):
        raise StepFailed(f"{what}: correlation {likeness.correlation:.3f}, {LIKE} is wanted")


def require_silence(what: str, level_db: float) -> None:
    if level_db > SILENT_DB:
        raise StepFailed(f"{what}: {level_db:.0f} dB is not silence")
