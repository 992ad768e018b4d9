"""Small functions, small files, one subject each."""

from __future__ import annotations

import statistics

import pytest

from tests.structure.house import Module, length, modules

ALL = modules("softphone") + modules("tests")
VAGUE = {"utils", "util", "helpers", "helper", "managers", "manager", "common", "misc", "base"}


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.name)
def test_a_file_has_one_subject(module: Module) -> None:
    assert module.lines <= 400, f"{module.name} has {module.lines} lines: which two subjects are in it?"
    assert not VAGUE & set(module.parts), f"{module.name}: name it for its subject"


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.name)
def test_a_function_fits_on_a_page(module: Module) -> None:
    long = [f"{module.name}:{f.lineno} {f.name} has {length(f)} lines" for f in module.functions() if length(f) > 50]
    assert not long


def test_the_typical_function_is_short_and_the_typical_file_too() -> None:
    functions = [length(function) for module in modules("softphone") for function in module.functions()]
    assert statistics.median(functions) < 10
    assert statistics.median(module.lines for module in modules("softphone")) < 300


def test_a_module_opens_with_a_sentence() -> None:
    import ast

    silent = [module.name for module in modules("softphone") if not ast.get_docstring(module.tree)]
    assert not silent
