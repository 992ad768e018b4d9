"""python -m softphone.engine --meeting FILE [--logs FOLDER]

Exit codes: 0 ended as asked, 3 another engine holds FILE.
"""

from __future__ import annotations

import argparse
import faulthandler
import gc
import logging
import os
import signal
import sys
from functools import partial
from pathlib import Path

from softphone.engine import meeting_place
from softphone.engine.call_record import Wish
from softphone.engine.endpoint import Endpoint
from softphone.engine.engine import Engine
from softphone.engine.loop import Loop
from softphone.engine.names_file import NamesFile
from softphone.engine.staying import stay_on_device
from softphone.runtime.crashes import leave_no_core
from softphone.runtime.local_link import Meeting, new_secret
from softphone.runtime.logs import start_log

EXIT_TAKEN = 3

log = logging.getLogger(__name__)


def main(arguments: list[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    if meeting_place.is_taken(chosen.meeting):
        return EXIT_TAKEN
    leave_no_core()
    if chosen.logs:
        _start_logs(chosen.logs)
    serve(chosen.meeting)
    return 0


def serve(meeting: Path) -> None:
    """Live until the window, a signal or the lack of a window ends it."""
    stay_on_device()
    # Before PJSIP starts: it would ask the resolver for this computer's own name.
    names = NamesFile(meeting.parent / f"names-{os.getpid()}")
    endpoint, loop = Endpoint(), Loop()
    endpoint.start()
    loop.serve(endpoint.libHandleEvents, endpoint.poll_fd)
    secret = new_secret()
    engine = Engine(endpoint, loop, secret, names)
    _obey_signals(loop, engine)
    address = engine.server.listen(meeting_place.socket_beside(meeting))
    Meeting(address, secret, os.getpid()).write(meeting)
    log.info("ready")
    # The objects of the start live as long as we do.
    gc.freeze()
    loop.run_until(engine.has_ended)
    meeting_place.leave(meeting)
    loop.stop_serving()
    engine.close()
    _stop_obeying_signals()
    endpoint.end()
    log.info("ended")


def _obey_signals(loop: Loop, engine: Engine) -> None:
    def leave(*_: object) -> None:
        loop.soon(partial(engine.leave, Wish.HANG_UP))

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)


def _stop_obeying_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m softphone.engine", description="The telephone of softphone.")
    parser.add_argument("--meeting", type=Path, required=True, help="where to write how to reach this engine")
    parser.add_argument("--logs", type=Path, help="folder for the log")
    return parser


def _start_logs(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    start_log(folder, "engine")
    faults = (folder / "engine-faults.log").open("a", encoding="utf-8")
    faulthandler.enable(faults, all_threads=True)


if __name__ == "__main__":
    sys.exit(main())
