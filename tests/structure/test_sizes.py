"""Small functions, small files, one subject each."""

from __future__ import annotations

import ast
import statistics

from tests.structure.house import length, modules

ALL = modules("softphone") + modules("tests")
VAGUE = {"utils", "util", "helpers", "helper", "managers", "manager", "common", "misc", "base"}


def test_a_file_has_one_subject() -> None:
    long = [f"{module.name} has {module.lines} lines: which two subjects?" for module in ALL if module.lines > 400]
    assert not long


def test_a_module_is_named_for_its_subject() -> None:
    assert not [module.name for module in ALL if VAGUE & set(module.parts)]


def test_a_function_fits_on_a_page() -> None:
    long = [
        f"{module.name}:{function.lineno} {function.name} has {length(function)} lines"
        for module in ALL
        for function in module.functions()
        if length(function) > 50
    ]
    assert not long


def test_the_typical_function_is_short_and_the_typical_file_too() -> None:
    functions = [length(function) for module in modules("softphone") for function in module.functions()]
    assert statistics.median(functions) < 10
    assert statistics.median(module.lines for module in modules("softphone")) < 300


def test_a_module_opens_with_a_sentence() -> None:
    silent = [module.name for module in modules("softphone") if not ast.get_docstring(module.tree)]
    assert not silent
