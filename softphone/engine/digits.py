"""Digits to the other end: RFC 4733, or SIP INFO when the peer has no telephone-event.

Digits wait in the media stream to be sent, and a change of the media (a codec agreed on just after the answer, a
resume) throws that stream away: so they are kept here until the media has been quiet for a moment.
"""

from __future__ import annotations

import logging
import time

import pjsua2 as pj

from softphone.engine.call import LiveCall
from softphone.engine.call_record import CallRecord
from softphone.engine.loop import Loop
from softphone.engine.refusing import Refusing
from softphone.model.engine_link import Refusal

QUIET_SECONDS = 0.3
MOST_WAITING = 64

log = logging.getLogger(__name__)


class Digits:
    def __init__(self, loop: Loop) -> None:
        self._loop = loop

    def send(self, record: CallRecord, live: LiveCall, digits: str) -> None:
        """Now, or as soon as the media is quiet. Raises Refusing."""
        left = _seconds_to_quiet(record)
        if left <= 0 and not record.digits:
            _send(record, live, digits)
            return
        if len(record.digits) + len(digits) > MOST_WAITING:
            raise Refusing(Refusal.NOT_NOW, "too many digits are waiting")
        if not record.digits:
            self._loop.later(left, lambda: self._flush(record))
        record.digits += digits

    def _flush(self, record: CallRecord) -> None:
        if record.is_over or record.live is None:
            return
        left = _seconds_to_quiet(record)
        if left > 0:
            self._loop.later(left, lambda: self._flush(record))
            return
        digits, record.digits = record.digits, ""
        try:
            _send(record, record.live, digits)
        except Refusing as refusal:
            log.warning("digits were not sent: %s", refusal.detail)


def _seconds_to_quiet(record: CallRecord) -> float:
    return record.media_changed_at + QUIET_SECONDS - time.monotonic()


def _send(record: CallRecord, live: LiveCall, digits: str) -> None:
    methods = [pj.PJSUA_DTMF_METHOD_SIP_INFO]
    if record.media.telephone_event:
        methods.insert(0, pj.PJSUA_DTMF_METHOD_RFC2833)
    for method in methods:
        prm = pj.CallSendDtmfParam()
        prm.digits, prm.method = digits, method
        try:
            live.sendDtmf(prm)
        except pj.Error as error:
            log.info("digits not sent by method %d: %s", method, error.info())
        else:
            return
    raise Refusing(Refusal.STACK, "the other end takes no digits")
