"""What signing in needs from the world."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from softphone.model.sign_in import WorkplaceLogin
from softphone.model.workplace import Profile
from softphone.ports.store import Store


class WorkplaceServer(Protocol):
    async def fetch_profile(self, address: str, agent_id: str, password: str) -> Profile:
        """SignInProblem says what is wrong (model/problems.py)."""
        ...


class SecretStore(Protocol):
    """Secrets by name; SecretStoreLocked or SecretStoreMissing when the system's key store cannot be used."""

    async def secret(self, name: str) -> str | None: ...
    async def keep(self, name: str, secret: str) -> None: ...
    async def forget(self, name: str) -> None: ...


class RememberedWorkplaces(Protocol):
    def all(self) -> Sequence[WorkplaceLogin]: ...
    def remember(self, login: WorkplaceLogin) -> None:
        """Keep, first in the list; replaces one of the same address and agent."""
        ...

    def forget(self, login: WorkplaceLogin) -> None: ...


class StoreOpener(Protocol):
    async def open(
        self, workplace_key: str, database_key: str | None, keep_key: Callable[[str], Awaitable[None]]
    ) -> Store:
        """Open the workplace's store, or make it when there is none.

        With `None` a new key is made and given to `keep_key` before anything is written, so that no store is ever
        without its key; `None` for an existing store raises StoreKeyLost, other StoreProblems as they say.
        """
        ...
