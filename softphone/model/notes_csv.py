"""Notes as a table for other programs: RFC 4180, UTF-8, one header line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from softphone.model.notes import Note

HEADER = ("workplace", "created", "changed", "finished", "number", "name", "queue", "disposition", "text", "call")
_FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_TELEPHONE_NUMBER = re.compile(r"\+[0-9]{1,15}")


def csv_bytes(notes: Iterable[tuple[str, Note]]) -> bytes:
    """`notes` are workplaces' names with their notes. Times are ISO 8601, UTC, "" where there is none."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(HEADER)
    for workplace, note in notes:
        writer.writerow(map(_guarded, _row(workplace, note)))
    return table.getvalue().encode("utf-8", "replace")


def _row(workplace: str, note: Note) -> tuple[str, ...]:
    times = map(_moment, (note.created_at, note.changed_at, note.finished_at))
    return (workplace, *times, note.number, note.name, note.queue, note.disposition, note.text, note.call_id)


def _guarded(cell: str) -> str:
    """A spreadsheet runs what begins like a formula, and a caller chooses the name that is shown. A telephone number
    with its + can do nothing and must stay what it is."""
    is_formula = _FORMULA.match(cell) and not _TELEPHONE_NUMBER.fullmatch(cell)
    return f"'{cell}" if is_formula else cell


def _moment(seconds: float | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
