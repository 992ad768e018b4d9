"""The PBX's queue is made to agree with the agent's state, by codes that toggle."""

from __future__ import annotations

import asyncio

import pytest

from softphone.model.availability import AgentStateKind, Cause, QueuePresenceChanged
from softphone.model.problems import PhoneGone, ProblemArose
from softphone.model.registration import RegistrationState
from softphone.model.sign_in import SignInChanged, SignInStep
from tests.fakes.loop import on_loop, settle
from tests.features.queue_desk import IN, OUT, PAUSED, UNKNOWN, Desk


@pytest.fixture(params=["an ideal lamp", "Asterisk's lamp"])
def desk(request: pytest.FixtureRequest) -> Desk:
    return Desk(tells_removal=request.param == "an ideal lamp")


@on_loop
async def test_nothing_is_dialled_for_a_break_of_who_never_joined(desk: Desk) -> None:
    await desk.signs_in()
    assert desk.queue.dialled == []
    assert desk.told == QueuePresenceChanged(PAUSED, OUT)


@on_loop
async def test_going_ready_joins_and_is_confirmed_by_the_lamp(desk: Desk) -> None:
    await desk.is_ready()
    assert desk.queue.dialled == ["*45"]
    assert desk.told == QueuePresenceChanged(IN, IN)


@on_loop
async def test_in_is_never_told_before_the_lamp_says_so(desk: Desk) -> None:
    await desk.signs_in()
    desk.queue.is_deaf = True
    await desk.agent.go_ready()
    await settle()
    assert desk.told.confirmed is not IN


@on_loop
async def test_a_member_left_from_yesterday_is_paused_on_a_break_without_joining_again(desk: Desk) -> None:
    desk.queue.supervisor(member=True)
    await desk.signs_in()
    assert desk.queue.dialled == ["*46"]
    assert desk.told == QueuePresenceChanged(PAUSED, PAUSED)


@on_loop
async def test_an_answered_call_pauses_at_once_and_wrap_up_ends_the_pause(desk: Desk) -> None:
    await desk.is_ready()
    call_id = await desk.talks()
    assert desk.queue.is_paused
    desk.phone.ends(call_id)
    await settle()
    assert desk.agent.state.kind is AgentStateKind.WRAP_UP
    assert desk.queue.is_paused
    await desk.agent.finish_wrap_up()
    await settle()
    assert desk.queue.dialled == ["*45", "*46", "*46"]
    assert desk.told == QueuePresenceChanged(IN, IN)


@on_loop
async def test_a_ringing_call_does_not_pause(desk: Desk) -> None:
    await desk.is_ready()
    desk.phone.rings(queue="support")
    await settle()
    assert desk.queue.dialled == ["*45"]


@on_loop
async def test_a_refused_code_is_tried_three_times_and_then_told(desk: Desk) -> None:
    await desk.signs_in()
    desk.queue.refuses = True
    await desk.agent.go_ready()
    await desk.clock.advance(10)
    assert desk.queue.dialled == ["*45"] * 3
    assert desk.told == QueuePresenceChanged(IN, OUT, failed=True)


@on_loop
async def test_the_next_wish_is_tried_anew_after_a_failure(desk: Desk) -> None:
    await desk.signs_in()
    desk.queue.refuses = True
    await desk.agent.go_ready()
    await desk.clock.advance(10)
    desk.queue.refuses = False
    await desk.agent.take_break("")
    await desk.agent.go_ready()
    await desk.clock.advance(1)
    assert desk.told == QueuePresenceChanged(IN, IN)


@on_loop
async def test_a_code_without_effect_is_not_toggled_back_by_a_guess(desk: Desk) -> None:
    """The lamp did not come: it is asked again before the code is dialled again."""
    await desk.signs_in()
    desk.queue.has_lamp = False
    await desk.agent.go_ready()
    await settle()
    assert desk.queue.dialled == ["*45"]
    desk.queue.has_lamp = True
    await desk.clock.advance(5)
    assert desk.queue.dialled == ["*45"]
    assert desk.told == QueuePresenceChanged(IN, IN)


@on_loop
async def test_one_code_at_a_time(desk: Desk) -> None:
    await desk.signs_in()
    desk.phone.on_service_call = lambda call_id, code: desk.queue.dialled.append(code)
    await desk.agent.go_ready()
    await settle()
    await desk.agent.take_break("")
    await settle()
    assert desk.queue.dialled == ["*45"]


@on_loop
async def test_without_a_lamp_what_the_pbx_accepted_is_remembered() -> None:
    desk = Desk(has_lamp=False)
    await desk.signs_in()
    await desk.agent.go_ready()
    await desk.clock.advance(0)
    assert desk.told == QueuePresenceChanged(IN, IN)
    await desk.agent.take_break("lunch")
    await desk.clock.advance(0)
    assert desk.told == QueuePresenceChanged(PAUSED, PAUSED)
    await desk.agent.go_ready()
    await desk.clock.advance(0)
    assert desk.queue.dialled == ["*45", "*46", "*46"]


@on_loop
async def test_a_supervisors_pause_becomes_a_break_and_is_not_undone(desk: Desk) -> None:
    await desk.is_ready()
    desk.queue.supervisor(paused=True)
    await desk.clock.advance(10)
    assert (desk.agent.state.kind, desk.agent.state.cause) == (AgentStateKind.BREAK, Cause.SERVER)
    assert desk.queue.is_paused
    assert desk.queue.dialled == ["*45"]
    assert any(event.by_server for event in desk.heard.of(QueuePresenceChanged))
    assert desk.told == QueuePresenceChanged(PAUSED, PAUSED)


@on_loop
async def test_a_supervisors_pause_in_the_moment_of_joining_is_not_undone(desk: Desk) -> None:
    await desk.signs_in()
    desk.queue.after_code = lambda: desk.queue.supervisor(paused=True)
    await desk.agent.go_ready()
    await desk.clock.advance(10)
    assert desk.agent.state.cause is Cause.SERVER
    assert desk.queue.dialled == ["*45"]
    assert desk.queue.presence is PAUSED


@on_loop
async def test_taken_out_by_a_supervisor_the_agent_is_on_a_break_and_joins_when_ready_again() -> None:
    desk = Desk()
    await desk.is_ready()
    desk.queue.supervisor(member=False)
    await settle()
    assert desk.agent.state.cause is Cause.SERVER
    await desk.agent.go_ready()
    await settle()
    assert desk.queue.dialled == ["*45", "*45"]
    assert desk.told == QueuePresenceChanged(IN, IN)


@on_loop
async def test_who_is_on_a_break_is_paused_again_when_somebody_ends_the_pause(desk: Desk) -> None:
    await desk.is_ready()
    await desk.agent.take_break("lunch")
    await settle()
    desk.queue.supervisor(paused=False)
    await settle()
    assert desk.agent.state.break_reason == "lunch"
    assert desk.queue.is_paused


@on_loop
async def test_two_phones_do_not_quarrel_for_ever(desk: Desk) -> None:
    await desk.is_ready()
    await desk.agent.take_break("lunch")
    await settle()
    for _ in range(10):
        desk.queue.supervisor(paused=False)
        await settle()
    assert desk.queue.dialled.count("*46") <= 7
    assert desk.told == QueuePresenceChanged(PAUSED, IN, failed=True)


@on_loop
async def test_our_own_late_lamp_is_not_taken_for_a_supervisor(desk: Desk) -> None:
    await desk.signs_in()
    desk.queue.has_lamp = False
    await desk.agent.go_ready()
    await settle()
    desk.queue.has_lamp = True
    desk.queue.tell()
    await settle()
    assert not any(event.by_server for event in desk.heard.of(QueuePresenceChanged))


@on_loop
async def test_a_lost_registration_makes_the_presence_unknown_and_the_return_joins_again(desk: Desk) -> None:
    await desk.is_ready()
    desk.phone.registration_is(RegistrationState.UNREACHABLE)
    assert desk.told == QueuePresenceChanged(IN, UNKNOWN)
    desk.queue.is_member = False
    desk.phone.registration_is(RegistrationState.REGISTERED)
    await settle()
    assert desk.told == QueuePresenceChanged(IN, IN)
    assert desk.agent.state.kind is AgentStateKind.READY


@on_loop
async def test_a_refresh_of_the_registration_changes_nothing(desk: Desk) -> None:
    await desk.is_ready()
    desk.heard.clear()
    desk.phone.registration_is(RegistrationState.TRYING)
    desk.phone.registration_is(RegistrationState.REGISTERED)
    await settle()
    assert desk.heard.all == []


@on_loop
async def test_signing_out_leaves_the_queue_before_it_goes_on(desk: Desk) -> None:
    await desk.is_ready()
    desk.events.publish(SignInChanged(SignInStep.SIGNING_OUT))
    leaving = asyncio.ensure_future(desk.membership.leave())
    await desk.clock.advance(1)
    await leaving
    assert not desk.queue.is_member
    assert desk.told == QueuePresenceChanged(OUT, OUT)


@on_loop
async def test_signing_out_without_the_phone_does_not_wait(desk: Desk) -> None:
    await desk.is_ready()
    desk.phone.registration_is(RegistrationState.UNREACHABLE)
    await desk.membership.leave()
    assert desk.told == QueuePresenceChanged(OUT, UNKNOWN)


@on_loop
async def test_a_phone_that_is_gone_is_told_and_the_return_mends_it(desk: Desk) -> None:
    await desk.signs_in()
    desk.phone.failing["dial"] = PhoneGone()
    await desk.agent.go_ready()
    await settle()
    assert desk.told == QueuePresenceChanged(IN, OUT, failed=True)
    assert desk.heard.last(ProblemArose).subject == "queue"
    del desk.phone.failing["dial"]
    desk.phone.registration_is(RegistrationState.OFF)
    desk.phone.registration_is(RegistrationState.REGISTERED)
    await settle()
    assert desk.told == QueuePresenceChanged(IN, IN)


@on_loop
async def test_without_a_pause_code_a_break_leaves_the_queue(desk: Desk) -> None:
    await desk.signs_in(pause="", lamp="*46{user}")
    await desk.agent.go_ready()
    await settle()
    await desk.agent.take_break("lunch")
    await desk.clock.advance(1)
    assert desk.queue.dialled == ["*45", "*45"]
    assert desk.told.confirmed is OUT
    assert not desk.told.failed


@on_loop
async def test_a_workplace_without_codes_has_no_queue_to_agree_with(desk: Desk) -> None:
    await desk.signs_in(join="", pause="")
    await desk.agent.go_ready()
    await settle()
    assert desk.queue.dialled == []
    assert desk.told == QueuePresenceChanged(UNKNOWN, UNKNOWN)
