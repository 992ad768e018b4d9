"""The calls that are alive, by our own ids: PJSIP's numbers are used again, ours never."""

from __future__ import annotations

from collections.abc import Callable

from softphone.engine.call_record import CallRecord
from softphone.engine.refusing import Refusing
from softphone.model.calls import Call, CallEnd, CallId, CallState
from softphone.model.engine_link import CallReport, Refusal, Report

MOST_CALLS = 24
"""Below PJSIP's 32, so that the number of a call that has just ended stays free for a while."""


class CallTable:
    def __init__(self, report: Callable[[Report], None]) -> None:
        self._report = report
        self._records: dict[CallId, CallRecord] = {}
        self._told: dict[CallId, Call] = {}

    @property
    def alive(self) -> tuple[CallRecord, ...]:
        return tuple(record for record in self._records.values() if not record.is_over)

    @property
    def is_empty(self) -> bool:
        return not self._records

    @property
    def is_full(self) -> bool:
        return len(self._records) >= MOST_CALLS

    @property
    def shown(self) -> tuple[Call, ...]:
        return tuple(record.shown for record in self.alive if record.is_shown)

    def add(self, record: CallRecord) -> None:
        self._records[record.id] = record

    def find(self, call_id: CallId) -> CallRecord | None:
        """None for a call that has ended."""
        record = self._records.get(call_id)
        return None if record is None or record.is_over else record

    def get(self, call_id: CallId) -> CallRecord:
        """Raises Refusing(NO_SUCH_CALL)."""
        record = self.find(call_id)
        if record is None or record.live is None:
            raise Refusing(Refusal.NO_SUCH_CALL)
        return record

    def publish(self, record: CallRecord) -> None:
        """Tell the window, if anything that it can see has changed."""
        shown = record.shown
        if record.is_shown and self._told.get(record.id) != shown:
            self._told[record.id] = shown
            self._report(CallReport(call=shown))

    def close(self, record: CallRecord, end: CallEnd) -> None:
        """The call has ended; its PJSIP object is dropped at once, before its number is used again."""
        record.state, record.end, record.ended_at = CallState.ENDED, end, record.now
        for timer in (record.hold.retry, record.transfer_deadline):
            if timer:
                timer.cancel()
        self.publish(record)
        self._records.pop(record.id, None)
        self._told.pop(record.id, None)
        record.live = None
