"""Rules of the engine that need neither PJSIP nor a network: ends, retries, codecs, the outbox, the loop's order."""

from __future__ import annotations

import msgspec
import pytest

from softphone.engine.account import RegistrarAnswer
from softphone.engine.call_end import judge_end, was_answered_elsewhere
from softphone.engine.call_record import CallRecord, Wish
from softphone.engine.codecs import priorities, shown_name
from softphone.engine.loop import Loop
from softphone.engine.outbox import MOST_BYTES_WITH_LEVELS, Outbox, OutboxFull
from softphone.engine.registration import judge_answer, retry_seconds
from softphone.engine.sound_devices import is_useful
from softphone.model.calls import Call, CallId, CallState, EndedBy, EndReason, Levels
from softphone.model.devices import DeviceName
from softphone.model.engine_link import Beat, CallReport, LevelsReport, decode_report
from softphone.model.registration import Registration, RegistrationState
from softphone.runtime.local_link import Unframer


def record(*, incoming: bool = False, **facts: object) -> CallRecord:
    made = CallRecord(CallId("a"), incoming, "600", None)
    for name, value in facts.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(
    ("call", "code", "by", "reason"),
    [
        (record(wish=Wish.HANG_UP), 487, EndedBy.US, EndReason.CANCELLED),
        (record(wish=Wish.HANG_UP, answered_at=1.0), 200, EndedBy.US, EndReason.HUNG_UP),
        (record(wish=Wish.NO_WINDOW, answered_at=1.0), 200, EndedBy.ENGINE, EndReason.NO_WINDOW),
        (record(answered_at=1.0, got_goodbye=True), 200, EndedBy.THEM, EndReason.HUNG_UP),
        (record(answered_at=1.0), 408, EndedBy.NETWORK, EndReason.TIMED_OUT),
        (record(answered_at=1.0), 503, EndedBy.NETWORK, EndReason.UNREACHABLE),
        (record(incoming=True, got_goodbye=True), 487, EndedBy.THEM, EndReason.CANCELLED),
        (record(incoming=True), 408, EndedBy.NETWORK, EndReason.TIMED_OUT),
        (record(incoming=True, wish=Wish.REJECT), 486, EndedBy.US, EndReason.REJECTED),
        (record(refused_with=486), 486, EndedBy.THEM, EndReason.BUSY),
        (record(refused_with=603), 603, EndedBy.THEM, EndReason.DECLINED),
        (record(refused_with=480), 480, EndedBy.THEM, EndReason.UNAVAILABLE),
        (record(refused_with=480, has_rung=True), 480, EndedBy.THEM, EndReason.NO_ANSWER),
        (record(refused_with=404), 404, EndedBy.NETWORK, EndReason.NOT_FOUND),
        (record(refused_with=403), 403, EndedBy.NETWORK, EndReason.FORBIDDEN),
        (record(refused_with=488), 488, EndedBy.NETWORK, EndReason.NO_COMMON_MEDIA),
        (record(refused_with=503), 503, EndedBy.NETWORK, EndReason.SERVER_ERROR),
        (record(refused_with=302), 487, EndedBy.NETWORK, EndReason.OTHER),
        (record(), 503, EndedBy.NETWORK, EndReason.UNREACHABLE),
        (record(), 408, EndedBy.NETWORK, EndReason.UNREACHABLE),
        (record(has_rung=True), 408, EndedBy.NETWORK, EndReason.NO_ANSWER),
    ],
)
def test_who_ended_a_call_and_why(call: CallRecord, code: int, by: EndedBy, reason: EndReason) -> None:
    end = judge_end(call, code, "Word\r\n")
    assert (end.by, end.reason, end.phrase) == (by, reason, "Word")


def test_a_call_that_failed_for_the_certificate_says_so() -> None:
    assert judge_end(record(), 503, "", is_untrusted=True).reason is EndReason.UNTRUSTED


@pytest.mark.parametrize(
    ("reason", "elsewhere"),
    [
        ("SIP;cause=200", True),
        ('SIP ;cause=200 ;text="Call completed elsewhere"', True),
        ("Q.850;cause=26", True),
        ("Q.850;cause=16,SIP;cause=200", True),
        ("SIP;cause=487", False),
        ("Q.850;cause=200", False),
        ("", False),
    ],
)
def test_answered_elsewhere_is_read_from_the_reason(reason: str, elsewhere: bool) -> None:
    assert was_answered_elsewhere(reason) is elsewhere


def answer(code: int, *contacts: str, expires: int = 120) -> RegistrarAnswer:
    return RegistrarAnswer(code, "Word", expires, contacts)


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (answer(200, "<sip:1@h;line=mine>;expires=9"), RegistrationState.REGISTERED),
        (answer(200, "<sip:1@h;line=other>", "<sip:1@h;LINE=mine>"), RegistrationState.REGISTERED),
        (answer(200, "<sip:1@h;line=other>"), RegistrationState.FORGOTTEN),
        (answer(200), RegistrationState.FORGOTTEN),
        (answer(200, expires=0), RegistrationState.OFF),
        (answer(401), RegistrationState.REFUSED),
        (answer(403), RegistrationState.REFUSED),
        (answer(408), RegistrationState.UNREACHABLE),
        (answer(503), RegistrationState.UNREACHABLE),
    ],
)
def test_what_the_registrars_answer_means(given: RegistrarAnswer, state: RegistrationState) -> None:
    assert judge_answer(given, "mine", "h").state is state


def test_a_fault_of_the_certificate_goes_before_the_status() -> None:
    assert judge_answer(answer(503), "mine", "h", "expired").state is RegistrationState.UNTRUSTED


def test_a_server_that_comes_back_is_soon_found_and_a_dead_one_is_not_hammered() -> None:
    down = Registration(RegistrationState.UNREACHABLE)
    waits = [retry_seconds(down, failures) for failures in range(1, 20)]
    assert all(wait is not None and wait <= 5 for wait in waits[:7])
    assert all(wait is not None and 5 < wait <= 20 for wait in waits[7:])


def test_a_wrong_password_is_never_tried_again_and_an_unknown_user_slowly() -> None:
    assert retry_seconds(Registration(RegistrationState.REFUSED, code=401), 1) is None
    assert retry_seconds(Registration(RegistrationState.REFUSED, code=404), 9) == 60


def test_codecs_are_taken_in_the_profiles_order_and_no_others() -> None:
    known = ("speex/16000/1", "PCMU/8000/1", "PCMA/8000/1", "G722/16000/1", "opus/48000/2")
    found = priorities(("OPUS", "alaw", "nonsense"), known)
    assert found["opus/48000/2"] > found["PCMA/8000/1"] > 0
    assert found["PCMU/8000/1"] == found["speex/16000/1"] == 0
    assert priorities(("nonsense",), known) == {}
    assert shown_name("PCMA") == "G.711 A-law"


def test_useless_alsa_names_are_hidden() -> None:
    assert is_useful(DeviceName("ALSA", "headset_mic"))
    assert not is_useful(DeviceName("ALSA", "surround51:CARD=0"))
    assert not is_useful(DeviceName("ALSA", "lavrate"))


LEVELS = LevelsReport(levels=(Levels(CallId("a"), 0.1, 0.2, 0.3),))


def call_report(number: int) -> CallReport:
    return CallReport(call=Call(CallId(str(number)), True, CallState.RINGING, "x" * 1000, 0.0))


def test_a_slow_window_loses_levels_first_and_calls_never() -> None:
    outbox = Outbox()
    for number in range(MOST_BYTES_WITH_LEVELS // 500):
        outbox.put(LEVELS)
        outbox.put(call_report(number))
    reports = [decode_report(payload) for payload in Unframer().feed(outbox.next_bytes())]
    calls = [report for report in reports if isinstance(report, CallReport)]
    assert [report.call.id for report in calls] == [str(n) for n in range(len(calls))]
    assert len(calls) == MOST_BYTES_WITH_LEVELS // 500
    assert not any(isinstance(report, LevelsReport) for report in reports)


def test_a_window_that_reads_nothing_at_all_is_given_up() -> None:
    outbox = Outbox()
    with pytest.raises(OutboxFull):
        for number in range(100_000):
            outbox.put(call_report(number))


def test_what_was_sent_in_part_is_sent_to_its_end() -> None:
    outbox = Outbox()
    outbox.put(Beat())
    whole = outbox.next_bytes()
    outbox.sent(3)
    outbox.put(Beat())
    assert outbox.next_bytes() == whole[3:]
    outbox.sent(len(whole) - 3)
    assert outbox.next_bytes() == whole


def test_a_failing_task_stops_neither_the_loop_nor_the_others() -> None:
    loop, done = Loop(), []

    def fails() -> None:
        raise RuntimeError("on purpose")

    loop.soon(fails)
    loop.soon(lambda: done.append("soon"))
    loop.later(0.0, fails)
    loop.later(0.001, lambda: done.append("later"))
    loop.run_until(lambda: len(done) == 2)
    assert done == ["soon", "later"]


def test_a_cancelled_timer_does_not_run() -> None:
    loop, done = Loop(), []
    timer = loop.later(0.0, lambda: done.append("cancelled"))
    timer.cancel()
    loop.later(0.002, lambda: done.append("other"))
    loop.run_until(lambda: bool(done))
    assert done == ["other"]


def test_every_command_has_a_handler() -> None:
    from softphone.engine.engine import Engine
    from softphone.model import engine_link

    source = set(engine_link.AnyCommand.__args__)
    handled = {*Engine._all_handlers.__code__.co_names}
    missing = {kind.__name__ for kind in source} - handled - {"Unregister", "Leave"}
    assert not missing
    assert all(issubclass(kind, msgspec.Struct) for kind in source)
