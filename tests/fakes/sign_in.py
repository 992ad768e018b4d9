"""A workplace, a key store and a list of workplaces in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from softphone.model.problems import Problem, SecretStoreProblem, WrongPassword
from softphone.model.sign_in import WorkplaceLogin
from softphone.model.workplace import Agent, Profile, Queue, Queues, Workplace

PROFILE = Profile(
    format=1,
    workplace=Workplace(id="acme-support", name="Acme Support"),
    agent=Agent(id="anna", name="Anna Berg"),
    queues=Queues(
        queues=(
            Queue(id="support", name="Support", wrap_up="must-choose", dispositions=("solved", "follow-up")),
            Queue(id="sales", name="Sales", wrap_up="timed", dispositions=("sold",)),
            Queue(id="hotline", name="Hotline", wrap_up="none"),
        )
    ),
)


class FakeWorkplaceServer:
    def __init__(self, profile: Profile = PROFILE, password: str = "secret") -> None:
        self.profile = profile
        self.password = password
        self.problem: Problem | None = None
        self.asked: list[tuple[str, str]] = []
        self.gate: asyncio.Event | None = None
        """Answers only when it is set; None: at once."""

    async def fetch_profile(self, address: str, agent_id: str, password: str) -> Profile:
        self.asked.append((address, agent_id))
        await asyncio.sleep(0)
        if self.gate:
            await self.gate.wait()
        if self.problem:
            raise self.problem
        if password != self.password:
            raise WrongPassword
        return self.profile


class FakeSecrets:
    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.problem: SecretStoreProblem | None = None

    async def secret(self, name: str) -> str | None:
        await self._answer()
        return self.kept.get(name)

    async def keep(self, name: str, secret: str) -> None:
        await self._answer()
        self.kept[name] = secret

    async def forget(self, name: str) -> None:
        await self._answer()
        self.kept.pop(name, None)

    async def _answer(self) -> None:
        await asyncio.sleep(0)
        if self.problem:
            raise self.problem


class FakeWorkplaces:
    def __init__(self, *logins: WorkplaceLogin) -> None:
        self.logins = list(logins)

    def all(self) -> Sequence[WorkplaceLogin]:
        return tuple(self.logins)

    def remember(self, login: WorkplaceLogin) -> None:
        self.forget(login)
        self.logins.insert(0, login)

    def forget(self, login: WorkplaceLogin) -> None:
        self.logins = [other for other in self.logins if other.key != login.key]
