"""Habits that hurt later: swallowed errors, things to do, untranslated sentences, paths of one machine."""

from __future__ import annotations

import ast
import re
import subprocess

import pytest

from tests.structure.house import ROOT, Module, modules

SPOKEN = {
    "setText",
    "setToolTip",
    "setPlaceholderText",
    "setAccessibleName",
    "setAccessibleDescription",
    "setWindowTitle",
    "setStatusTip",
    "addAction",
    "QLabel",
    "QPushButton",
    "QCheckBox",
    "QRadioButton",
    "QAction",
}
THIS_FILE = "tests/structure/test_habits.py"


@pytest.mark.parametrize("module", modules("softphone"), ids=lambda module: module.name)
def test_no_error_is_swallowed(module: Module) -> None:
    swallowed = [
        f"{module.name}:{node.lineno}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and all(isinstance(line, ast.Pass) for line in node.body)
    ]
    assert not swallowed


@pytest.mark.parametrize("module", modules("softphone/ui"), ids=lambda module: module.name)
def test_every_sentence_on_the_screen_can_be_translated(module: Module) -> None:
    wrong = []
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for argument in node.args:
            if name in SPOKEN and isinstance(argument, ast.Constant | ast.JoinedStr) and _has_words(argument):
                wrong.append(f"{module.name}:{node.lineno} {name}({ast.unparse(argument)})")
    assert not wrong


def _has_words(node: ast.expr) -> bool:
    texts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return any(re.search(r"[A-Za-z]{2,}", text) for text in texts)


def test_nothing_is_left_to_do_and_no_path_is_of_one_machine() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    wrong = []
    for name in files:
        if name == THIS_FILE or not name.endswith((".py", ".sh", ".md", ".toml", ".txt", "run", "test", "fetch")):
            continue
        for number, line in enumerate((ROOT / name).read_text(errors="replace").splitlines(), 1):
            if re.search(r"\b(TODO|FIXME|XXX)\b|/work/|/root/|\.\./shared|deb\.debian\.org|pypi\.org", line):
                wrong.append(f"{name}:{number} {line.strip()[:80]}")
    assert not wrong
