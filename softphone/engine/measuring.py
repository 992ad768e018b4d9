"""Levels ten times a second and statistics once a second, of every call that is talking."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pjsua2 as pj

from softphone.engine.call_record import CallRecord
from softphone.engine.call_table import CallTable
from softphone.engine.sound import Sound
from softphone.engine.wiring import audio_of
from softphone.model.calls import CallStatistics, Levels
from softphone.model.engine_link import LevelsReport, Report, StatisticsReport

log = logging.getLogger(__name__)


class Measuring:
    def __init__(self, table: CallTable, sound: Sound, report: Callable[[Report], None]) -> None:
        self._table, self._sound, self._report = table, sound, report

    def tell_levels(self) -> None:
        levels = tuple(found for record in self._talking() if (found := self._levels(record)))
        if levels:
            self._report(LevelsReport(levels=levels))

    def tell_statistics(self) -> None:
        for record in self._talking():
            statistics = _statistics(record)
            if statistics:
                self._report(StatisticsReport(statistics=statistics))

    def _talking(self) -> list[CallRecord]:
        return [record for record in self._table.alive if record.is_talking and not record.service]

    def _levels(self, record: CallRecord) -> Levels | None:
        media = audio_of(record)
        if media is None:
            return None
        sent = 0.0 if record.muted or record.hold.is_held else media.getRxLevel() / 100
        return Levels(record.id, self._sound.microphone_level(), sent, media.getTxLevel() / 100)


def _statistics(record: CallRecord) -> CallStatistics | None:
    if record.live is None or record.answered_at is None:
        return None
    try:
        stream = record.live.getStreamStat(_audio_index(record.live))
    except pj.Error:
        return None
    return _summed(record, stream, record.now - record.answered_at)


def packets_received(record: CallRecord) -> int:
    """By the stream that runs now; 0 when none does."""
    if record.live is None or record.is_over:
        return 0
    try:
        statistics = record.live.getStreamStat(_audio_index(record.live))
    except pj.Error:
        return 0
    return int(statistics.rtcp.rxStat.pkt)


def _summed(record: CallRecord, stream: Any, seconds: float) -> CallStatistics:
    rtcp, buffer = stream.rtcp, stream.jbuf
    received, sent, trip = rtcp.rxStat, rtcp.txStat, rtcp.rttUsec
    before = record.quality
    packets, lost = before.received + received.pkt, before.lost + received.loss
    has_word = trip.n > 0
    jitter, their_jitter = received.jitterUsec, sent.jitterUsec
    return CallStatistics(
        call_id=record.id,
        seconds=seconds,
        codec=record.media.codec,
        received_packets=packets,
        received_loss_percent=_percent(lost, packets + lost),
        received_jitter_ms=jitter.mean / 1000,
        sent_packets=before.sent + sent.pkt,
        sent_loss_percent=_percent(sent.loss, sent.pkt) if has_word else None,
        sent_jitter_ms=their_jitter.mean / 1000 if has_word else None,
        round_trip_ms=trip.last / 1000 if has_word else None,
        buffer_delay_ms=float(buffer.avgDelayMsec),
    )


def _percent(part: int, whole: int) -> float:
    return 100.0 * part / whole if whole else 0.0


def _audio_index(live: pj.Call) -> int:
    info = live.getInfo()
    return next((int(m.index) for m in info.media if m.type == pj.PJMEDIA_TYPE_AUDIO), 0)
