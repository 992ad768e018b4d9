"""The quality of the line in a word, with the cause when it is not good."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from softphone.model.calls import CallStatistics
from softphone.ui.theme.tokens import Ink
from softphone.ui.words.state_words import Face

translate = QCoreApplication.translate

FAIR_LOSS_PERCENT, POOR_LOSS_PERCENT = 1.0, 5.0
FAIR_JITTER_MS, POOR_JITTER_MS = 30.0, 60.0
FAIR_ROUND_TRIP_MS, POOR_ROUND_TRIP_MS = 400.0, 800.0


def loss_percent(statistics: CallStatistics) -> float:
    """The worse of both directions."""
    return max(statistics.received_loss_percent, statistics.sent_loss_percent or 0.0)


def quality_face(statistics: CallStatistics) -> Face:
    fair, poor = _causes(statistics, fair=True), _causes(statistics, fair=False)
    if poor:
        return Face("triangle-alert", Ink.MISSED, translate("Line", "Line poor: {0}").format(", ".join(poor)))
    if fair:
        return Face("triangle-alert", Ink.BREAK, translate("Line", "Line fair: {0}").format(", ".join(fair)))
    return Face("activity", Ink.READY, translate("Line", "Line good"))


def figures(statistics: CallStatistics) -> str:
    """ "loss 0.0 % · jitter 3 ms · round trip 41 ms"; the codec stands on the call's card."""
    parts = [
        translate("Line", "loss {0} %").format(f"{loss_percent(statistics):.1f}"),
        translate("Line", "jitter {0} ms").format(round(statistics.received_jitter_ms)),
    ]
    if statistics.round_trip_ms is not None:
        parts.append(translate("Line", "round trip {0} ms").format(round(statistics.round_trip_ms)))
    return " · ".join(parts)


def _causes(statistics: CallStatistics, *, fair: bool) -> list[str]:
    causes = []
    if loss_percent(statistics) > (FAIR_LOSS_PERCENT if fair else POOR_LOSS_PERCENT):
        causes.append(translate("Line", "sound gets lost"))
    if statistics.received_jitter_ms > (FAIR_JITTER_MS if fair else POOR_JITTER_MS):
        causes.append(translate("Line", "sound comes unevenly"))
    if (statistics.round_trip_ms or 0.0) > (FAIR_ROUND_TRIP_MS if fair else POOR_ROUND_TRIP_MS):
        causes.append(translate("Line", "long delay"))
    return causes
