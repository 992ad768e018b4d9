"""Notes that are far too long: a pasted log or picture holds up neither the window nor what is typed elsewhere."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication

from softphone.gateways.sqlcipher_store.opener import SqlcipherOpener
from softphone.model.calls import CallId
from softphone.model.notes import Note, NoteChanged, NoteId
from softphone.ui.notes.note_editor import LONGEST_LINE, in_lines
from tests.fakes.loop import on_loop
from tests.ui import values as v
from tests.ui.stage import Stage, talk


def paste(stage: Stage, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    stage.window.desk.right.note.editor.insertFromMimeData(data)


@pytest.mark.parametrize("unit", ["x", "word ", "\u202e", "\U0001f600"])
def test_a_pasted_megabyte_in_one_line_stops_the_window_for_a_moment_only(stage: Stage, unit: str) -> None:
    talk(stage)
    pasted = unit * (1_000_000 // len(unit))
    began = time.monotonic()
    paste(stage, pasted)
    stage.window.grab()
    paste(stage, "one more")
    QApplication.processEvents()
    assert time.monotonic() - began < 5
    typed = next(arguments for wish, arguments in reversed(stage.wishes) if wish == "edit")[0]
    assert pasted in typed.replace("\n", "")


def test_what_is_pasted_is_text_and_no_letter_is_lost(stage: Stage) -> None:
    talk(stage)
    editor = stage.window.desk.right.note.editor
    editor.clear()
    data = QMimeData()
    data.setHtml("<b>Bold</b>")
    data.setText("a\r\nb\rc \x00\x1b[2J <b>d</b>\n")
    editor.insertFromMimeData(data)
    assert editor.toPlainText() == "a\nb\nc \x00\x1b[2J <b>d</b>\n"


def test_long_lines_are_broken_at_spaces_and_short_ones_stay() -> None:
    text = "short\n" + "word " * 1000 + "\n\n" + "x" * (2 * LONGEST_LINE)
    broken = in_lines(text)
    assert max(map(len, broken.split("\n"))) <= LONGEST_LINE
    assert broken.replace("\n", "") == text.replace("\n", "")
    assert all(line.endswith(" ") for line in broken.split("\n")[1:3])
    assert in_lines("a\n\nb\n") == "a\n\nb\n"


def test_the_last_note_never_pushes_the_window_off_the_screen(stage: Stage) -> None:
    stage.sign_in()
    height = stage.window.minimumSizeHint().height()
    stage.tell(NoteChanged(Note(NoteId("l"), CallId("l"), v.NOW, v.NOW, text="line\n" * 5000), is_saved=True))
    stage.tell(NoteChanged(None, is_saved=True))
    assert stage.window.minimumSizeHint().height() <= max(height, 720)


@on_loop
async def test_a_search_that_hits_ten_thousand_times_lets_others_save(tmp_path: Path) -> None:
    async def keep(key: str) -> None:
        assert key

    store = await SqlcipherOpener(lambda key: tmp_path).open("workplace", None, keep)
    await store.save_note(Note(NoteId("n"), CallId("c"), 1.0, 1.0, text="ab cd " * 100_000))
    began = time.monotonic()
    (found,) = await store.search("a")
    assert time.monotonic() - began < 1
    assert found.snippet.startswith("ab cd ab")
    await store.close()
