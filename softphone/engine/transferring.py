"""Blind transfer: what the server says of it, and who hangs up when."""

from __future__ import annotations

import logging
from dataclasses import replace

import pjsua2 as pj

from softphone.engine.call_record import CallRecord, Wish
from softphone.engine.call_table import CallTable
from softphone.engine.loop import Loop
from softphone.engine.measuring import packets_received
from softphone.engine.targets import Target
from softphone.model.calls import Transfer, TransferState

ANSWER_SECONDS = 10.0
"""Some servers never send a NOTIFY."""
RINGING_SECONDS = 90.0
"""How long a target that rings may do so."""
LOST_CALLER_CODE = 503
"""Asterisk's word for "the target failed, and the caller is hung up"; our own call would stay as a dead dialog."""

LISTEN_SECONDS = 1.0
FEWEST_PACKETS = 10

log = logging.getLogger(__name__)


class Transferring:
    def __init__(self, table: CallTable, loop: Loop) -> None:
        self._table, self._loop = table, loop

    def begin(self, record: CallRecord, target: Target) -> None:
        """Raises pj.Error when it cannot be sent."""
        if record.live is None:
            return
        record.live.xfer(target.uri, pj.CallOpParam())
        record.transfer = Transfer(target.user, TransferState.ASKED)
        self._expect_word(record, ANSWER_SECONDS)
        self._table.publish(record)

    def progressed(self, record: CallRecord, code: int, is_final: bool) -> None:
        if record.transfer is None or record.transfer.state is not TransferState.ASKED:
            return
        record.transfer = replace(record.transfer, code=code)
        if is_final or code >= 200:
            self._expect_nothing(record)
            self._finish(record, code)
        elif code > 100:
            self._expect_word(record, RINGING_SECONDS)
        self._table.publish(record)

    def refused(self, record: CallRecord, code: int) -> None:
        """The REFER itself was refused: the caller is still with us."""
        if record.transfer and record.transfer.state is TransferState.ASKED:
            self._settle(record, TransferState.REFUSED, code)
            self._table.publish(record)

    def _finish(self, record: CallRecord, code: int) -> None:
        if 200 <= code < 300:
            self._settle(record, TransferState.ACCEPTED, code)
            self._hang_up(record, Wish.TRANSFERRED)
        elif code == LOST_CALLER_CODE:
            self._listen_for_caller(record, code)
        else:
            self._settle(record, TransferState.REFUSED, code)

    def _listen_for_caller(self, record: CallRecord, code: int) -> None:
        """Another server than Asterisk may mean that the caller is still with us: then sound goes on coming."""
        before = packets_received(record)
        record.transfer_deadline = self._loop.later(
            LISTEN_SECONDS, lambda: self._listened(record, code, packets_received(record) - before)
        )

    def _listened(self, record: CallRecord, code: int, packets: int) -> None:
        if record.is_over:
            return
        if packets >= FEWEST_PACKETS:
            self._settle(record, TransferState.REFUSED, code)
            self._table.publish(record)
            return
        self._settle(record, TransferState.LOST_CALLER, code)
        self._hang_up(record, Wish.SERVER_GONE)

    def _expect_word(self, record: CallRecord, seconds: float) -> None:
        if record.transfer_deadline:
            record.transfer_deadline.cancel()
        record.transfer_deadline = self._loop.later(seconds, lambda: self._no_word(record))

    def _expect_nothing(self, record: CallRecord) -> None:
        if record.transfer_deadline:
            record.transfer_deadline.cancel()
            record.transfer_deadline = None

    def _settle(self, record: CallRecord, state: TransferState, code: int) -> None:
        self._expect_nothing(record)
        if record.transfer:
            record.transfer = replace(record.transfer, state=state, code=code)

    def _no_word(self, record: CallRecord) -> None:
        record.transfer_deadline = None
        log.warning("no word from the server about a transfer")
        self.refused(record, 408)

    def _hang_up(self, record: CallRecord, wish: Wish) -> None:
        record.wish = wish
        self._table.publish(record)
        try:
            if record.live:
                record.live.hangup(pj.CallOpParam())
        except pj.Error as error:
            log.info("a transferred call was over already: %s", error.info())
