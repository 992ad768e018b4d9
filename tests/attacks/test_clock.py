"""A wall clock that is set in the middle of a shift: nothing ends, hangs or lasts for a year because of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from softphone.model.availability import Cause
from softphone.model.calls import CallState
from softphone.model.engine_link import CallReport, Register, Reject, Unregister
from tests.attacks.raw_registrar import RawRegistrar, request
from tests.engine.engine_client import running_engine
from tests.fakes.loop import on_loop
from tests.features.test_availability import READY, WRAP_UP, Desk

HOUR, YEAR = 3600.0, 365 * 86_400.0
RUNNING_BACK = """
import itertools, time
real, hours = time.time, itertools.count()
time.time = lambda: real() - 3600 * next(hours)
"""


@pytest.mark.parametrize("seconds", [-HOUR, HOUR, YEAR, -YEAR])
@on_loop
async def test_a_timed_wrap_up_lasts_as_long_as_the_queue_says(seconds: float) -> None:
    desk = Desk()
    await desk.is_ready()
    call = desk.phone.rings(queue="sales")
    await desk.phone.answer(call.id)
    desk.phone.ends(call.id)
    await desk.clock.advance(10)
    desk.clock.jump(seconds)
    await desk.agent.take_break("lunch")
    await desk.agent.go_ready()
    await desk.clock.advance(19)
    assert desk.kind is WRAP_UP
    await desk.clock.advance(2)
    assert (desk.kind, desk.agent.state.cause) == (READY, Cause.TIME)


def test_a_call_lasts_as_long_as_it_lasts(folder: Path) -> None:
    """The engine's wall clock goes back an hour each time it is looked at."""
    program = ("-c", f"{RUNNING_BACK}\nimport sys\nfrom softphone.engine.__main__ import main\nsys.exit(main())")
    with running_engine(folder, program=program) as engine, RawRegistrar() as registrar:
        engine.do(Register(account=registrar.account))
        engine.registered()
        registrar.send(request())
        engine.do(Reject(call_id=engine.ringing().id))
        call = engine.wait_for(CallReport, lambda report: report.call.state is CallState.ENDED).call
        assert call.ended_at is not None
        assert 0 <= call.ended_at - call.started_at < HOUR
        engine.do(Unregister())
