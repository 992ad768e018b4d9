from __future__ import annotations

import pytest

from softphone.practice.sip import messages
from tests.practice.sip_bench import Bench, BenchPhone


def _people(bench: Bench) -> BenchPhone:
    phone = bench.phone("people")
    phone.register()
    return phone


def test_an_agent_must_say_the_password_to_call() -> None:
    bench = Bench()
    agent = bench.agent(ready=False)
    assert agent.invite("710").code == 407
    assert agent.invite("710", "wrong").code == 403


def test_a_person_of_the_scenario_is_called_and_told_who_was_dialled() -> None:
    bench = Bench()
    people = _people(bench)
    agent = bench.agent(ready=False)
    agent.invite("+46846500411", "sesame")
    assert people.last_invite.headers["X-Queue"] == "+46846500411"
    assert people.last_invite.headers.get("Proxy-Authorization") is None
    people.answer(people.last_invite, 180)
    people.answer(people.last_invite, 200)
    assert agent.codes()[-2:] == [180, 200]


def test_a_number_with_00_is_the_one_with_plus() -> None:
    bench = Bench()
    people = _people(bench)
    bench.agent(ready=False).invite("0046846500411", "sesame")
    assert people.last_invite.headers["X-Queue"] == "+46846500411"


@pytest.mark.parametrize(("number", "code"), [("604", 486), ("605", 480), ("606", 403), ("607", 503), ("12345", 404)])
def test_services_refuse_as_a_real_exchange_would(number: str, code: int) -> None:
    bench = Bench()
    assert bench.agent(ready=False).invite(number, "sesame").code == code


def test_one_service_rings_until_the_caller_gives_up() -> None:
    bench = Bench()
    agent = bench.agent(ready=False)
    assert agent.invite("608", "sesame").code == 180
    bench.timers.advance(100)
    agent.cancel()
    assert agent.codes()[-1] == 487


def test_the_echo_is_answered_at_the_port_that_echoes() -> None:
    bench = Bench()
    agent = bench.agent(ready=False)
    assert b"m=audio 7001 " in agent.invite("600", "sesame").body


def test_hold_and_resume_pass_between_the_two_ends() -> None:
    bench = Bench()
    agent, caller = bench.agent(), bench.caller()
    agent.answer(agent.last_invite, 200)
    ok = caller.last_response
    caller.acknowledge(ok)
    caller.say(caller.inside(ok, "INVITE"))
    assert messages.tag(agent.last_invite.headers["To"]) == "to-101"
    agent.answer(agent.last_invite, 200)
    assert caller.last_response.cseq.method == "INVITE"
    assert len(messages.values(caller.last_response, "Via")) == 1


def test_a_repeated_request_inside_a_call_is_passed_on_as_the_same_one() -> None:
    bench = Bench()
    agent, caller = bench.agent(), bench.caller()
    agent.answer(agent.last_invite, 200)
    info = caller.inside(caller.last_response, "INFO")
    caller.say(info)
    caller.say(info)
    first, second = agent.repeated_requests("INFO")
    assert messages.top_via(first).branch == messages.top_via(second).branch


def test_who_is_referred_is_told_to_who_plays_the_people() -> None:
    bench = Bench()
    told: list[str] = []
    bench.board.referral_listener = told.append
    agent, caller = bench.agent(), bench.caller("+461")
    agent.answer(agent.last_invite, 200)
    refer = agent.bye_as_callee(agent.last_invite, "REFER")
    assert caller.requests("REFER")[-1].call_id == refer.call_id
    assert told == ["+461"]


def test_a_request_for_a_call_that_is_not_there_is_481() -> None:
    bench = Bench()
    phone = bench.phone("+461")
    phone.say(phone.request("BYE", "700", to_tag="nobody"))
    assert phone.codes() == [481]


def test_nothing_is_passed_on_to_another_machine() -> None:
    bench = Bench()
    phone = bench.phone("+461")
    phone.say(phone.request("BYE", "sip:x@192.0.2.7:5060", to_tag="t"))
    assert phone.codes() == [404]
    assert {hop[0] for _, hop in bench.wire.sent} == {"127.0.0.1"}


def test_options_says_what_is_allowed_and_an_unknown_method_too() -> None:
    bench = Bench()
    phone = bench.phone("+461")
    phone.say(phone.request("OPTIONS", "700"))
    phone.say(phone.request("PUBLISH", "700"))
    assert phone.codes() == [200, 405]
    assert "INVITE" in phone.last_response.headers["Allow"]


def test_a_fault_of_ours_is_a_500_and_the_next_call_works(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()

    def fail(*_: object) -> None:
        raise RuntimeError("a fault")

    with monkeypatch.context() as patched:
        patched.setattr(bench.board.line, "wait", fail)
        assert bench.caller().codes()[-1] == 500
    assert bench.caller().codes()[-1] == 182


def test_a_caller_without_a_contact_on_this_machine_is_refused() -> None:
    bench = Bench()
    phone = bench.phone("+461")
    request = phone.request("INVITE", "700")
    request.headers.set("Contact", "<sip:x@192.0.2.1>")
    phone.say(request)
    assert phone.codes() == [400]


def test_nothing_is_left_when_all_calls_are_over() -> None:
    bench = Bench()
    agent, caller = bench.agent(), bench.caller()
    agent.answer(agent.last_invite, 200)
    caller.acknowledge(caller.last_response)
    caller.say(caller.inside(caller.last_response, "BYE"))
    agent.answer(agent.requests("BYE")[-1], 200)
    agent.register(expires=0)
    bench.timers.advance(200)
    assert (len(bench.board.layer), len(bench.board.connections), bench.timers.live) == (0, 0, 0)
