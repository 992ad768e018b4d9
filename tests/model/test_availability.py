"""The rules of the agent's state, by example and by any sequence of events."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from softphone.model.availability import AgentState, AgentStateKind, Cause, WrapUp

BREAK, READY, RINGING, TALKING, WRAP_UP, SIGNED_OUT = (
    AgentStateKind.BREAK,
    AgentStateKind.READY,
    AgentStateKind.RINGING,
    AgentStateKind.TALKING,
    AgentStateKind.WRAP_UP,
    AgentStateKind.SIGNED_OUT,
)
MUST_CHOOSE = WrapUp(None)
TIMED = WrapUp(60.0)


def on_break(reason: str = "") -> AgentState:
    return AgentState().signed_in(1.0).take_break(2.0, reason)


def ready() -> AgentState:
    return on_break().go_ready(3.0)


def test_signing_in_leads_to_a_break_never_to_ready() -> None:
    assert AgentState().signed_in(1.0) == AgentState(BREAK, 1.0, Cause.SIGN_IN)


def test_a_ready_agent_whose_call_was_answered_goes_through_wrap_up_to_ready() -> None:
    talking = ready().rings(4.0).talks(5.0)
    wrap_up = talking.hangs_up(6.0, MUST_CHOOSE)
    after = wrap_up.finishes(7.0, Cause.DISPOSITION)
    assert [talking.kind, wrap_up.kind, after.kind, after.cause] == [TALKING, WRAP_UP, READY, Cause.DISPOSITION]


def test_a_failed_call_dialled_on_a_break_leads_back_to_the_same_break() -> None:
    after = on_break("lunch").talks(4.0).hangs_up(5.0, TIMED).finishes(65.0, Cause.TIME)
    assert (after.kind, after.break_reason, after.cause) == (BREAK, "lunch", Cause.TIME)


def test_a_call_that_nobody_answered_leads_back_to_what_it_was() -> None:
    assert ready().rings(4.0).stops_ringing(5.0).kind is READY
    assert on_break("lunch").rings(4.0).stops_ringing(5.0).break_reason == "lunch"


def test_a_break_asked_for_in_a_call_comes_after_its_wrap_up() -> None:
    state = ready().rings(4.0).talks(5.0).take_break(6.0, "lunch")
    assert state.kind is TALKING
    state = state.hangs_up(7.0, MUST_CHOOSE)
    assert state.kind is WRAP_UP
    state = state.finishes(8.0, Cause.DISPOSITION)
    assert (state.kind, state.break_reason) == (BREAK, "lunch")


def test_the_last_wish_in_a_call_counts() -> None:
    state = ready().talks(5.0).take_break(6.0, "lunch").go_ready(7.0).hangs_up(8.0, None)
    assert state.kind is READY


def test_time_does_not_end_a_wrap_up_that_must_be_chosen() -> None:
    wrap_up = ready().talks(5.0).hangs_up(6.0, MUST_CHOOSE)
    assert wrap_up.ends_at is None
    assert wrap_up.finishes(600.0, Cause.TIME) is wrap_up


def test_a_timed_wrap_up_says_when_it_ends() -> None:
    assert ready().talks(5.0).hangs_up(6.0, TIMED).ends_at == 66.0


def test_a_call_in_wrap_up_does_not_make_the_first_wrap_up_vanish() -> None:
    state = ready().talks(5.0).hangs_up(6.0, MUST_CHOOSE).talks(7.0).hangs_up(8.0, None)
    assert state.kind is WRAP_UP
    assert state.wrap_up == MUST_CHOOSE


def test_the_strictest_wrap_up_of_several_calls_counts() -> None:
    state = ready().talks(5.0).owes(TIMED).owes(MUST_CHOOSE).hangs_up(8.0, WrapUp(300.0))
    assert state.wrap_up == MUST_CHOOSE
    assert TIMED.stricter(WrapUp(90.0)) == WrapUp(90.0)


def test_a_supervisors_pause_while_it_rings_is_the_cause_of_the_break_that_follows() -> None:
    state = ready().rings(4.0).take_break(5.0, "", Cause.SERVER).stops_ringing(6.0)
    assert (state.kind, state.cause) == (BREAK, Cause.SERVER)


def test_the_queue_may_offer_calls_only_to_who_is_ready() -> None:
    assert ready().wants_queue_calls
    assert ready().rings(4.0).wants_queue_calls
    assert not ready().rings(4.0).take_break(5.0, "").wants_queue_calls
    assert not on_break().rings(4.0).wants_queue_calls
    assert not ready().talks(4.0).wants_queue_calls
    assert not ready().talks(4.0).hangs_up(5.0, TIMED).wants_queue_calls


def test_nothing_happens_to_who_is_signed_out() -> None:
    out = AgentState()
    after = out.rings(1.0).talks(1.0).hangs_up(1.0, TIMED).finishes(1.0, Cause.TIME).take_break(1.0, "").go_ready(1.0)
    assert after is out


# ------------------------------------------------------------ any sequence

EVENTS = {
    "go_ready": lambda s, now: s.go_ready(now),
    "take_break": lambda s, now: s.take_break(now, "tea"),
    "paused": lambda s, now: s.take_break(now, "", Cause.SERVER),
    "rings": lambda s, now: s.rings(now),
    "stops_ringing": lambda s, now: s.stops_ringing(now),
    "talks": lambda s, now: s.talks(now),
    "owes": lambda s, now: s.owes(TIMED),
    "hangs_up": lambda s, now: s.hangs_up(now, None),
    "hangs_up_timed": lambda s, now: s.hangs_up(now, TIMED),
    "hangs_up_must_choose": lambda s, now: s.hangs_up(now, MUST_CHOOSE),
    "disposition": lambda s, now: s.finishes(now, Cause.DISPOSITION),
    "time": lambda s, now: s.finishes(now, Cause.TIME),
}
SEQUENCES = st.lists(st.sampled_from(sorted(EVENTS)), max_size=40)
LEAVES = {
    READY: {"take_break", "paused", "rings", "talks"},
    BREAK: {"go_ready", "rings", "talks"},
    RINGING: {"stops_ringing", "talks"},
    TALKING: {"hangs_up", "hangs_up_timed", "hangs_up_must_choose"},
    WRAP_UP: {"disposition", "time", "talks"},
}


def walk(names: list[str]) -> list[tuple[AgentState, str, AgentState]]:
    state, steps = AgentState().signed_in(0.0), []
    for now, name in enumerate(names, 1):
        after = EVENTS[name](state, float(now))
        steps.append((state, name, after))
        state = after
    return steps


@given(SEQUENCES)
def test_no_state_is_left_without_an_event_that_may_end_it(names: list[str]) -> None:
    for before, name, after in walk(names):
        if after.kind is not before.kind:
            assert name in LEAVES[before.kind]
            assert after.since > before.since


@given(SEQUENCES)
def test_the_end_of_a_talk_never_leads_to_ready_when_a_wrap_up_is_wanted(names: list[str]) -> None:
    for before, name, after in walk(names):
        if before.kind is TALKING and name in ("hangs_up_timed", "hangs_up_must_choose"):
            assert after.kind is WRAP_UP


@given(SEQUENCES)
def test_only_the_agent_makes_a_break_ready(names: list[str]) -> None:
    """Whatever calls do: READY needs a wish of the agent that no later break, by anybody, took back."""
    wishes_ready = False
    for _, name, after in walk(names):
        if name in ("go_ready", "take_break", "paused"):
            wishes_ready = name == "go_ready"
        if after.kind is READY:
            assert wishes_ready
        if after.kind is BREAK:
            assert not wishes_ready


@given(SEQUENCES)
def test_a_wrap_up_that_must_be_chosen_is_never_skipped(names: list[str]) -> None:
    owed = False
    for before, name, after in walk(names):
        owed = owed or (before.kind is TALKING and name == "hangs_up_must_choose")
        if before.kind is WRAP_UP and name == "disposition":
            owed = False
        if owed:
            assert after.kind in (WRAP_UP, TALKING)


def test_a_break_that_a_call_interrupts_counts_on_afterwards() -> None:
    lunch = AgentState(AgentStateKind.BREAK, 100.0, Cause.AGENT, "Lunch")
    ringing = lunch.rings(200.0)
    assert ringing.counts_from == 200.0
    again = ringing.talks(205.0).hangs_up(300.0, WrapUp(60.0)).finishes(360.0, Cause.TIME)
    assert (again.break_reason, again.since, again.counts_from) == ("Lunch", 360.0, 100.0)
    assert again.rings(400.0).stops_ringing(410.0).counts_from == 100.0
    other = lunch.talks(205.0).take_break(250.0, "Coffee").hangs_up(300.0, None)
    assert (other.break_reason, other.counts_from) == ("Coffee", 300.0)
