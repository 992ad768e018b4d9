"""Measured figures: their median and 99th percentile, beside what is aimed at."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

_COLUMNS = "{:<10} {:<58} {:>5} {:>9} {:>9}  {:<5} {:<24} {:>5}"


@dataclass(frozen=True, slots=True)
class Figure:
    program: str
    what: str
    unit: str
    n: int
    median: float
    p99: float
    aim: str = ""
    load: float = 0.0
    """Of the machine in the last minute: other programs at work make every time longer."""

    @property
    def line(self) -> str:
        values = (f"{self.median:.1f}", f"{self.p99:.1f}" if self.n > 1 else "")
        return _COLUMNS.format(self.program, self.what, self.n, *values, self.unit, self.aim, f"{self.load:.1f}")


def figure(program: str, what: str, unit: str, values: Sequence[float], aim: str = "") -> Figure:
    """The p99 of fewer than a hundred values is the largest."""
    ordered = sorted(values)
    last = len(ordered) - 1
    median = (ordered[last // 2] + ordered[(last + 1) // 2]) / 2
    p99 = ordered[min(last, math.ceil(0.99 * len(ordered)) - 1)]
    return Figure(program, what, unit, len(ordered), median, p99, aim, os.getloadavg()[0])


HEAD = _COLUMNS.format("program", "what", "n", "median", "p99", "unit", "aim", "load")


def write(figures: Sequence[Figure], file: Path) -> None:
    file.write_text(json.dumps([asdict(each) for each in figures], indent=2) + "\n")
