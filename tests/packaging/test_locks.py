"""The locks pin every package by its hash, name no address and cover what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "packaging" / "lock"
NAMES = ["runtime", "test", "build"]


def entries(name: str) -> list[str]:
    """Each requirement of a lock as one line."""
    text = (LOCKS / f"{name}.txt").read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]


def pinned(name: str) -> set[str]:
    return {entry.split("==")[0].strip() for entry in entries(name)}


def normal(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()


@pytest.mark.parametrize("name", NAMES)
def test_every_package_has_one_version_and_a_hash(name: str) -> None:
    loose = [entry for entry in entries(name) if not re.match(r"[a-z0-9-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry)]
    assert not loose
    assert entries(name)


@pytest.mark.parametrize("name", NAMES)
def test_no_lock_names_an_address(name: str) -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links|@ ", (LOCKS / f"{name}.txt").read_text())


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    shipped = {normal(wish) for wish in project["project"]["dependencies"]}
    tests = {normal(wish) for wish in project["dependency-groups"]["test"]}
    assert shipped <= pinned("runtime")
    assert tests <= pinned("runtime") | pinned("test")


def test_the_tests_run_with_what_is_shipped() -> None:
    assert not pinned("runtime") & pinned("test")
