"""One call as PJSIP knows it: its callbacks copy out plain values, to be handled right after the poll.

Such an object must be dropped soon after the end of its call: PJSIP uses call numbers again, and the destructor of an
old object hangs up whatever call has its number then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import pjsua2 as pj

from softphone.engine.guarding import guarded
from softphone.model.calls import CallId

MOST_MESSAGE_CHARACTERS = 64_000


@dataclass(frozen=True, slots=True)
class StateSeen:
    """`received` is the message that changed the state, "" when none did."""

    state: int
    code: int
    phrase: str
    received: str = ""


@dataclass(frozen=True, slots=True)
class TransactionSeen:
    """`received` is the message that came, "" when it was ours or a timer."""

    is_ours: bool
    method: str
    code: int
    is_final: bool
    received: str


@dataclass(frozen=True, slots=True)
class StreamTotals:
    """Packets of one media stream that has ended; hold and resume each begin another."""

    received: int = 0
    lost: int = 0
    sent: int = 0


class CallListener(Protocol):
    def state_changed(self, call_id: CallId, seen: StateSeen) -> None: ...
    def transaction_changed(self, call_id: CallId, seen: TransactionSeen) -> None: ...
    def media_changed(self, call_id: CallId) -> None: ...
    def stream_ended(self, call_id: CallId, totals: StreamTotals) -> None: ...
    def digit_heard(self, call_id: CallId, digit: str) -> None: ...
    def transfer_progressed(self, call_id: CallId, code: int, is_final: bool) -> None: ...
    def may_follow(self, uri: str) -> bool: ...
    def followed(self, account: pj.Account, uri: str) -> LiveCall: ...


Soon = Callable[[Callable[[], object]], None]


class LiveCall(pj.Call):  # type: ignore[misc]
    def __init__(
        self, account: pj.Account, call_id: CallId, listener: CallListener, soon: Soon, pj_id: int = pj.PJSUA_INVALID_ID
    ) -> None:
        super().__init__(account, pj_id)
        self.call_id = call_id
        self._account = account
        self._listener = listener
        self._soon = soon

    @guarded
    def onCallState(self, prm: Any) -> None:
        info = self.getInfo()
        seen = StateSeen(info.state, info.lastStatusCode, info.lastReason, _received(prm.e))
        self._soon(partial(self._listener.state_changed, self.call_id, seen))

    @guarded
    def onCallMediaState(self, prm: Any) -> None:
        self._soon(partial(self._listener.media_changed, self.call_id))

    @guarded
    def onCallTsxState(self, prm: Any) -> None:
        seen = _transaction_seen(prm.e.body.tsxState)
        self._soon(partial(self._listener.transaction_changed, self.call_id, seen))

    @guarded
    def onStreamDestroyed(self, prm: Any) -> None:
        totals = _totals(self.getStreamStat(prm.streamIdx))
        self._soon(partial(self._listener.stream_ended, self.call_id, totals))

    @guarded
    def onDtmfDigit(self, prm: Any) -> None:
        self._soon(partial(self._listener.digit_heard, self.call_id, str(prm.digit)))

    @guarded
    def onCallTransferStatus(self, prm: Any) -> None:
        self._soon(partial(self._listener.transfer_progressed, self.call_id, prm.statusCode, bool(prm.finalNotify)))

    def onCallTransferRequest(self, prm: Any) -> None:
        # Refused unless allowed: PJSIP itself would let the other end make us call any number.
        prm.statusCode = pj.PJSIP_SC_DECLINE
        self._follow(prm)

    @guarded
    def _follow(self, prm: Any) -> None:
        if self._listener.may_follow(prm.dstUri):
            prm.newCall = self._listener.followed(self._account, prm.dstUri)
            prm.statusCode = pj.PJSIP_SC_ACCEPTED

    def onCallReplaceRequest(self, prm: Any) -> None:
        prm.statusCode = pj.PJSIP_SC_DECLINE


def _received(event: Any) -> str:
    if event.type != pj.PJSIP_EVENT_TSX_STATE or event.body.tsxState.type != pj.PJSIP_EVENT_RX_MSG:
        return ""
    return str(event.body.tsxState.src.rdata.wholeMsg)[:MOST_MESSAGE_CHARACTERS]


def _transaction_seen(event: Any) -> TransactionSeen:
    transaction = event.tsx
    received = event.src.rdata.wholeMsg if event.type == pj.PJSIP_EVENT_RX_MSG else ""
    return TransactionSeen(
        is_ours=transaction.role == pj.PJSIP_ROLE_UAC,
        method=transaction.method,
        code=transaction.statusCode,
        is_final=transaction.state in (pj.PJSIP_TSX_STATE_COMPLETED, pj.PJSIP_TSX_STATE_TERMINATED),
        received=received[:MOST_MESSAGE_CHARACTERS],
    )


def _totals(statistics: Any) -> StreamTotals:
    rtcp = statistics.rtcp
    received, sent = rtcp.rxStat, rtcp.txStat
    return StreamTotals(received.pkt, received.loss, sent.pkt)
