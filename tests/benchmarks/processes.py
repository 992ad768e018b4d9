"""What the kernel says of processes: memory that is theirs alone, and processor time."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def private_megabytes(pids: Iterable[int]) -> float:
    """Also counts pages of a program's files while no other process on this computer uses them."""
    return sum(_kilobytes(pid, "Private_(?:Clean|Dirty)") for pid in pids) / 1024


def written_megabytes(pids: Iterable[int]) -> float:
    """Only what they have written themselves: comparable from one moment to the next, whoever else comes and goes."""
    return sum(_kilobytes(pid, "Private_Dirty") for pid in pids) / 1024


def processor_seconds(pids: Iterable[int]) -> float:
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


@contextmanager
def frozen(pids: Iterable[int], seconds: float) -> Iterator[None]:
    """The processes stand still while the block runs, and for so long at least."""
    until = time.monotonic() + seconds
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
        time.sleep(max(0.0, until - time.monotonic()))
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def _kilobytes(pid: int, kind: str) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(size) for size in re.findall(rf"^{kind}:\s+(\d+) kB", text, re.MULTILINE))
