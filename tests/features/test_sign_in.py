"""Signing in and out: secrets in the key store and nowhere else, the store opened, nothing typed lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import msgspec
import pytest

from softphone.features.sign_in import SignIn
from softphone.model.problems import (
    BadAddress,
    DiskFull,
    Problem,
    SecretStoreLocked,
    SecretStoreMissing,
    ServerUnreachable,
    StoreDamaged,
    StoreInUse,
    StoreKeyLost,
    WrongPassword,
)
from softphone.model.sign_in import SignInChanged, SignInStep, WorkplaceLogin
from softphone.model.workplace import Profile, Workplace
from softphone.model.workplace_document import write_profile
from softphone.runtime.events import Events
from tests.fakes.clock import FakeClock
from tests.fakes.heard import Heard
from tests.fakes.loop import on_loop, settle
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
        await settle()
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


@on_loop
async def test_signing_in_fetches_the_profile_and_opens_the_store() -> None:
    door = await Door().enter()
    assert door.server.asked == [(ADDRESS, "anna")]
    assert door.steps == [SignInStep.FETCHING, SignInStep.OPENING, SignInStep.SIGNED_IN]
    assert (door.told.login, door.told.profile, door.told.problem) == (LOGIN, PROFILE, None)
    assert door.told.remembered == (LOGIN,)
    assert door.sign_in.store is door.store


@on_loop
async def test_the_password_is_in_the_key_store_only_when_the_agent_stays_signed_in() -> None:
    door = await Door().enter(stay=False)
    assert "secret" not in door.secrets.kept.values()
    assert door.sign_in.password == "secret"
    assert list(door.secrets.kept) == [f"{door.workplaces.logins[0].key}/database"]

    staying = await Door().enter(stay=True)
    assert staying.secrets.kept[f"{LOGIN.key}/password"] == "secret"


@on_loop
async def test_no_secret_is_in_what_is_remembered_or_published() -> None:
    door = await Door().enter()
    assert "secret" not in repr(door.workplaces.logins)
    assert "secret" not in repr(door.heard.all)
    assert "secret" not in repr(door.store.settings)


@pytest.mark.parametrize("problem", [WrongPassword(), ServerUnreachable()], ids=["password", "server"])
def test_what_the_workplace_says_no_to_ends_signed_out_with_the_problem(problem: Problem) -> None:
    async def run() -> None:
        door = Door()
        door.server.problem = problem
        await door.enter()
        assert door.told.step is SignInStep.SIGNED_OUT
        assert door.told.problem is problem
        assert door.told.login is not None
        assert (door.told.login.address, door.told.login.agent_id) == (ADDRESS, "anna")
        assert not door.opener.stores, "nothing is made before the profile is there"

    asyncio.run(run())


@on_loop
async def test_a_bad_address_is_told_with_what_was_typed() -> None:
    door = await Door().enter(address="http://acme.example")
    assert isinstance(door.told.problem, BadAddress)
    assert door.told.login is not None
    assert door.told.login.address == "http://acme.example"
    assert not door.server.asked


@pytest.mark.parametrize("problem", [SecretStoreLocked(), SecretStoreMissing()], ids=["locked", "missing"])
def test_without_a_key_store_nothing_is_opened_and_nothing_is_lost(problem: SecretStoreLocked) -> None:
    async def run() -> None:
        door = Door()
        door.secrets.problem = problem
        await door.enter()
        assert (door.told.step, door.told.problem) == (SignInStep.SIGNED_OUT, problem)
        assert not door.opener.stores

        door.secrets.problem = None
        await door.enter()
        assert door.told.step is SignInStep.SIGNED_IN

    asyncio.run(run())


@pytest.mark.parametrize("problem", [StoreInUse(), StoreDamaged(), StoreKeyLost(), DiskFull()])
def test_a_store_that_cannot_be_opened_is_told(problem: DiskFull) -> None:
    async def run() -> None:
        door = Door()
        door.opener.problem = problem
        await door.enter()
        assert (door.told.step, door.told.problem) == (SignInStep.SIGNED_OUT, problem)
        assert door.sign_in.store is None
        assert door.sign_in.password == ""

    asyncio.run(run())


@on_loop
async def test_a_full_disk_does_not_keep_the_agent_from_working() -> None:
    door = Door()
    door.opener.stores[LOGIN.key] = FakeStore()
    door.secrets.kept[f"{LOGIN.key}/database"] = "key"
    door.store.problem = DiskFull()
    await door.enter()
    assert door.told.step is SignInStep.SIGNED_IN
    assert isinstance(door.told.problem, DiskFull)


@on_loop
async def test_a_damaged_page_is_told_while_the_agent_works_on() -> None:
    door = await Door().enter()
    door.store.is_damaged = True
    after = await door.restarted()
    assert after.told.step is SignInStep.SIGNED_IN
    assert isinstance(after.told.problem, StoreDamaged)


@on_loop
async def test_who_stayed_signed_in_works_before_the_workplace_answers() -> None:
    door = await Door().enter()
    await door.sign_in.close()
    after = Door(door)
    after.server.gate = asyncio.Event()
    await after.sign_in.resume()
    assert (after.told.step, after.told.profile) == (SignInStep.SIGNED_IN, PROFILE)
    assert after.sign_in.password == "secret"

    after.server.profile = NEWER
    after.server.gate.set()
    await settle()
    assert after.told.profile == NEWER
    assert after.told.login is not None
    assert after.told.login.workplace_name == "Acme Care"
    assert after.store.settings["profile"] == write_profile(NEWER).decode()


@on_loop
async def test_a_profile_that_did_not_change_is_not_published_again() -> None:
    after = await (await Door().enter()).restarted()
    assert after.steps.count(SignInStep.SIGNED_IN) == 1


@on_loop
async def test_a_workplace_that_cannot_be_reached_is_told_and_asked_again() -> None:
    after = await (await Door().enter()).restarted(problem=ServerUnreachable())
    assert (after.told.step, after.told.profile) == (SignInStep.SIGNED_IN, PROFILE)
    assert isinstance(after.told.problem, ServerUnreachable)
    told = len(after.heard.all)
    await after.clock.advance(65)
    assert len(after.server.asked) == 3
    assert len(after.heard.all) == told, "told once"

    after.server.problem = None
    await after.clock.advance(30)
    assert after.told.problem is None
    asked = len(after.server.asked)
    await after.clock.advance(300)
    assert len(after.server.asked) == asked


@on_loop
async def test_a_password_that_was_changed_meanwhile_signs_out_and_is_forgotten() -> None:
    after = await (await Door().enter()).restarted(problem=WrongPassword())
    assert after.told.step is SignInStep.SIGNED_OUT
    assert isinstance(after.told.problem, WrongPassword)
    assert f"{LOGIN.key}/password" not in after.secrets.kept
    assert after.store.is_closed


@on_loop
async def test_a_password_that_was_changed_does_not_end_a_call() -> None:
    door = await Door().enter()
    await door.sign_in.close()
    after = Door(door)
    after.server.problem = WrongPassword()
    after.is_busy = True
    await after.sign_in.resume()
    await after.clock.advance(120)
    assert after.told.step is SignInStep.SIGNED_IN
    assert isinstance(after.told.problem, WrongPassword)
    assert len(after.server.asked) == 1, "servers lock accounts that try again and again"

    after.is_busy = False
    await after.clock.advance(2)
    assert after.steps[-1] is SignInStep.SIGNED_OUT


@on_loop
async def test_nobody_is_signed_in_who_did_not_want_to_stay() -> None:
    door = await Door().enter(stay=False)
    after = await door.restarted()
    assert after.steps == [SignInStep.SIGNED_OUT]
    assert after.told.remembered == (replace(LOGIN, stay_signed_in=False),)


@on_loop
async def test_resuming_without_the_password_asks_for_it() -> None:
    door = await Door().enter()
    del door.secrets.kept[f"{LOGIN.key}/password"]
    after = await door.restarted()
    assert (after.told.step, after.told.login, after.told.problem) == (SignInStep.SIGNED_OUT, LOGIN, None)


@on_loop
async def test_a_kept_password_that_is_wrong_is_not_tried_at_the_next_start() -> None:
    door = await Door().enter()
    del door.store.settings["profile"]
    after = await door.restarted(problem=WrongPassword())
    assert after.told.step is SignInStep.SIGNED_OUT
    assert f"{LOGIN.key}/password" not in after.secrets.kept


@on_loop
async def test_a_kept_profile_that_cannot_be_read_any_more_is_fetched_again() -> None:
    door = await Door().enter()
    door.store.settings["profile"] = '{"format": 0}'
    after = await door.restarted(NEWER)
    assert (after.told.step, after.told.profile) == (SignInStep.SIGNED_IN, NEWER)


@on_loop
async def test_signing_out_forgets_the_password_and_keeps_the_key_of_the_notes() -> None:
    door = await Door().enter()
    await door.sign_in.sign_out()
    assert list(door.secrets.kept) == [f"{LOGIN.key}/database"]
    assert door.store.is_closed
    assert (door.told.step, door.told.profile) == (SignInStep.SIGNED_OUT, None)
    assert door.told.remembered == (replace(LOGIN, stay_signed_in=False),)
    assert (door.sign_in.password, door.sign_in.store, door.sign_in.login) == ("", None, None)

    await door.enter()
    assert door.told.step is SignInStep.SIGNED_IN, "the same notes are there again"


@on_loop
async def test_work_before_leaving_is_done_in_order_while_the_store_is_open() -> None:
    door = await Door().enter()
    done: list[object] = []

    async def work(name: str) -> None:
        done.append((name, door.sign_in.store is not None))

    async def failing() -> None:
        raise RuntimeError("the PBX does not answer")

    door.sign_in.leave_with(lambda: work("queue"))
    door.sign_in.leave_with(failing)
    door.sign_in.leave_with(lambda: work("notes"))
    await door.sign_in.sign_out()
    assert done == [("queue", True), ("notes", True)]
    assert door.told.step is SignInStep.SIGNED_OUT


@on_loop
async def test_signing_out_waits_while_something_typed_cannot_be_saved() -> None:
    door = await Door().enter()

    async def notes_cannot_be_saved() -> None:
        raise DiskFull

    door.sign_in.leave_with(notes_cannot_be_saved)
    await door.sign_in.sign_out()
    assert door.told.step is SignInStep.SIGNED_IN
    assert isinstance(door.told.problem, DiskFull)
    assert not door.store.is_closed
    assert f"{LOGIN.key}/password" in door.secrets.kept


@on_loop
async def test_signing_out_with_a_locked_key_store_says_that_the_password_is_still_there() -> None:
    door = await Door().enter()
    door.secrets.problem = SecretStoreLocked()
    await door.sign_in.sign_out()
    assert door.told.step is SignInStep.SIGNED_OUT
    assert isinstance(door.told.problem, SecretStoreLocked)
    assert not door.told.remembered[0].stay_signed_in, "it is not used again"


@on_loop
async def test_two_clicks_sign_in_once() -> None:
    door = Door()
    await asyncio.gather(door.enter(), door.enter())
    assert len(door.server.asked) == 1


@on_loop
async def test_two_workplaces_have_stores_and_secrets_of_their_own() -> None:
    door = await Door().enter()
    await door.enter(address="https://other.example")
    assert len(door.opener.stores) == 2
    assert len(door.secrets.kept) == 4
    assert door.store.is_closed
    assert [login.address for login in door.told.remembered] == ["https://other.example", ADDRESS]
    assert door.steps[-5:-3] == [SignInStep.SIGNING_OUT, SignInStep.SIGNED_OUT], "features forget the first one"


@on_loop
async def test_forgetting_a_workplace_keeps_its_notes() -> None:
    door = await Door().enter()
    await door.sign_in.forget(LOGIN)
    assert door.told.step is SignInStep.SIGNED_OUT
    assert door.told.remembered == ()
    assert list(door.secrets.kept) == [f"{LOGIN.key}/database"]


@on_loop
async def test_forgetting_another_workplace_does_not_sign_out() -> None:
    door = await Door().enter()
    other = WorkplaceLogin("https://other.example", "anna")
    door.workplaces.remember(other)
    await door.sign_in.forget(other)
    assert (door.told.step, door.told.remembered) == (SignInStep.SIGNED_IN, (LOGIN,))
    assert door.sign_in.store is not None


@on_loop
async def test_after_the_window_died_nobody_is_asked_for_a_password_that_was_not_kept() -> None:
    door = await Door().enter(stay=False)
    await door.sign_in.close()
    after = Door(door)
    await after.sign_in.rejoin()
    await settle()
    assert (after.told.step, after.told.profile) == (SignInStep.SIGNED_IN, PROFILE)
    assert not after.server.asked


@on_loop
async def test_after_the_window_died_at_an_unknown_place_somebody_signs_in_as_ever() -> None:
    door = Door()
    await door.sign_in.rejoin()
    assert door.steps == [SignInStep.SIGNED_OUT]
