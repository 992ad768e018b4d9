"""What is measured of a program, from its start to a hundred calls."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.figures import Figure, figure
from tests.benchmarks.painting import Canvas
from tests.benchmarks.phone_side import PhoneSide
from tests.benchmarks.processes import frozen, private_megabytes, processor_seconds, written_megabytes
from tests.benchmarks.programs import Program
from tests.servers.keyboard import Keyboard

FROZEN_SECONDS = 0.5
SETTLED_SECONDS = 2.0
BETWEEN_CALLS_SECONDS = 0.1
HAND_SECONDS = 0.3
WARM_CALLS = 10
TALK_SECONDS = 10.0
_MS = 1000.0


@dataclass(frozen=True, slots=True)
class Counts:
    starts: int = 10
    invites: int = 200
    frozen: int = 30
    calls: int = 100


def starts(program: Program, side: PhoneSide, canvas: Canvas, count: int) -> Iterator[Figure]:
    windows, registrations = [], []
    for _ in range(count):
        side.forget()
        canvas.wait_until(False)
        began = program.start()
        windows.append((canvas.wait_until(True) - began) * _MS)
        registrations.append((side.wait_for_registration() - began) * _MS)
        time.sleep(SETTLED_SECONDS)
        program.end()
    yield figure(program.name, "start to the window on the screen", "ms", windows, "600")
    yield figure(program.name, "start to registered (stays signed in)", "ms", registrations, "900")


def ringing(program: Program, side: PhoneSide, count: int) -> Figure:
    return figure(program.name, "INVITE to 180", "ms", _rings(side, count), "5, p99 20")


def ringing_while_frozen(program: Program, side: PhoneSide, count: int) -> Figure:
    values = []
    for _ in range(count):
        with frozen([program.pids["window"]], FROZEN_SECONDS):
            time.sleep(BETWEEN_CALLS_SECONDS)
            values += _rings(side, 1)
        time.sleep(BETWEEN_CALLS_SECONDS)
    return figure(program.name, "INVITE to 180, window frozen for 500 ms", "ms", values, "5, p99 20")


def _rings(side: PhoneSide, count: int) -> list[float]:
    values = []
    for _ in range(count):
        call = side.call()
        values.append((call.wait_for(180).at - call.sent_at) * _MS)
        call.give_up()
        time.sleep(BETWEEN_CALLS_SECONDS)
    return values


def memory(program: Program, when: str, aim: str = "") -> Iterator[Figure]:
    for name, pid in program.pids.items():
        yield figure(program.name, f"private memory of {name} {when}", "MB", [private_megabytes([pid])])
    if len(program.pids) > 1:
        yield figure(program.name, f"private memory {when}", "MB", [private_megabytes(program.pids.values())], aim)


def calls(program: Program, side: PhoneSide, keyboard: Keyboard, count: int) -> Iterator[Figure]:
    """Each answered by its key, a note finished after each; memory before and after."""
    _answers(side, keyboard, WARM_CALLS)
    time.sleep(SETTLED_SECONDS)
    before = written_megabytes(program.pids.values())
    times = _answers(side, keyboard, count)
    time.sleep(SETTLED_SECONDS)
    after = written_megabytes(program.pids.values())
    yield figure(program.name, "answer key to 200 OK on the wire", "ms", times, "p99 15")
    yield from memory(program, f"after {WARM_CALLS + count} calls")
    yield figure(program.name, f"growth over {count} calls, after the first {WARM_CALLS}", "MB", [after - before], "2")


def _answers(side: PhoneSide, keyboard: Keyboard, count: int) -> list[float]:
    values = []
    for _ in range(count):
        call = side.call()
        call.wait_for(180)
        time.sleep(HAND_SECONDS)
        pressed_at = keyboard.press("F2")
        ok = call.wait_for(200)
        values.append((ok.at - pressed_at) * _MS)
        call.acknowledge(ok)
        time.sleep(HAND_SECONDS)
        call.hang_up()
        time.sleep(HAND_SECONDS)
        keyboard.press("Ctrl+Enter")
        time.sleep(HAND_SECONDS)
    return values


def talking(program: Program, side: PhoneSide, keyboard: Keyboard) -> Iterator[Figure]:
    call = side.call()
    call.wait_for(180)
    time.sleep(HAND_SECONDS)
    keyboard.press("F2")
    call.acknowledge(call.wait_for(200))
    call.speak(1.0)
    before = {name: processor_seconds([pid]) for name, pid in program.pids.items()}
    began = time.monotonic()
    call.speak(TALK_SECONDS)
    seconds = time.monotonic() - began
    for name, pid in program.pids.items():
        used = (processor_seconds([pid]) - before[name]) / seconds * 100
        yield figure(program.name, f"processor of {name} in a call", "%", [used])
    call.hang_up()
