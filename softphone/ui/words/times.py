"""Clocks, spans and moments as the agent reads them."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from softphone.ui.controls.text import quoted_name

translate = QCoreApplication.translate


def clock(seconds: float) -> str:
    """ "3:27", from an hour on "1:02:07"."""
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def long_clock(seconds: float) -> str:
    """ "00:03:27": for a clock that must not change its width."""
    whole = max(0, int(seconds))
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def span(seconds: float) -> str:
    """ "2 h 11 min", "4 min", "40 s"."""
    whole = max(0, int(seconds))
    if whole >= 3600:
        return translate("Times", "{0} h {1} min").format(whole // 3600, whole // 60 % 60)
    if whole >= 60:
        return translate("Times", "{0} min").format(whole // 60)
    return translate("Times", "{0} s").format(whole)


def time_of_day(epoch: float) -> str:
    moment = datetime.fromtimestamp(epoch)
    return QLocale().toString(QTime(moment.hour, moment.minute), QLocale.FormatType.ShortFormat)


def day(epoch: float, now: float) -> str:
    """ "Today", "Yesterday", "12 Nov", "12 Nov 2024"."""
    then, today = datetime.fromtimestamp(epoch).date(), datetime.fromtimestamp(now).date()
    if then == today:
        return translate("Times", "Today")
    if (today - then).days == 1:
        return translate("Times", "Yesterday")
    pattern = "d MMM" if then.year == today.year else "d MMM yyyy"
    return QLocale().toString(QDate(then.year, then.month, then.day), pattern)


def moment(epoch: float, now: float) -> str:
    """ "14:07" of today, "Yesterday 14:07", "12 Nov"."""
    return quoted_name(_moment(epoch, now))


def _moment(epoch: float, now: float) -> str:
    days = (datetime.fromtimestamp(now).date() - datetime.fromtimestamp(epoch).date()).days
    if days == 0:
        return time_of_day(epoch)
    return f"{day(epoch, now)} {time_of_day(epoch)}" if days == 1 else day(epoch, now)


def ago(seconds: float) -> str:
    if seconds < 60:
        return translate("Times", "just now")
    return translate("Times", "{0} ago").format(span(seconds))
