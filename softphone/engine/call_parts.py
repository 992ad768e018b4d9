"""What both sides of a call's life work with: what the window asks, and what PJSIP tells."""

from __future__ import annotations

from dataclasses import dataclass

from softphone.engine.call_table import CallTable
from softphone.engine.holding import Holding
from softphone.engine.line import Line
from softphone.engine.loop import Loop
from softphone.engine.transferring import Transferring
from softphone.engine.wiring import Wiring


@dataclass(frozen=True, slots=True)
class CallParts:
    line: Line
    table: CallTable
    wiring: Wiring
    holding: Holding
    transferring: Transferring
    loop: Loop
