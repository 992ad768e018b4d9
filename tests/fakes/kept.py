"""Settings and a ledger in memory."""

from __future__ import annotations

from softphone.model.availability import AgentState
from softphone.model.problems import Problem


class FakeSettings:
    def __init__(self, **kept: str) -> None:
        self.kept = dict(kept)
        self.problem: Problem | None = None

    async def setting(self, key: str) -> str:
        return self.kept.get(key, "")

    async def keep_setting(self, key: str, value: str) -> None:
        if self.problem:
            raise self.problem
        self.kept[key] = value


class FakeLedger(FakeSettings):
    def __init__(self, **kept: str) -> None:
        super().__init__(**kept)
        self.states: list[AgentState] = []

    async def write_state(self, state: AgentState) -> None:
        if self.problem:
            raise self.problem
        self.states.append(state)
