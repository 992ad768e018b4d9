"""Who ended a call, and why: from SIP's status codes and Reason headers."""

from __future__ import annotations

import re

from softphone.engine.call_record import CallRecord, Wish
from softphone.engine.plain_text import plain
from softphone.model.calls import CallEnd, EndedBy, EndReason

MOST_PHRASE_CHARACTERS = 80

_BY_CODE = {
    401: EndReason.FORBIDDEN,
    403: EndReason.FORBIDDEN,
    407: EndReason.FORBIDDEN,
    404: EndReason.NOT_FOUND,
    410: EndReason.NOT_FOUND,
    484: EndReason.NOT_FOUND,
    604: EndReason.NOT_FOUND,
    408: EndReason.TIMED_OUT,
    415: EndReason.NO_COMMON_MEDIA,
    480: EndReason.UNAVAILABLE,
    486: EndReason.BUSY,
    487: EndReason.CANCELLED,
    488: EndReason.NO_COMMON_MEDIA,
    600: EndReason.BUSY,
    603: EndReason.DECLINED,
    606: EndReason.NO_COMMON_MEDIA,
}
_THEIR_CHOICE = (EndReason.BUSY, EndReason.DECLINED, EndReason.NO_ANSWER, EndReason.UNAVAILABLE)
_OUR_WISH = {
    Wish.REJECT: CallEnd(EndedBy.US, EndReason.REJECTED),
    Wish.NO_WINDOW: CallEnd(EndedBy.ENGINE, EndReason.NO_WINDOW),
    Wish.TRANSFERRED: CallEnd(EndedBy.US, EndReason.TRANSFERRED),
    Wish.SERVER_GONE: CallEnd(EndedBy.NETWORK, EndReason.UNREACHABLE),
}


def judge_end(record: CallRecord, code: int, phrase: str, is_untrusted: bool = False) -> CallEnd:
    """`code` and `phrase` are the last SIP status of the call; `is_untrusted`: the certificate was the fault."""
    code = record.refused_with or code
    end = _judge(record, code, is_untrusted)
    return CallEnd(end.by, end.reason, code, plain(phrase, MOST_PHRASE_CHARACTERS))


def _judge(record: CallRecord, code: int, is_untrusted: bool) -> CallEnd:
    if record.wish in _OUR_WISH:
        return _OUR_WISH[record.wish]
    if record.wish is Wish.HANG_UP:
        answered = record.answered_at is not None
        return CallEnd(EndedBy.US, EndReason.HUNG_UP if answered else EndReason.CANCELLED)
    if record.answered_at is not None:
        return _talk_ended(record, code)
    return _missed(record) if record.incoming else _refused(record, code, is_untrusted)


def _talk_ended(record: CallRecord, code: int) -> CallEnd:
    if record.got_goodbye:
        return CallEnd(EndedBy.THEM, EndReason.HUNG_UP)
    return CallEnd(EndedBy.NETWORK, EndReason.TIMED_OUT if code in (408, 481) else EndReason.UNREACHABLE)


def _missed(record: CallRecord) -> CallEnd:
    if was_answered_elsewhere(record.reason_header):
        return CallEnd(EndedBy.THEM, EndReason.ANSWERED_ELSEWHERE)
    if record.got_goodbye:
        return CallEnd(EndedBy.THEM, EndReason.CANCELLED)
    return CallEnd(EndedBy.NETWORK, EndReason.TIMED_OUT)


def _refused(record: CallRecord, code: int, is_untrusted: bool) -> CallEnd:
    if is_untrusted:
        return CallEnd(EndedBy.NETWORK, EndReason.UNTRUSTED)
    if not record.refused_with and code in (0, 408, 503):
        return CallEnd(EndedBy.NETWORK, EndReason.NO_ANSWER if record.has_rung else EndReason.UNREACHABLE)
    reason = _BY_CODE.get(code, EndReason.SERVER_ERROR if 500 <= code < 600 else EndReason.OTHER)
    if record.has_rung and code in (408, 480):
        reason = EndReason.NO_ANSWER
    return CallEnd(EndedBy.THEM if reason in _THEIR_CHOICE else EndedBy.NETWORK, reason)


def was_answered_elsewhere(reason: str) -> bool:
    """`SIP;cause=200` (RFC 3326) or Q.850's cause 26, "non-selected user clearing"."""
    for element in reason.split(","):
        protocol = element.partition(";")[0].strip().upper()
        cause = re.search(r";\s*cause\s*=\s*(\d+)", element, re.IGNORECASE)
        if cause and (protocol, int(cause[1])) in (("SIP", 200), ("Q.850", 26)):
            return True
    return False
