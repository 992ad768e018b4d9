"""An INVITE has come: does it ring, and what is told of it."""

from __future__ import annotations

import logging
import uuid

import pjsua2 as pj

from softphone.engine.account import LiveAccount
from softphone.engine.call import CallListener, LiveCall
from softphone.engine.call_record import CallRecord, Wish
from softphone.engine.call_table import CallTable
from softphone.engine.calls import operation
from softphone.engine.headers import Message, parse_message
from softphone.engine.invitation import read_invitation
from softphone.engine.line import Line
from softphone.engine.loop import Loop
from softphone.engine.sdp import audio_direction
from softphone.model.calls import CallEnd, CallId, CallState, EndedBy, EndReason

log = logging.getLogger(__name__)


class Incoming:
    def __init__(self, table: CallTable, loop: Loop) -> None:
        self._table, self._loop = table, loop
        self.line: Line
        self.listener: CallListener
        self.strangers = 0
        """INVITEs that came from elsewhere than the registrar."""

    def admit(self, account: LiveAccount, pj_id: int, source: str, text: str) -> None:
        """Called by PJSIP: only keeps the call; to refuse it here would end the process (when it has no SDP)."""
        call_id = CallId(uuid.uuid4().hex)
        live = LiveCall(account, call_id, self.listener, self._loop.soon, pj_id)
        record = CallRecord(call_id, True, "", live, state=CallState.RINGING, is_shown=False)
        self._table.add(record)
        self._loop.soon(lambda: self._decide(record, source, text))

    def _decide(self, record: CallRecord, source: str, text: str) -> None:
        if record.live is None or record.is_over:
            return
        if not self.line.may_ring(source):
            self.strangers += 1
            log.warning("an INVITE from elsewhere than the registrar was refused (%d so far)", self.strangers)
            self._refuse(record, pj.PJSIP_SC_FORBIDDEN)
        elif self._table.is_full:
            self._refuse(record, pj.PJSIP_SC_BUSY_HERE)
        else:
            self._ring(record, record.live, text)

    def _ring(self, record: CallRecord, live: LiveCall, text: str) -> None:
        message = parse_message(text)
        self.line.heard(message)
        _note(record, message)
        try:
            live.answer(operation(pj.PJSIP_SC_RINGING))
        except pj.Error as error:
            log.warning("an INVITE could not ring: %s", error.info())
            return
        record.is_shown = True
        self._table.publish(record)

    def refused(self, source: str, text: str, code: int) -> None:
        """PJSIP itself refused an INVITE: the agent should know why a caller was turned away."""
        log.warning("an INVITE was refused with %d before it could ring", code)
        if not self.line.may_ring(source):
            return
        record = CallRecord(CallId(uuid.uuid4().hex), True, "", None, state=CallState.RINGING)
        _note(record, parse_message(text))
        reason = EndReason.BUSY if code == pj.PJSIP_SC_BUSY_HERE else EndReason.NO_COMMON_MEDIA
        self._table.close(record, CallEnd(EndedBy.NETWORK, reason, code))

    def _refuse(self, record: CallRecord, code: int) -> None:
        record.wish = Wish.REJECT
        try:
            if record.live:
                record.live.hangup(operation(code))
        except pj.Error as error:
            log.info("a refused call was over already: %s", error.info())


def _note(record: CallRecord, message: Message) -> None:
    invitation = read_invitation(message)
    record.number, record.name, record.uri = invitation.number, invitation.name, invitation.uri
    record.queue, record.waited_seconds = invitation.queue, invitation.waited_seconds
    record.auto_answer_seconds = invitation.auto_answer_seconds
    record.their_direction = audio_direction(message.body)
