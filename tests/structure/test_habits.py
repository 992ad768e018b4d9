"""Habits that hurt later: swallowed errors, things to do, untranslated sentences, paths of one machine."""

from __future__ import annotations

import ast
import re
import subprocess

from tests.structure.house import ROOT, modules

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


def test_no_error_is_swallowed() -> None:
    swallowed = [
        f"{module.name}:{node.lineno}"
        for module in modules("softphone")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and all(isinstance(line, ast.Pass) for line in node.body)
    ]
    assert not swallowed


def test_every_sentence_on_the_screen_can_be_translated() -> None:
    wrong = []
    for module in modules("softphone/ui"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and _called(node) in SPOKEN:
                spoken = [argument for argument in node.args if _has_words(argument)]
                wrong += [f"{module.name}:{node.lineno} {ast.unparse(argument)}" for argument in spoken]
    assert not wrong


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _has_words(node: ast.expr) -> bool:
    """Whether a literal has words: the name of a key or an example address is the same in every language."""
    if not isinstance(node, ast.Constant | ast.JoinedStr):
        return False
    texts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return any(re.search(r"[A-Za-z]{2,}", re.sub(r"^Ctrl\+|\S+\.example", "", text)) for text in texts)


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
