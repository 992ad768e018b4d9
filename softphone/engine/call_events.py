"""What PJSIP tells of calls, kept in our records and told to the window."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable

import pjsua2 as pj

from softphone.engine.call import LiveCall, StateSeen, StreamTotals, TransactionSeen
from softphone.engine.call_end import judge_end
from softphone.engine.call_parts import CallParts
from softphone.engine.call_record import CallRecord
from softphone.engine.headers import Message, parse_message
from softphone.engine.media_facts import read_media
from softphone.engine.sdp import audio_direction
from softphone.engine.targets import Target, inside_target
from softphone.model.calls import CallId, CallState
from softphone.model.engine_link import DigitReport, Report

KEYS_SECONDS = 0.2
KEYS_LOOKS = 25

log = logging.getLogger(__name__)

_STATES = {
    pj.PJSIP_INV_STATE_CONNECTING: CallState.CONNECTING,
    pj.PJSIP_INV_STATE_CONFIRMED: CallState.TALKING,
}


class CallEvents:
    def __init__(self, parts: CallParts, report: Callable[[Report], None]) -> None:
        self._line, self._table, self._wiring = parts.line, parts.table, parts.wiring
        self._holding, self._transferring = parts.holding, parts.transferring
        self._loop, self._report = parts.loop, report

    def state_changed(self, call_id: CallId, seen: StateSeen) -> None:
        record = self._table.find(call_id)
        if record is None:
            return
        if seen.received:
            _read_farewell(record, seen.received)
        if seen.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            # What was said in the same poll (the Reason of a CANCEL) comes first.
            self._loop.soon(lambda: self._ended(record, seen))
            return
        record.state = _state(record, seen)
        if record.is_talking and record.answered_at is None:
            record.answered_at = record.now
        self._table.publish(record)
        self._wiring.rewire(self._table.alive)

    def _ended(self, record: CallRecord, seen: StateSeen) -> None:
        if record.is_over:
            return
        end = judge_end(record, seen.code, seen.phrase, self._line.is_untrusted)
        self._wiring.forget(record.id)
        self._table.close(record, end)
        self._wiring.rewire(self._table.alive)

    def transaction_changed(self, call_id: CallId, seen: TransactionSeen) -> None:
        record = self._table.find(call_id)
        if record is None:
            return
        if seen.received:
            self._read(record, seen)
        if seen.is_ours and seen.method in ("INVITE", "UPDATE"):
            record.is_offering = not seen.is_final
        if seen.is_ours and seen.is_final and seen.code >= 200:
            self._our_request_answered(record, seen)

    def _read(self, record: CallRecord, seen: TransactionSeen) -> None:
        message = _read_farewell(record, seen.received)
        if record.is_shown:
            self._line.heard(message)
        direction = audio_direction(message.body) if "m=audio" in message.body else None
        if direction is not None:
            record.their_direction = direction
            self._table.publish(record)

    def _our_request_answered(self, record: CallRecord, seen: TransactionSeen) -> None:
        if seen.method in ("INVITE", "UPDATE") and record.answered_at is not None:
            self._holding.answered(record, seen.code)
        elif seen.method == "REFER" and seen.code >= 300:
            self._transferring.refused(record, seen.code)

    def media_changed(self, call_id: CallId) -> None:
        record = self._table.find(call_id)
        if record is None or record.live is None:
            return
        facts = read_media(record.live)
        record.media, record.media_changed_at = facts.media, time.monotonic()
        self._wiring.media_changed(record)
        self._holding.media_settled(record, facts.is_held_by_us)
        self._table.publish(record)
        self._wiring.rewire(self._table.alive)
        self._holding.settle(record)
        if record.media.active and not record.media.encrypted and self._line.agrees_keys_in_media:
            self._loop.later(KEYS_SECONDS, lambda: self._look_for_keys(record, KEYS_LOOKS))

    def _look_for_keys(self, record: CallRecord, looks: int) -> None:
        """DTLS agrees on its keys after the media has begun, and nothing tells when it has."""
        if record.is_over or record.live is None or record.media.encrypted:
            return
        record.media = read_media(record.live).media
        self._table.publish(record)
        if looks > 1:
            self._loop.later(KEYS_SECONDS, lambda: self._look_for_keys(record, looks - 1))

    def stream_ended(self, call_id: CallId, totals: StreamTotals) -> None:
        record = self._table.find(call_id)
        if record:
            record.quality.add(totals)

    def digit_heard(self, call_id: CallId, digit: str) -> None:
        record = self._table.find(call_id)
        if record and record.is_shown:
            self._report(DigitReport(call_id=call_id, digit=digit[:1]))

    def transfer_progressed(self, call_id: CallId, code: int, is_final: bool) -> None:
        record = self._table.find(call_id)
        if record:
            self._transferring.progressed(record, code, is_final)

    def may_follow(self, uri: str) -> bool:
        is_possible = self._line.allows_transfer and not self._table.is_full
        if is_possible and inside_target(uri, self._line.server):
            return True
        log.warning("a transfer that the other end asked for was refused")
        return False

    def followed(self, account: pj.Account, uri: str) -> LiveCall:
        target = inside_target(uri, self._line.server) or Target("", "")
        call_id = CallId(uuid.uuid4().hex)
        live = LiveCall(account, call_id, self, self._loop.soon)
        self._table.add(CallRecord(call_id, False, target.user, live, uri=target.uri))
        return live


def _read_farewell(record: CallRecord, received: str) -> Message:
    message = parse_message(received)
    if message.method in ("CANCEL", "BYE"):
        record.got_goodbye = True
        record.reason_header = ",".join(message.all("reason"))
    if message.status >= 300 and message.first("cseq").upper().endswith("INVITE"):
        record.refused_with = message.status
    return message


def _state(record: CallRecord, seen: StateSeen) -> CallState:
    if seen.state == pj.PJSIP_INV_STATE_EARLY and not record.incoming:
        record.has_rung = record.has_rung or seen.code == 180
        return CallState.RINGING
    return _STATES.get(seen.state, record.state)
