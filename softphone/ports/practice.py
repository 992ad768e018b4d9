"""What the autopilot needs of the world: the practice centre's other side, and an ear that compares sound."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from softphone.model.practice import PracticeState


class PracticeCentre(Protocol):
    """Every method raises PracticeProblem when the centre is gone or refuses. People are named by their numbers."""

    async def state(self, after: int = -1, wait_seconds: float = 0.0) -> PracticeState:
        """The newest state; waits up to `wait_seconds` for one beyond `after`."""
        ...

    async def call(self, number: str) -> None:
        """Let a customer call the queue now."""
        ...

    async def say(self, number: str, voice: str) -> None: ...
    async def hang_up(self, number: str) -> None: ...
    async def listen(self, number: str) -> Path:
        """Let this person's ear write a new file."""
        ...

    async def stop_listening(self, number: str) -> None:
        """Finish that file."""
        ...


@dataclass(frozen=True, slots=True)
class Likeness:
    """How well something that was said is found again in what was heard: 1 is the same, below 0.3 something else."""

    correlation: float
    delay_seconds: float
    """Where it begins in what was heard."""
    level_db: float
    """How much louder it is there than it was said."""


class Ear(Protocol):
    """Reads WAV files, also ones that are still being written. OSError or ValueError when that cannot be done."""

    async def seconds(self, heard: Path) -> float:
        """0 for a file that is not there yet."""
        ...

    async def level_db(self, heard: Path, since_seconds: float = 0.0) -> float:
        """Root mean square in dB below full scale; -120 is digital silence."""
        ...

    async def find(self, spoken: Path, heard: Path, since_seconds: float = 0.0) -> Likeness:
        """Look for a sentence, spoken once, in what was heard since then."""
        ...

    async def find_in_loop(self, spoken: Path, heard: Path, since_seconds: float = 0.0) -> Likeness:
        """Compare what was heard with a sentence that is spoken over and over."""
        ...
