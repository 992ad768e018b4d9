"""A lamp that hides removals, as Asterisk's does: membership is proved by a pause that moves it."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softphone.model.availability import AgentStateKind, QueuePresenceChanged
from softphone.model.lamps import LampState
from softphone.model.registration import RegistrationState
from softphone.model.sign_in import SignInChanged, SignInStep
from tests.fakes.loop import on_loop, settle
from tests.features.queue_desk import IN, OUT, PAUSED, UNKNOWN, Desk


@on_loop
async def test_a_removal_that_the_lamp_hides_is_found_by_the_next_pause_and_mended_by_the_next_ready() -> None:
    desk = Desk(tells_removal=False)
    await desk.is_ready()
    desk.queue.supervisor(member=False)
    await settle()
    await desk.agent.take_break("lunch")
    await desk.clock.advance(3)
    assert desk.told == QueuePresenceChanged(PAUSED, OUT)
    await desk.agent.go_ready()
    await desk.clock.advance(10)
    assert desk.queue.presence is IN
    assert desk.told == QueuePresenceChanged(IN, IN)


@on_loop
async def test_a_lamp_left_from_yesterday_is_not_taken_for_membership() -> None:
    desk = Desk(tells_removal=False)
    desk.queue.lamp = LampState.OFF
    await desk.signs_in()
    assert desk.told.confirmed is UNKNOWN
    await desk.clock.advance(3)
    assert desk.told == QueuePresenceChanged(PAUSED, OUT)
    await desk.agent.go_ready()
    await desk.clock.advance(10)
    assert desk.queue.presence is IN
    assert desk.told == QueuePresenceChanged(IN, IN)


@on_loop
async def test_a_pause_lamp_left_from_yesterday_is_found_out_when_the_agent_goes_ready() -> None:
    desk = Desk(tells_removal=False)
    desk.queue.lamp = LampState.ON
    await desk.signs_in()
    await desk.agent.go_ready()
    await desk.clock.advance(10)
    assert desk.queue.presence is IN
    assert desk.told == QueuePresenceChanged(IN, IN)


@on_loop
async def test_leaving_after_a_hidden_removal_does_not_join() -> None:
    for before in (AgentStateKind.READY, AgentStateKind.BREAK):
        desk = Desk(tells_removal=False)
        await desk.is_ready()
        if before is AgentStateKind.BREAK:
            await desk.agent.take_break("lunch")
            await settle()
        desk.queue.supervisor(member=False)
        leaving = asyncio.ensure_future(desk.membership.leave())
        await desk.clock.advance(15)
        await leaving
        assert desk.queue.presence is OUT
        assert desk.told.confirmed is OUT


@on_loop
async def test_signing_in_a_second_time_in_the_same_window_joins_again() -> None:
    desk = Desk(tells_removal=False)
    await desk.is_ready()
    desk.events.publish(SignInChanged(SignInStep.SIGNING_OUT))
    leaving = asyncio.ensure_future(desk.membership.leave())
    await desk.clock.advance(2)
    await leaving
    desk.phone.registration_is(RegistrationState.OFF)
    desk.events.publish(SignInChanged(SignInStep.SIGNED_OUT))
    await desk.is_ready()
    await desk.clock.advance(10)
    assert desk.queue.presence is IN
    assert desk.told == QueuePresenceChanged(IN, IN)


WISHES = st.lists(st.sampled_from(("ready", "break", "call", "hang up", "finish", "paused", "removed")), max_size=12)


@pytest.mark.parametrize("tells_removal", [True, False])
@settings(max_examples=60, deadline=None)
@given(wishes=WISHES)
def test_whatever_happens_in_is_never_said_of_who_is_not(tells_removal: bool, wishes: list[str]) -> None:
    """And who is believed ready is offered calls. A removal that the lamp hides counts from the next change on."""

    async def shift() -> None:
        desk = Desk(tells_removal=tells_removal)
        await desk.signs_in()
        is_hidden = False
        for wish in (*wishes, "break", "finish", "ready"):
            wanted = desk.told.wanted
            is_hidden = is_hidden or (wish == "removed" and not tells_removal)
            await _happens(desk, wish)
            await desk.clock.advance(70)
            is_hidden = is_hidden and desk.told.wanted is wanted
            assert is_hidden or desk.told.confirmed is desk.queue.presence, wish

    asyncio.run(shift())


async def _happens(desk: Desk, wish: str) -> None:
    live = [call for call in desk.phone.calls.values() if not call.is_over]
    match wish:
        case "ready":
            await desk.agent.go_ready()
        case "break":
            await desk.agent.take_break("tea")
        case "call":
            await desk.talks()
        case "hang up" if live:
            desk.phone.ends(live[0].id)
        case "finish":
            await desk.agent.finish_wrap_up()
        case "paused" if desk.queue.is_member:
            desk.queue.supervisor(paused=not desk.queue.is_paused)
        case "removed" if desk.queue.presence is IN:
            desk.queue.supervisor(member=False)
