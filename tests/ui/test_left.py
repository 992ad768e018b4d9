"""My work, on the left."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication

from softphone.model.history import HistoryChanged
from tests.ui import values as v
from tests.ui.stage import Stage, be_ready


def test_looking_at_the_history_calls_nobody_back(stage: Stage) -> None:
    be_ready(stage)
    seen = tuple(replace(past, missed_seen=True) for past in v.HISTORY.calls)
    stage.tell(HistoryChanged(seen, 0))
    left = stage.window.desk.left
    assert left.waiting.rows.rowCount() == 2
    assert not left._nobody.isVisible()


def test_who_waits_has_all_the_room_there_is(stage: Stage) -> None:
    be_ready(stage)
    QApplication.processEvents()
    assert stage.window.desk.left.waiting.height() > 300
