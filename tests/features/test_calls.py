"""What an agent does with calls: one talks, the others are held, and nothing that fails is silent."""

from __future__ import annotations

import asyncio

import pytest

from softphone.features.calls import Calls
from softphone.model.availability import AgentState, AgentStateChanged, AgentStateKind
from softphone.model.calls import AutoAnswerSet, Call, CallEnd, CallState, EndedBy, EndReason, Hold, RejectReason
from softphone.model.devices import ChosenDevices, DevicesChanged, DeviceTrouble
from softphone.model.engine_link import Refusal
from softphone.model.problems import CommandRefused, PhoneGone, ProblemArose
from softphone.model.registration import Registration, RegistrationChanged, RegistrationState
from softphone.runtime.events import Events
from tests.fakes.clock import FakeClock
from tests.fakes.heard import Heard
from tests.fakes.loop import on_loop, settle
from tests.fakes.numbers import FakeNumbers
from tests.fakes.phone import FakePhone
from tests.fakes.profiles import profile, signed_in

READY = AgentState(AgentStateKind.READY)


class Desk:
    def __init__(self) -> None:
        self.events = Events()
        self.clock = FakeClock()
        self.phone = FakePhone(self.events, self.clock)
        self.calls = Calls(self.phone, FakeNumbers(), self.events, self.clock)
        self.heard = Heard(self.events, ProblemArose, AutoAnswerSet)

    @property
    def problem(self) -> ProblemArose:
        return self.heard.last(ProblemArose)

    async def talks(self) -> Call:
        call = self.phone.rings()
        await self.calls.answer(call.id)
        return self.phone.calls[call.id]

    def may_auto_answer(self, agent: AgentState = READY) -> None:
        self.events.publish(signed_in(profile(auto_answer="by-header")))
        self.events.publish(AgentStateChanged(agent))


@on_loop
async def test_a_ringing_call_is_answered() -> None:
    desk = Desk()
    call = await desk.talks()
    assert call.state is CallState.TALKING
    assert desk.calls.calls == (call,)


@on_loop
async def test_nothing_is_dialled_that_nobody_would_hear_or_that_no_server_would_take() -> None:
    no_server = RegistrationChanged(Registration(RegistrationState.UNREACHABLE))
    no_headset = DevicesChanged((), ChosenDevices(), DeviceTrouble.NOT_THERE)
    for why, refusal in ((no_server, Refusal.NO_SERVER), (no_headset, Refusal.NO_HEADSET)):
        desk = Desk()
        desk.events.publish(why)
        assert await desk.calls.dial("604") is None
        assert isinstance(desk.problem.problem, CommandRefused)
        assert desk.problem.problem.reason == refusal.value
        assert not desk.phone.asked

        desk.events.publish(RegistrationChanged(Registration(RegistrationState.REGISTERED)))
        desk.events.publish(DevicesChanged((), ChosenDevices()))
        assert await desk.calls.dial("604") is not None


@on_loop
async def test_an_answered_call_is_not_answered_twice() -> None:
    desk = Desk()
    desk.phone.gate = asyncio.Event()
    call = desk.phone.rings()
    clicks = [asyncio.ensure_future(desk.calls.answer(call.id)) for _ in range(3)]
    await settle()
    desk.phone.gate.set()
    await asyncio.gather(*clicks)
    await desk.calls.answer(call.id)
    assert len(desk.phone.commands("answer")) == 1


@on_loop
async def test_a_call_that_is_over_is_forgotten_and_asked_nothing() -> None:
    desk = Desk()
    call = await desk.talks()
    desk.phone.ends(call.id)
    desk.phone.asked.clear()
    for act in (desk.calls.answer, desk.calls.hang_up, desk.calls.hold, desk.calls.resume, desk.calls.mute):
        await act(call.id)
    assert desk.calls.calls == ()
    assert desk.phone.asked == []


@on_loop
async def test_answering_a_second_call_holds_the_first_one_before() -> None:
    desk = Desk()
    first = await desk.talks()
    second = desk.phone.rings()
    await desk.calls.hold_and_answer(second.id)
    assert [command[:2] for command in desk.phone.asked[-2:]] == [("hold", first.id), ("answer", second.id)]
    assert [call.is_held for call in desk.calls.calls] == [True, False]


@on_loop
async def test_a_second_call_is_not_answered_when_the_first_cannot_be_held() -> None:
    desk = Desk()
    await desk.talks()
    second = desk.phone.rings()
    desk.phone.failing["hold"] = CommandRefused("stack")
    await desk.calls.answer(second.id)
    assert desk.phone.calls[second.id].may_answer
    assert (desk.problem.subject, desk.problem.problem) == ("answer", desk.phone.failing["hold"])


@on_loop
async def test_a_second_call_waits_until_the_first_one_is_really_held() -> None:
    desk = Desk()
    first = await desk.talks()
    second = desk.phone.rings()
    desk.phone.hold = _agrees_later  # type: ignore[method-assign]
    answering = asyncio.ensure_future(desk.calls.answer(second.id))
    await desk.clock.advance(1)
    assert desk.phone.calls[second.id].may_answer
    desk.phone.changes(first.id, hold=Hold.BY_US)
    await answering
    assert desk.phone.calls[second.id].is_talking


@on_loop
async def test_who_never_agrees_to_a_hold_keeps_the_line_and_the_agent_is_told() -> None:
    desk = Desk()
    await desk.talks()
    second = desk.phone.rings()
    desk.phone.hold = _agrees_later  # type: ignore[method-assign]
    answering = asyncio.ensure_future(desk.calls.answer(second.id))
    await desk.clock.advance(6)
    await answering
    assert desk.phone.calls[second.id].may_answer
    assert desk.problem.subject == "answer"


async def _agrees_later(call_id: object) -> None:
    await asyncio.sleep(0)


@on_loop
async def test_a_caller_who_goes_while_the_other_is_being_held_is_not_answered() -> None:
    desk = Desk()
    await desk.talks()
    second = desk.phone.rings()
    desk.phone.gate = asyncio.Event()
    answering = asyncio.ensure_future(desk.calls.answer(second.id))
    await settle()
    desk.phone.ends(second.id, CallEnd(EndedBy.THEM, EndReason.CANCELLED))
    desk.phone.gate.set()
    await answering
    assert len(desk.phone.commands("answer")) == 1
    assert desk.heard.of(ProblemArose) == []


@on_loop
async def test_resuming_one_call_holds_the_other() -> None:
    desk = Desk()
    first = await desk.talks()
    second = desk.phone.rings()
    await desk.calls.answer(second.id)
    await desk.calls.swap(first.id)
    assert [call.is_held for call in desk.calls.calls] == [False, True]


@on_loop
async def test_swaps_clicked_wildly_never_leave_two_callers_on_the_line() -> None:
    desk = Desk()
    first = await desk.talks()
    second = desk.phone.rings()
    await desk.calls.answer(second.id)
    await asyncio.gather(*(desk.calls.swap(call.id) for call in (first, second, first, second)))
    assert sorted(call.is_held for call in desk.calls.calls) == [False, True]


@on_loop
async def test_dialling_holds_the_call_that_talks() -> None:
    desk = Desk()
    first = await desk.talks()
    call_id = await desk.calls.dial("+46 8 555 123 45")
    assert call_id is not None
    assert desk.phone.commands("dial") == [("dial", "+46855512345", False)]
    assert desk.phone.calls[first.id].is_held


@on_loop
async def test_a_call_is_not_answered_while_another_one_is_being_set_up() -> None:
    desk = Desk()
    await desk.calls.dial("710")
    second = desk.phone.rings()
    await desk.calls.answer(second.id)
    assert desk.phone.calls[second.id].may_answer
    assert isinstance(desk.problem.problem, CommandRefused)


@on_loop
async def test_nothing_to_dial_is_told() -> None:
    desk = Desk()
    assert await desk.calls.dial("hello") is None
    assert (desk.problem.subject, desk.phone.asked) == ("dial", [])


@on_loop
async def test_a_phone_that_is_gone_is_told_and_raises_nothing() -> None:
    desk = Desk()
    desk.phone.failing = dict.fromkeys(("dial", "answer", "reject"), PhoneGone())
    call = desk.phone.rings()
    assert await desk.calls.dial("710") is None
    await desk.calls.answer(call.id)
    await desk.calls.reject(call.id)
    assert [event.subject for event in desk.heard.of(ProblemArose)] == ["dial", "answer", "reject"]


@on_loop
async def test_a_call_is_rejected_with_its_reason_and_hung_up_and_muted() -> None:
    desk = Desk()
    call = desk.phone.rings()
    await desk.calls.reject(call.id, RejectReason.DECLINED)
    talking = await desk.talks()
    await desk.calls.mute(talking.id)
    await desk.calls.mute(talking.id)
    await desk.calls.unmute(talking.id)
    await desk.calls.hang_up(talking.id)
    assert desk.phone.asked == [
        ("reject", call.id, RejectReason.DECLINED),
        ("answer", talking.id),
        ("mute", talking.id),
        ("unmute", talking.id),
        ("hang_up", talking.id),
    ]


@on_loop
async def test_digits_are_sent_and_what_is_no_digit_is_told() -> None:
    desk = Desk()
    call = await desk.talks()
    await desk.calls.send_digits(call.id, "12#d")
    await desk.calls.send_digits(call.id, "1x\r\n")
    assert desk.phone.commands("send_digits") == [("send_digits", call.id, "12#D")]
    assert desk.problem.subject == "digits"


@on_loop
async def test_a_transfer_takes_a_number_or_an_address_and_is_asked_once() -> None:
    desk = Desk()
    call = await desk.talks()
    await desk.calls.transfer(call.id, "nobody")
    assert desk.problem.subject == "transfer"
    await desk.calls.transfer(call.id, "sip:710@pbx.acme.example")
    await desk.calls.transfer(call.id, "711")
    assert desk.phone.commands("transfer") == [("transfer", call.id, "sip:710@pbx.acme.example")]


@on_loop
async def test_feature_codes_do_not_count_as_calls() -> None:
    desk = Desk()
    await desk.phone.dial("*45", service=True)
    assert desk.calls.calls == ()
    assert (await desk.talks()).is_talking


# ------------------------------------------------------------ auto-answer


@on_loop
async def test_the_server_may_ask_for_an_answer_after_some_seconds() -> None:
    desk = Desk()
    desk.may_auto_answer()
    call = desk.phone.rings(auto_answer_seconds=2)
    assert desk.heard.last(AutoAnswerSet).at == desk.clock.now().timestamp() + 2
    await desk.clock.advance(1.9)
    assert desk.phone.calls[call.id].may_answer
    await desk.clock.advance(0.2)
    assert desk.phone.calls[call.id].is_talking
    assert desk.heard.last(AutoAnswerSet).at is None


@on_loop
async def test_the_ring_is_heard_before_the_microphone_opens_however_soon_the_server_wants_it() -> None:
    desk = Desk()
    desk.may_auto_answer()
    call = desk.phone.rings(auto_answer_seconds=0)
    await desk.clock.advance(0.9)
    assert desk.phone.calls[call.id].may_answer
    await desk.clock.advance(0.2)
    assert desk.phone.calls[call.id].is_talking


@pytest.mark.parametrize(
    "agent",
    [
        AgentState(AgentStateKind.BREAK),
        AgentState(AgentStateKind.RINGING, after=AgentStateKind.BREAK),
        AgentState(AgentStateKind.WRAP_UP, after=AgentStateKind.READY),
    ],
)
def test_nobody_on_a_break_is_answered_for(agent: AgentState) -> None:
    @on_loop
    async def ring() -> None:
        desk = Desk()
        desk.may_auto_answer(agent)
        call = desk.phone.rings(auto_answer_seconds=0)
        await desk.clock.advance(10)
        assert desk.phone.calls[call.id].may_answer

    ring()


@on_loop
async def test_without_the_workplaces_leave_no_header_answers() -> None:
    desk = Desk()
    desk.events.publish(signed_in())
    desk.events.publish(AgentStateChanged(READY))
    call = desk.phone.rings(auto_answer_seconds=0)
    await desk.clock.advance(10)
    assert desk.phone.calls[call.id].may_answer


@on_loop
async def test_an_auto_answer_can_be_cancelled_and_the_call_goes_on_ringing() -> None:
    desk = Desk()
    desk.may_auto_answer()
    call = desk.phone.rings(auto_answer_seconds=2)
    await desk.calls.let_ring(call.id)
    desk.phone.changes(call.id, name="Nils")
    await desk.clock.advance(10)
    assert desk.phone.calls[call.id].may_answer
    assert desk.heard.last(AutoAnswerSet).at is None


@on_loop
async def test_no_call_is_put_on_hold_by_an_auto_answer() -> None:
    desk = Desk()
    desk.may_auto_answer()
    first = await desk.talks()
    desk.phone.rings(auto_answer_seconds=0)
    await desk.clock.advance(10)
    assert not desk.phone.calls[first.id].is_held
    assert desk.phone.commands("answer") == [("answer", first.id)]


@on_loop
async def test_a_caller_who_goes_before_the_auto_answer_is_let_go() -> None:
    desk = Desk()
    desk.may_auto_answer()
    call = desk.phone.rings(auto_answer_seconds=2)
    desk.phone.ends(call.id, CallEnd(EndedBy.THEM, EndReason.CANCELLED))
    await desk.clock.advance(10)
    assert desk.phone.commands("answer") == []
