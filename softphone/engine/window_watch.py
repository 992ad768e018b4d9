"""The window may die while a call stands: it is started again, and when none comes, the engine ends politely."""

from __future__ import annotations

import logging
import os
import subprocess
import time
from collections import deque
from collections.abc import Callable

from softphone.engine.loop import Loop, Timer
from softphone.model.engine_link import ORPHAN_SECONDS

ORPHAN_VARIABLE = "SOFTPHONE_ORPHAN_SECONDS"
"""How long to live without a window, instead of ORPHAN_SECONDS (for tests)."""
MOST_RESTARTS = 3
RESTARTS_WITHIN_SECONDS = 60.0

log = logging.getLogger(__name__)


class WindowWatch:
    """`orphaned` is called when no window has come for too long."""

    def __init__(self, loop: Loop, orphaned: Callable[[], None]) -> None:
        self._loop, self._orphaned = loop, orphaned
        self._restart_command: tuple[str, ...] = ()
        self._is_severed = False
        self._restarts: deque[float] = deque(maxlen=MOST_RESTARTS)
        self._started: subprocess.Popen[bytes] | None = None
        self._deadline: Timer | None = None
        self._begin_waiting()

    def remember(self, restart_command: tuple[str, ...]) -> None:
        self._restart_command = restart_command

    def sever(self) -> None:
        self._is_severed = True

    def came(self) -> None:
        self._is_severed = False
        if self._deadline:
            self._deadline.cancel()

    def gone(self) -> None:
        self._begin_waiting()
        if self._is_severed or not self._restart_command:
            return
        if len(self._restarts) == MOST_RESTARTS and time.monotonic() - self._restarts[0] < RESTARTS_WITHIN_SECONDS:
            log.error("the window was started %d times in a minute: not again", MOST_RESTARTS)
            return
        self._restart()

    def look(self) -> None:
        """Once a second: has the window that we started ended by itself?"""
        if self._started and self._started.poll() is not None:
            code, self._started = self._started.returncode, None
            log.warning("the window that was started again has ended: exit code %d", code)

    def _begin_waiting(self) -> None:
        if self._deadline:
            self._deadline.cancel()
        self._deadline = self._loop.later(orphan_seconds(), self._orphaned)

    def _restart(self) -> None:
        log.warning("the window is gone: it is started again")
        self._restarts.append(time.monotonic())
        try:
            self._started = subprocess.Popen(
                self._restart_command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            log.exception("the window could not be started again")


def orphan_seconds() -> float:
    try:
        return float(os.environ[ORPHAN_VARIABLE])
    except (KeyError, ValueError):
        return ORPHAN_SECONDS
