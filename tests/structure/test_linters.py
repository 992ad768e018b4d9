"""The linters and the type checker are part of the tests."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.structure.house import ROOT


@pytest.mark.parametrize(
    "arguments",
    [("ruff", "check", "softphone", "tests"), ("ruff", "format", "--check", "softphone", "tests"), ("mypy",)],
    ids=["ruff check", "ruff format", "mypy strict"],
)
@pytest.mark.timeout(600)
def test_the_code_is_clean(arguments: tuple[str, ...]) -> None:
    result = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
