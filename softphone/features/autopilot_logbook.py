"""The autopilot's logbook: each step with what it took, what was measured, and whether it came true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from softphone.features.autopilot_sight import StepFailed
from softphone.model.practice import AutopilotReport, Step, StepResult
from softphone.model.problems import Problem
from softphone.runtime.clock import Clock

NOT_REACHED = "not reached"
_FAULTS = (StepFailed, Problem, OSError, ValueError, LookupError)


class LegOver(Exception):
    """A step failed, and those that build on it cannot be tried."""


class Logbook:
    """`told` hears of each step as soon as it is over."""

    def __init__(self, clock: Clock, told: Callable[[StepResult], None]) -> None:
        self._clock, self._told = clock, told
        self._began = clock.monotonic()
        self._results: dict[Step, StepResult] = {}

    @contextmanager
    def step(self, step: Step) -> Iterator[dict[str, float]]:
        """Figures go into the dictionary. A fault inside is written down and ends the leg."""
        began = self._clock.monotonic()
        figures: dict[str, float] = {}
        try:
            yield figures
        except _FAULTS as fault:
            self._add(step, False, self._clock.monotonic() - began, figures, str(fault) or type(fault).__name__)
            raise LegOver(step.value) from fault
        self._add(step, True, self._clock.monotonic() - began, figures)

    def not_reached(self, steps: tuple[Step, ...]) -> None:
        """Write down what was never tried."""
        for step in steps:
            if step not in self._results:
                self._add(step, False, 0.0, {}, NOT_REACHED)

    @property
    def report(self) -> AutopilotReport:
        """Only when every step of all is there and true it is a success."""
        steps = tuple(sorted(self._results.values(), key=lambda result: list(Step).index(result.step)))
        ok = len(steps) == len(Step) and all(result.ok for result in steps)
        return AutopilotReport(ok=ok, seconds=round(self._clock.monotonic() - self._began, 3), steps=steps)

    def _add(self, step: Step, ok: bool, seconds: float, figures: dict[str, float], detail: str = "") -> None:
        rounded = {name: round(value, 3) for name, value in figures.items()}
        result = StepResult(step=step, ok=ok, seconds=round(seconds, 3), figures=rounded, detail=detail)
        self._results[step] = result
        self._told(result)
