"""Measures what an agent waits for: `python -m tests.benchmarks [--json FILE] [--quick] [--only WORD …]`.

Everything is on this computer: a screen (Xvfb), a sound server, a key store, a workplace over HTTPS, and a registrar
and caller of its own whose every message has a time. Linphone is measured in the same run where it is installed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.benchmarks import suites
from tests.benchmarks.figures import HEAD, Figure, write
from tests.benchmarks.painting import Canvas
from tests.benchmarks.phone_side import PhoneSide
from tests.benchmarks.programs import Linphone, Ours, Program
from tests.benchmarks.suites import Counts
from tests.servers.certificates import make_certificates
from tests.servers.headset import Headset
from tests.servers.https_server import HttpsServer
from tests.servers.key_store import KeyStore
from tests.servers.screen import Screen

Server = TypeVar("Server", Screen, Headset, KeyStore)
QUICK = Counts(starts=3, invites=20, frozen=5, calls=10)
PARTS = ("start", "ring", "frozen", "memory", "calls", "talk", "linphone")


@dataclass(frozen=True, slots=True)
class Bench:
    screen: Screen
    side: PhoneSide
    canvas: Canvas
    counts: Counts
    parts: frozenset[str]


def main() -> int:
    options = _parser().parse_args()
    print(f"{os.cpu_count()} processors; load {os.getloadavg()[0]:.1f} at the start\n{HEAD}", flush=True)
    figures = []
    for each in _measure(QUICK if options.quick else Counts(), frozenset(options.only or PARTS)):
        print(each.line, flush=True)
        figures.append(each)
    if not Linphone.is_installed():
        print("linphone    not installed")
    if options.json:
        write(figures, options.json)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--quick", action="store_true", help="a tenth of the repetitions")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="these parts")
    return parser


def _measure(counts: Counts, parts: frozenset[str]) -> Iterator[Figure]:
    with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        screen = stack.enter_context(_started(Screen()))
        headset, keys = stack.enter_context(_started(Headset())), stack.enter_context(_started(KeyStore()))
        certificates = make_certificates(folder / "certificates")
        workplace = stack.enter_context(closing(HttpsServer(certificates.server)))
        side = stack.enter_context(closing(PhoneSide()))
        os.environ.update({**screen.env, **headset.env, **keys.env})
        bench = Bench(screen, side, Canvas(screen), counts, parts)
        ours, linphone = Ours(folder, screen, side, workplace, certificates), Linphone(folder, side)
        for program in (ours, linphone):
            stack.callback(program.end)
        yield from _measure_ours(ours, bench)
        if linphone.is_installed() and "linphone" in parts:
            yield from _measure_linphone(linphone, bench)


def _measure_ours(program: Program, bench: Bench) -> Iterator[Figure]:
    program.prepare()
    if "start" in bench.parts:
        yield from suites.starts(program, bench.side, bench.canvas, bench.counts.starts)
    with _running(program, bench):
        if "memory" in bench.parts:
            yield from suites.memory(program, "after sign-in", "150")
        if "ring" in bench.parts:
            yield suites.ringing(program, bench.side, bench.counts.invites)
        if "frozen" in bench.parts:
            yield suites.ringing_while_frozen(program, bench.side, bench.counts.frozen)
        if "calls" in bench.parts:
            yield from suites.calls(program, bench.side, bench.screen.keyboard, bench.counts.calls)
        if "talk" in bench.parts:
            yield from suites.talking(program, bench.side, bench.screen.keyboard)


def _measure_linphone(program: Program, bench: Bench) -> Iterator[Figure]:
    program.prepare()
    if "start" in bench.parts:
        yield from suites.starts(program, bench.side, bench.canvas, max(3, bench.counts.starts // 2))
    with _running(program, bench):
        if "memory" in bench.parts:
            yield from suites.memory(program, "after sign-in")
        if "ring" in bench.parts:
            yield suites.ringing(program, bench.side, bench.counts.invites)


@contextmanager
def _running(program: Program, bench: Bench) -> Iterator[None]:
    bench.side.forget()
    program.start()
    try:
        bench.canvas.wait_until(True)
        bench.side.wait_for_registration()
        time.sleep(suites.SETTLED_SECONDS)
        yield
    finally:
        program.end()


@contextmanager
def _started(server: Server) -> Iterator[Server]:
    server.start()
    with closing(server):
        yield server


if __name__ == "__main__":
    sys.exit(main())
