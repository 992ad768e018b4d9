"""Signing in and out: secrets in the key store and nowhere else, the store opened, nothing typed lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

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
from softphone.model.sign_in import SignInStep, WorkplaceLogin
from tests.fakes.loop import on_loop
from tests.fakes.sign_in import PROFILE
from tests.fakes.store import FakeStore
from tests.features.sign_in_door import ADDRESS, LOGIN, Door


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
async def test_the_key_store_is_asked_for_nothing_before_the_workplace_took_the_password() -> None:
    door = Door()
    asked: list[str] = []

    async def ask(name: str) -> None:
        asked.append(name)

    door.secrets.forget = ask  # type: ignore[method-assign]
    await door.enter(stay=False, password="not this one")
    assert isinstance(door.told.problem, WrongPassword)
    assert asked == []


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
