from __future__ import annotations

import runpy
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from softphone.ui.resources import resource
from softphone.ui.translations import load_translation
from tests.ui.stage import Stage

FILES = sorted(resource("translations").glob("*.ts"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_translation_knows_every_sentence_and_is_compiled(file: Path, tmp_path: Path) -> None:
    script = runpy.run_path(str(resource("translations", "update.py")))
    renewed = tmp_path / file.name
    renewed.write_bytes(file.read_bytes())
    script["collect"](renewed)
    assert _sentences(renewed) == _sentences(file), "run resources/translations/update.py"
    assert 'type="unfinished"' not in renewed.read_text()
    script["compile_to"](renewed, tmp_path / "new.qm")
    assert (tmp_path / "new.qm").read_bytes() == file.with_suffix(".qm").read_bytes()


def _sentences(file: Path) -> set[tuple[str, str]]:
    contexts = ElementTree.parse(file).getroot().iter("context")
    return {
        (context.findtext("name", ""), message.findtext("source", ""))
        for context in contexts
        for message in context.iter("message")
    }


def test_english_counts_one_call_and_two_calls(stage: Stage) -> None:
    summary = stage.window.desk.top.today
    from softphone.model.history import Today

    summary.show_today(Today(answered=1))
    assert summary._figures.text().startswith("1 call ·")
    summary.show_today(Today(answered=2))
    assert summary._figures.text().startswith("2 calls ·")


def test_a_language_that_is_not_there_falls_back_to_english(qapp: QApplication) -> None:
    assert load_translation(qapp, QLocale(QLocale.Language.Icelandic)) == "en"
