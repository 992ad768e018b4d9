"""Lamps: subscriptions to the PBX's presence, and what its notes mean."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pjsua2 as pj

from softphone.engine.call import Soon
from softphone.engine.guarding import guarded
from softphone.engine.headers import parse_message
from softphone.engine.line import Line
from softphone.engine.loop import Loop
from softphone.engine.targets import read_target
from softphone.model.engine_link import LampReport, Report
from softphone.model.lamps import Lamp, LampState

MOST_LAMPS = 50
RETRY_SECONDS = 20.0
_NOTE = re.compile(r"<(?:\w+:)?note\b[^>]*>\s*([^<]{1,100}?)\s*<", re.IGNORECASE)
_STATES = {
    "ready": LampState.OFF,
    "not in use": LampState.OFF,
    "idle": LampState.OFF,
    "on the phone": LampState.ON,
    "on hold": LampState.ON,
    "ringing": LampState.ON,
    "unavailable": LampState.ABSENT,
}

log = logging.getLogger(__name__)


class _Watched(pj.Buddy):  # type: ignore[misc]
    def __init__(self, extension: str, told: Callable[[str, LampState], None], soon: Soon) -> None:
        super().__init__()
        self._extension, self._told, self._soon = extension, told, soon

    @guarded
    def onBuddyEvSubState(self, prm: Any) -> None:
        event = prm.e.body.tsxState
        if prm.e.type != pj.PJSIP_EVENT_TSX_STATE or event.type != pj.PJSIP_EVENT_RX_MSG:
            return
        state = lamp_state(event.src.rdata.wholeMsg)
        if state is not None:
            self._soon(partial(self._told, self._extension, state))


class Lamps:
    def __init__(self, line: Line, loop: Loop, report: Callable[[Report], None]) -> None:
        self._line, self._loop, self._report = line, loop, report
        self._watched: dict[str, _Watched] = {}
        self._states: dict[str, LampState] = {}

    @property
    def shown(self) -> tuple[Lamp, ...]:
        return tuple(Lamp(extension, state) for extension, state in self._states.items())

    def watch(self, extension: str) -> None:
        """Raises BadTarget, pj.Error."""
        target = read_target(extension, self._line.server)
        # Whoever asks again wants to be told again, also what has not changed.
        self._states[extension] = LampState.UNKNOWN
        self._watched.pop(extension, None)
        config = pj.BuddyConfig()
        config.uri = target.uri
        config.subscribe = True
        buddy = _Watched(extension, self._told, self._loop.soon)
        buddy.create(self._line.in_use, config)
        self._watched[extension] = buddy

    def forget_all(self) -> None:
        self._watched.clear()
        self._states.clear()

    def _told(self, extension: str, state: LampState) -> None:
        if extension in self._watched and self._states.get(extension) is not state:
            self._states[extension] = state
            self._report(LampReport(lamp=Lamp(extension, state)))


def lamp_state(message: str) -> LampState | None:
    """What a NOTIFY, or the answer to our SUBSCRIBE, says of the lamp; None: nothing."""
    parsed = parse_message(message)
    if parsed.method == "NOTIFY":
        return _of_notify(parsed.first("subscription-state"), parsed.body)
    code = parsed.start.split()[1:2]
    return LampState.UNKNOWN if code and code[0] >= "300" else None


def _of_notify(subscription: str, body: str) -> LampState | None:
    if subscription.lower().startswith("terminated"):
        return LampState.UNKNOWN
    note = _NOTE.search(body)
    if note:
        return _STATES.get(note[1].lower(), LampState.ON)
    basic = re.search(r"<(?:\w+:)?basic>\s*(open|closed)\s*<", body, re.IGNORECASE)
    if basic:
        return LampState.OFF if basic[1].lower() == "open" else LampState.ABSENT
    return None
