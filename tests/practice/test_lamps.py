from __future__ import annotations

from xml.etree import ElementTree

from sipmessage import Request

from tests.practice.sip_bench import Bench, BenchPhone

PIDF = "{urn:ietf:params:xml:ns:pidf}"


def _subscribe(phone: BenchPhone, extension: str = "*46101", expires: int = 600, call_id: str = "lamp") -> int:
    request = phone.request("SUBSCRIBE", extension, call_id=call_id)
    request.headers.set("Event", "presence")
    request.headers.set("Expires", str(expires))
    code = phone.ask(request, "sesame").code
    for notify in phone.requests("NOTIFY"):
        phone.answer(notify, 200)
    return code


def _note(notify: Request) -> str:
    note = ElementTree.fromstring(notify.body).find(f"{PIDF}note")
    assert note is not None
    return note.text or ""


def _notes(phone: BenchPhone) -> list[str]:
    return [_note(notify) for notify in phone.requests("NOTIFY")]


def test_who_watches_is_told_at_once_and_at_every_change() -> None:
    bench = Bench()
    agent = bench.agent(ready=False)
    assert _subscribe(agent) == 200
    agent.feature_code("*45")
    agent.feature_code("*46")
    agent.feature_code("*46")
    agent.feature_code("*45")
    assert _notes(agent) == ["Unavailable", "Ready", "On the phone", "Ready", "Unavailable"]


def test_each_notification_counts_on_and_says_how_long_it_goes() -> None:
    bench = Bench()
    agent = bench.agent(ready=False)
    _subscribe(agent)
    agent.feature_code("*45")
    first, second = agent.requests("NOTIFY")
    assert second.cseq.sequence == first.cseq.sequence + 1
    assert first.headers["Subscription-State"].startswith("active;expires=")
    assert first.content_type and first.content_type.mime_type == "application/pidf+xml"


def test_an_unknown_lamp_is_404_and_another_event_489() -> None:
    bench = Bench()
    agent = bench.agent(ready=False)
    assert _subscribe(agent, "*46999") == 404
    assert _subscribe(agent, "101") == 404
    request = agent.request("SUBSCRIBE", "*46101")
    request.headers.set("Event", "dialog")
    assert agent.ask(request, "sesame").code == 489


def test_a_stranger_is_told_nothing() -> None:
    bench = Bench()
    stranger = bench.phone("+461")
    request = stranger.request("SUBSCRIBE", "*46101")
    request.headers.set("Event", "presence")
    assert stranger.ask(request).code == 401


def test_nobody_is_told_after_un_subscribing_or_after_the_time_is_up() -> None:
    bench = Bench()
    agent = bench.agent(ready=False)
    _subscribe(agent, expires=0)
    assert agent.requests("NOTIFY")[-1].headers["Subscription-State"].startswith("terminated")
    _subscribe(agent, expires=60, call_id="second")
    bench.timers.advance(61)
    told = len(agent.requests("NOTIFY"))
    assert agent.requests("NOTIFY")[-1].headers["Subscription-State"].startswith("terminated")
    agent.feature_code("*45")
    assert len(agent.requests("NOTIFY")) == told


def test_a_phone_that_forgot_its_subscription_is_not_told_again() -> None:
    bench = Bench()
    agent = bench.agent(ready=False)
    request = agent.request("SUBSCRIBE", "*46101")
    request.headers.set("Event", "presence")
    agent.ask(request, "sesame")
    agent.answer(agent.requests("NOTIFY")[-1], 481)
    agent.feature_code("*45")
    assert len(agent.requests("NOTIFY")) == 1
