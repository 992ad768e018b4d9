"""Hold and resume: one re-INVITE at a time, the newest wish last; one that met the other end's own is tried again.

PJSIP makes offers by itself, too: when an answer has several codecs, an UPDATE with one of them follows at once. An
offer of ours sent meanwhile would be mixed up with it (a resume that leaves the other end on hold), so it waits.
"""

from __future__ import annotations

import logging
import random
import time

import pjsua2 as pj

from softphone.engine.call_record import CallRecord
from softphone.engine.call_table import CallTable
from softphone.engine.loop import Loop

QUIET_SECONDS = 0.1
"""An offer that PJSIP makes by itself begins within this time after a change of the media."""
BUSY_SECONDS = 0.05
"""Another change of the media (the library's own, or theirs) is under way."""

log = logging.getLogger(__name__)
random_source = random.SystemRandom()


class Holding:
    def __init__(self, table: CallTable, loop: Loop) -> None:
        self._table, self._loop = table, loop

    def want(self, record: CallRecord, held: bool) -> None:
        record.hold.wanted = held
        self.settle(record)

    def settle(self, record: CallRecord) -> None:
        """Send what leads to the wish, unless a change is still under way."""
        hold = record.hold
        if hold.is_pending or hold.retry or hold.wanted == hold.is_held or record.is_over or record.live is None:
            return
        busy = _busy_seconds(record)
        if busy > 0:
            self._retry(record, busy)
            return
        try:
            _offer(record.live, hold.wanted)
            hold.is_pending = True
        except pj.Error as error:
            log.info("a media change waits: %s", error.info())
            self._retry(record, BUSY_SECONDS)

    def media_settled(self, record: CallRecord, is_held: bool) -> None:
        """PJSIP tells how the media now is."""
        record.hold.is_held = is_held
        if record.hold.wanted == is_held:
            record.hold.is_pending = False

    def answered(self, record: CallRecord, code: int) -> None:
        """The final answer to a re-INVITE of ours."""
        was_ours = record.hold.is_pending
        record.hold.is_pending = False
        if code == 491:
            self._retry(record, glare_seconds(placed_by_us=not record.incoming))
        elif code >= 300 and was_ours:
            log.warning("the other end refused hold or resume: %d", code)
            record.hold.wanted = record.hold.is_held
            self._table.publish(record)
        else:
            self._loop.soon(lambda: self.settle(record))

    def _retry(self, record: CallRecord, seconds: float) -> None:
        if record.hold.retry:
            record.hold.retry.cancel()
        record.hold.retry = self._loop.later(seconds, lambda: self._try_again(record))

    def _try_again(self, record: CallRecord) -> None:
        record.hold.retry = None
        self.settle(record)


def _busy_seconds(record: CallRecord) -> float:
    if record.is_offering:
        return BUSY_SECONDS
    return record.media_changed_at + QUIET_SECONDS - time.monotonic()


def glare_seconds(placed_by_us: bool) -> float:
    """RFC 3261, 14.1: who placed the call waits longer."""
    return random_source.uniform(2.1, 4.0) if placed_by_us else random_source.uniform(0.0, 2.0)


def _offer(live: pj.Call, held: bool) -> None:
    prm = pj.CallOpParam(True)
    prm.opt.audioCount, prm.opt.videoCount, prm.opt.textCount = 1, 0, 0
    if held:
        live.setHold(prm)
    else:
        prm.opt.flag = pj.PJSUA_CALL_UNHOLD
        live.reinvite(prm)
