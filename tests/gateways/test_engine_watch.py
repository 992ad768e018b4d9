"""When an engine is silent, and when starting it again has no sense any more."""

from __future__ import annotations

from softphone.gateways.engine_watch import TICK_SECONDS, Restarts, Silence
from softphone.model.phone_events import PhoneState


def after(seconds: float) -> Silence:
    silence = Silence()
    for _ in range(int(seconds / TICK_SECONDS)):
        silence.tick(has_spoken=False)
    return silence


def test_three_seconds_of_silence_are_told_and_five_are_the_end() -> None:
    assert after(2.75).state is PhoneState.RUNNING
    assert after(3.0).state is PhoneState.NOT_RESPONDING
    assert not after(4.75).is_death
    assert after(5.0).is_death


def test_one_word_ends_the_silence() -> None:
    silence = after(4.75)
    silence.tick(has_spoken=True)
    assert silence.state is PhoneState.RUNNING


def test_six_restarts_in_a_minute_are_too_many_five_are_not() -> None:
    restarts = Restarts()
    for second in range(5):
        restarts.note(float(second))
    assert not restarts.are_too_many(5.0)
    restarts.note(5.0)
    assert restarts.are_too_many(5.0)
    assert not restarts.are_too_many(61.0)
