"""Who stays signed in works at once, and the workplace is asked until it answers."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from softphone.features.sign_in import FETCH_SECONDS
from softphone.model.problems import (
    ServerUnreachable,
    StoreDamaged,
    WrongPassword,
)
from softphone.model.sign_in import SignInStep
from softphone.model.workplace_document import write_profile
from tests.fakes.loop import on_loop, settle
from tests.fakes.sign_in import PROFILE
from tests.features.sign_in_door import LOGIN, NEWER, Door


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
    assert not after.server.asked, "the telephone comes first"

    await after.clock.advance(FETCH_SECONDS)
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
