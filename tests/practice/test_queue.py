from __future__ import annotations

from softphone.model.availability import QueuePresence
from softphone.practice.sip import messages
from tests.practice.sip_bench import Bench, BenchPhone, waiting


def _talk(bench: Bench, caller: BenchPhone, agent: BenchPhone) -> None:
    """The agent answers, the caller acknowledges."""
    agent.answer(agent.last_invite, 200)
    caller.acknowledge(caller.last_response)


def test_who_calls_a_queue_without_agents_waits_and_hears_that() -> None:
    bench = Bench()
    caller = bench.caller()
    assert caller.codes() == [100, 182]
    assert list(waiting(bench)) == ["+46700000001"]


def test_the_oldest_caller_is_offered_first() -> None:
    bench = Bench()
    for number in ("+461", "+462", "+463"):
        bench.caller(number)
        bench.timers.advance(1)
    agent = bench.agent()
    assert [messages.user_of(invite.headers["From"]) for invite in agent.requests("INVITE")] == ["+461"]


def test_an_offer_says_the_queue_and_the_time_waited() -> None:
    bench = Bench()
    bench.caller(target="701")
    bench.timers.advance(7)
    invite = bench.agent().last_invite
    assert (invite.headers["X-Queue"], invite.headers["X-Queue-Wait"]) == ("orders", "7")


def test_a_caller_cannot_say_it_for_the_queue() -> None:
    bench = Bench()
    agent = bench.agent()
    caller = bench.phone("+461")
    request = caller.request("INVITE", "101")
    request.headers.set("X-Queue", "vip")
    request.headers.set("X-Queue-Wait", "999")
    caller.say(request)
    assert agent.last_invite.headers.get("X-Queue") is None
    assert agent.last_invite.headers.get("X-Queue-Wait") is None


def test_ringing_is_told_and_the_answer_connects_with_record_route() -> None:
    bench = Bench()
    agent = bench.agent()
    caller = bench.caller()
    agent.answer(agent.last_invite, 180)
    assert caller.codes() == [100, 182, 180]
    _talk(bench, caller, agent)
    assert caller.codes()[-1] == 200
    assert [ack.call_id for ack in agent.requests("ACK")][-1] == caller.last_response.call_id
    assert list(waiting(bench)) == []


def test_an_agent_in_a_call_is_not_offered_another_until_it_ends() -> None:
    bench = Bench()
    agent = bench.agent()
    first = bench.caller("+461")
    _talk(bench, first, agent)
    bench.caller("+462")
    assert len(agent.requests("INVITE")) == 1
    bye = first.inside(first.last_response, "BYE")
    first.say(bye)
    assert agent.requests("BYE")[-1].call_id == bye.call_id
    assert len(agent.requests("INVITE")) == 2


def test_an_agent_who_hangs_up_is_offered_the_next() -> None:
    bench = Bench()
    agent = bench.agent()
    first = bench.caller("+461")
    _talk(bench, first, agent)
    bench.caller("+462")
    agent.bye_as_callee(agent.requests("INVITE")[0])
    assert first.requests("BYE")
    assert len(agent.requests("INVITE")) == 2


def test_who_does_not_answer_is_offered_it_again_later() -> None:
    bench = Bench()
    agent = bench.agent()
    caller = bench.caller()
    agent.answer(agent.last_invite, 180)
    bench.timers.advance(15.1)
    cancel = agent.requests("CANCEL")[-1]
    agent.answer(cancel, 200)
    agent.answer(agent.last_invite, 487)
    assert caller.codes()[-1] == 180
    bench.timers.advance(3)
    assert len(agent.requests("INVITE")) == 1
    bench.timers.advance(2)
    assert len(agent.requests("INVITE")) == 2


def test_who_declines_is_offered_it_again_later_and_another_agent_at_once() -> None:
    bench = Bench()
    first, second = bench.agent("101"), bench.agent("102")
    bench.caller()
    rung = first if first.requests("INVITE") else second
    other = second if rung is first else first
    rung.answer(rung.last_invite, 486)
    assert len(other.requests("INVITE")) == 1
    other.answer(other.last_invite, 486)
    assert len(rung.requests("INVITE")) == 1
    bench.timers.advance(5)
    assert len(rung.requests("INVITE")) + len(other.requests("INVITE")) == 3


def test_two_agents_are_never_offered_the_same_caller_at_once() -> None:
    bench = Bench()
    first, second = bench.agent("101"), bench.agent("102")
    bench.caller()
    assert len(first.requests("INVITE")) + len(second.requests("INVITE")) == 1


def test_a_caller_who_hangs_up_while_waiting_is_gone() -> None:
    bench = Bench()
    caller = bench.caller()
    caller.cancel()
    assert caller.codes()[-2:] == [200, 487]
    assert not bench.agent().requests("INVITE")


def test_a_caller_who_hangs_up_while_it_rings_stops_the_ringing() -> None:
    bench = Bench()
    agent = bench.agent()
    caller = bench.caller()
    agent.answer(agent.last_invite, 180)
    caller.cancel()
    agent.answer(agent.requests("CANCEL")[-1], 200)
    agent.answer(agent.last_invite, 487)
    assert caller.codes()[-1] == 487
    assert list(waiting(bench)) == []


def test_an_answer_that_crosses_the_hanging_up_reaches_the_caller() -> None:
    bench = Bench()
    agent = bench.agent()
    caller = bench.caller()
    agent.answer(agent.last_invite, 180)
    caller.cancel()
    agent.answer(agent.last_invite, 200)
    assert caller.codes()[-1] == 200


def test_a_caller_whom_nobody_takes_is_sent_away_in_the_end() -> None:
    bench = Bench()
    caller = bench.caller()
    bench.timers.advance(599)
    assert list(waiting(bench))
    bench.timers.advance(2)
    assert (caller.codes()[-1], list(waiting(bench))) == (480, [])


def test_a_paused_agent_and_one_who_left_are_not_offered() -> None:
    bench = Bench()
    agent = bench.agent()
    agent.feature_code("*46")
    bench.caller()
    assert bench.board.line.presence("101") is QueuePresence.PAUSED
    assert not agent.requests("INVITE")
    agent.feature_code("*46")
    assert len(agent.requests("INVITE")) == 1


def test_a_feature_code_moves_nobody_but_who_dials_it() -> None:
    bench = Bench()
    bench.agent("101")
    bench.agent("102", ready=False)
    assert bench.board.line.presence("101") is QueuePresence.IN
    assert bench.board.line.presence("102") is QueuePresence.OUT


def test_a_stranger_cannot_dial_a_feature_code_even_under_an_agents_name() -> None:
    bench = Bench()
    bench.agent("101", ready=False)
    stranger = bench.phone("+461")
    assert stranger.invite("*45").code == 403
    impostor = bench.phone("101")
    assert impostor.invite("*45", "guessed").code == 403
    assert bench.board.line.presence("101") is QueuePresence.OUT


def test_a_pause_without_membership_changes_nothing() -> None:
    bench = Bench()
    agent = bench.agent(ready=False)
    assert agent.feature_code("*46").code == 200
    assert bench.board.line.presence("101") is QueuePresence.OUT


def test_a_feature_code_is_hung_up_by_the_centre() -> None:
    bench = Bench()
    agent = bench.agent(ready=False)
    ok = agent.invite("*45", "sesame")
    assert b"m=audio 7000 RTP/AVP 8 101" in ok.body
    agent.acknowledge(ok)
    bench.timers.advance(0.29)
    assert not agent.requests("BYE")
    bench.timers.advance(0.02)
    assert agent.requests("BYE")[-1].uri.port == agent.hop[1]


def test_an_unacknowledged_feature_code_is_answered_again_and_again() -> None:
    bench = Bench()
    agent = bench.agent(ready=False)
    agent.invite("*45", "sesame")
    bench.timers.advance(2)
    assert agent.codes().count(200) > 2


def test_a_phone_that_is_not_registered_is_not_offered() -> None:
    bench = Bench()
    agent = bench.agent()
    agent.register(expires=0)
    bench.caller()
    assert not agent.requests("INVITE")
    agent.register()
    assert len(agent.requests("INVITE")) == 1


def test_a_phone_that_comes_back_elsewhere_has_lost_its_call_and_the_caller_is_told() -> None:
    bench = Bench()
    agent = bench.agent()
    caller = bench.caller()
    _talk(bench, caller, agent)
    bench.agent(ready=False)
    bye = caller.requests("BYE")[-1]
    assert bye.call_id == caller.last_response.call_id
    assert messages.tag(bye.headers["From"]) == "to-101"
    assert len(bench.board.connections) == 0


def test_a_forwarded_call_is_refused_after_too_many_hops() -> None:
    bench = Bench()
    caller = bench.phone("+461")
    request = caller.request("INVITE", "700")
    request.max_forwards = 0
    caller.say(request)
    assert caller.codes() == [483]
