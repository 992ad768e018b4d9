"""The start of the window: whatever goes wrong, it ends with somebody signed in or with the form to do so."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from softphone.assembly import Assembly, Launch
from softphone.model.problems import SignInProblem
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.runtime.folders import Folders


def test_a_fault_in_signing_in_by_itself_ends_with_the_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    async def nothing(*_: object) -> None:
        return None

    monkeypatch.setattr(Assembly, "open", nothing)
    assembly = Assembly(Launch(Folders(tmp_path)))
    monkeypatch.setattr(assembly.sign_in, "resume", broken)
    told: list[SignInChanged] = []
    assembly.events.subscribe(SignInChanged, told.append)
    asyncio.run(assembly.start())
    (last,) = told
    assert last.step is SignInStep.SIGNED_OUT
    assert isinstance(last.problem, SignInProblem)
