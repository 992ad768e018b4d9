"""What the window may ask of calls."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pjsua2 as pj

from softphone.engine.call import CallListener, LiveCall
from softphone.engine.call_end import judge_end
from softphone.engine.call_parts import CallParts
from softphone.engine.call_record import CallRecord, Wish
from softphone.engine.digits import Digits
from softphone.engine.plain_text import plain
from softphone.engine.refusing import Refusing
from softphone.engine.targets import BadTarget, Target, read_target
from softphone.engine.wiring import apply_mute
from softphone.model.calls import CallId, CallState
from softphone.model.engine_link import (
    Answer,
    Dial,
    HangUp,
    HoldCall,
    Mute,
    PlayFile,
    RecordFile,
    Refusal,
    Reject,
    Resume,
    Ring,
    SendDigits,
    TransferCall,
    Unmute,
)

MOST_HEADERS = 32
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9\-]{0,63}")
_DIGITS = re.compile(r"[0-9*#A-Da-d]{1,32}")

log = logging.getLogger(__name__)


class Calls:
    def __init__(self, parts: CallParts) -> None:
        self._line, self._table, self._wiring = parts.line, parts.table, parts.wiring
        self._holding, self._transferring, self._loop = parts.holding, parts.transferring, parts.loop
        self._digits = Digits(parts.loop)
        self.listener: CallListener

    def dial(self, command: Dial) -> None:
        account = self._line.in_use
        target = self._target(command.target)
        if self._table.is_full:
            raise Refusing(Refusal.TOO_MANY_CALLS)
        if self._table.find(command.call_id):
            raise Refusing(Refusal.NOT_NOW, "this id is in use")
        live = LiveCall(account, command.call_id, self.listener, self._loop.soon)
        record = CallRecord(command.call_id, False, target.user, live, uri=target.uri, service=command.service)
        self._table.add(record)
        self._table.publish(record)
        self._invite(record, live, target, command)

    def _invite(self, record: CallRecord, live: LiveCall, target: Target, command: Dial) -> None:
        try:
            live.makeCall(target.uri, self._outgoing(command))
        except pj.Error as error:
            log.warning("an outgoing call could not be begun: %s", error.info())
            self._table.close(record, judge_end(record, 0, error.reason, self._line.is_untrusted))

    def _outgoing(self, command: Dial) -> pj.CallOpParam:
        prm = operation()
        headers = pj.SipHeaderVector()
        for name, value in command.headers[:MOST_HEADERS]:
            headers.append(_header(name, value))
        prm.txOption.headers = headers
        if command.caller_number:
            prm.txOption.localUri = self._line.uri_of(self._target(command.caller_number).user)
        return prm

    def _target(self, text: str) -> Target:
        try:
            return read_target(text, self._line.server)
        except BadTarget:
            raise Refusing(Refusal.BAD_TARGET) from None

    def ring(self, command: Ring) -> None:
        record, live = self._record(command.call_id)
        _require(record.incoming and record.state is CallState.RINGING)
        live.answer(operation(pj.PJSIP_SC_RINGING))

    def answer(self, command: Answer) -> None:
        record, live = self._record(command.call_id)
        _require(record.incoming and record.state is CallState.RINGING and not record.is_answered_by_us)
        live.answer(operation(pj.PJSIP_SC_OK))
        record.is_answered_by_us = True
        record.state = CallState.CONNECTING
        self._table.publish(record)

    def reject(self, command: Reject) -> None:
        record, live = self._record(command.call_id)
        _require(record.incoming and record.state is CallState.RINGING and not record.is_answered_by_us)
        record.wish = Wish.REJECT
        live.hangup(operation(command.reason.value))

    def hang_up(self, command: HangUp) -> None:
        record, _ = self._record(command.call_id)
        self.end(record, Wish.HANG_UP)

    def end(self, record: CallRecord, wish: Wish) -> None:
        if record.wish is Wish.NONE:
            record.wish = wish
        try:
            if record.live:
                is_waiting = record.incoming and not record.is_answered_by_us
                record.live.hangup(operation(pj.PJSIP_SC_BUSY_HERE if is_waiting else 0))
        except pj.Error as error:
            log.info("a call was over already: %s", error.info())

    def hold(self, command: HoldCall) -> None:
        record, _ = self._record(command.call_id)
        _require(record.is_talking)
        self._holding.want(record, held=True)
        self._wiring.rewire(self._table.alive)

    def resume(self, command: Resume) -> None:
        record, _ = self._record(command.call_id)
        _require(record.is_talking)
        self._holding.want(record, held=False)

    def mute(self, command: Mute) -> None:
        self._set_muted(command.call_id, muted=True)

    def unmute(self, command: Unmute) -> None:
        self._set_muted(command.call_id, muted=False)

    def _set_muted(self, call_id: CallId, muted: bool) -> None:
        record, _ = self._record(call_id)
        record.muted = muted
        apply_mute(record)
        self._table.publish(record)

    def send_digits(self, command: SendDigits) -> None:
        record, live = self._record(command.call_id)
        if not _DIGITS.fullmatch(command.digits):
            raise Refusing(Refusal.BAD_DIGITS)
        _require(record.is_talking)
        self._digits.send(record, live, command.digits.upper())

    def transfer(self, command: TransferCall) -> None:
        record, _ = self._record(command.call_id)
        _require(record.shown.may_transfer)
        self._transferring.begin(record, self._target(command.target))

    def play(self, command: PlayFile) -> None:
        record, _ = self._record(command.call_id)
        if not Path(command.path).is_file():
            raise Refusing(Refusal.BAD_FILE)
        try:
            self._wiring.play(record, command.path)
        except pj.Error as error:
            raise Refusing(Refusal.BAD_FILE, error.info()) from None

    def record(self, command: RecordFile) -> None:
        record, _ = self._record(command.call_id)
        try:
            self._wiring.record(record, command.path)
        except pj.Error as error:
            raise Refusing(Refusal.BAD_FILE, error.info()) from None

    def _record(self, call_id: CallId) -> tuple[CallRecord, LiveCall]:
        record = self._table.get(call_id)
        if record.live is None:
            raise Refusing(Refusal.NO_SUCH_CALL)
        return record, record.live


def operation(code: int = 0) -> pj.CallOpParam:
    prm = pj.CallOpParam(True)
    prm.statusCode = code
    prm.opt.audioCount, prm.opt.videoCount, prm.opt.textCount = 1, 0, 0
    return prm


def _header(name: str, value: str) -> pj.SipHeader:
    if not _HEADER_NAME.fullmatch(name):
        raise Refusing(Refusal.BAD_TARGET, "not a header's name")
    header = pj.SipHeader()
    header.hName, header.hValue = name, plain(value)
    return header


def _require(is_allowed: bool) -> None:
    if not is_allowed:
        raise Refusing(Refusal.NOT_NOW)
