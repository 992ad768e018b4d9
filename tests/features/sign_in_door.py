"""A window in front of which somebody signs in, on a computer with a key store and a workplace to ask."""

from __future__ import annotations

import msgspec

from softphone.features.sign_in import FETCH_SECONDS, SignIn
from softphone.model.problems import (
    Problem,
)
from softphone.model.sign_in import SignInChanged, SignInStep, WorkplaceLogin
from softphone.model.workplace import Profile, Workplace
from softphone.runtime.events import Events
from tests.fakes.clock import FakeClock
from tests.fakes.heard import Heard
from tests.fakes.loop import settle
from tests.fakes.sign_in import PROFILE, FakeSecrets, FakeWorkplaces, FakeWorkplaceServer
from tests.fakes.store import FakeOpener, FakeStore

ADDRESS = "https://acme.example"
LOGIN = WorkplaceLogin(ADDRESS, "anna", "Acme Support", stay_signed_in=True)
NEWER = msgspec.structs.replace(PROFILE, workplace=Workplace(id="acme-support", name="Acme Care"))


class Door:
    """A window in front of which somebody signs in. Made from another one it is the same computer, started again."""

    def __init__(self, before: Door | None = None) -> None:
        self.events = Events()
        self.clock = FakeClock()
        self.server = FakeWorkplaceServer()
        self.secrets: FakeSecrets = before.secrets if before else FakeSecrets()
        self.workplaces: FakeWorkplaces = before.workplaces if before else FakeWorkplaces()
        self.opener: FakeOpener = before.opener if before else FakeOpener()
        self.is_busy = False
        self.sign_in = SignIn(
            self.server,
            self.secrets,
            self.workplaces,
            self.opener,
            self.events,
            clock=self.clock,
            is_busy=lambda: self.is_busy,
        )
        self.heard = Heard(self.events, SignInChanged)

    async def enter(self, *, stay: bool = True, password: str = "secret", address: str = "acme.example") -> Door:
        await self.sign_in.sign_in(address, "anna", password, stay)
        await settle()
        return self

    async def restarted(self, profile: Profile | None = None, problem: Problem | None = None) -> Door:
        """The window is closed and started again; the workplace answers with this now."""
        await self.sign_in.close()
        door = Door(self)
        door.server.profile = profile or PROFILE
        door.server.problem = problem
        await door.sign_in.resume()
        await door.clock.advance(FETCH_SECONDS)
        return door

    @property
    def told(self) -> SignInChanged:
        return self.heard.last(SignInChanged)

    @property
    def steps(self) -> list[SignInStep]:
        return [event.step for event in self.heard.of(SignInChanged)]

    @property
    def store(self) -> FakeStore:
        return self.opener.stores[LOGIN.key]
