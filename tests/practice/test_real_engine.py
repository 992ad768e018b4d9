"""An agent's real engine at the practice centre: what the window's telephone really makes of our SIP."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from softphone.model.availability import QueuePresence
from softphone.model.calls import Call, CallId, EndReason, Hold, TransferState
from softphone.model.engine_link import (
    Account,
    Answer,
    HoldCall,
    LampReport,
    Register,
    Resume,
    SendDigits,
    Srtp,
    TransferCall,
    Transport,
    Unregister,
    WatchLamp,
)
from softphone.model.lamps import LampState
from softphone.model.practice import PersonState
from tests.engine.engine_client import EngineClient, EngineProcess, engine_process
from tests.practice.running_centre import RunningCentre
from tests.servers.sipp import Sipp

MARIA, BILLING = "+46846500411", "710"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    centre = RunningCentre(tmp_path_factory.mktemp("centre"))
    yield centre
    centre.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short enough for a socket's path."""
    made = Path(tempfile.mkdtemp(prefix="engine-", dir="/tmp"))
    yield made
    shutil.rmtree(made)


@pytest.fixture
def process(folder: Path) -> Iterator[EngineProcess]:
    with engine_process(folder) as process:
        yield process


@pytest.fixture
def phone(process: EngineProcess, centre: RunningCentre) -> Iterator[EngineClient]:
    """Registered as 101, in the queue, watching its own lamp; out of it and un-registered in the end."""
    phone = _signed_in(process, centre)
    _dial_code(phone, "*45")
    assert phone.wait_for(LampReport, lambda report: report.lamp.state is LampState.OFF)
    yield phone
    if not phone.is_closed:
        for call in phone.calls.values():
            assert call.is_over, call
        _dial_code(phone, "*45")
        phone.do(Unregister())
        phone.close()
    centre.wait_for(lambda state: state.person(MARIA).state is PersonState.AWAY)


def _signed_in(process: EngineProcess, centre: RunningCentre) -> EngineClient:
    phone = process.connect()
    host, port = centre.sip
    account = Account(
        server=f"{host}:{port}",
        user="101",
        password="sesame",
        transport=Transport.UDP,
        srtp=Srtp.OFF,
        local_address=host,
    )
    phone.do(Register(account=account))
    phone.registered()
    phone.do(WatchLamp(extension="*46101"))
    phone.wait_for(LampReport, lambda report: report.lamp.state is not LampState.UNKNOWN)
    return phone


def _dial_code(phone: EngineClient, code: str) -> None:
    phone.ended(phone.dial(code, service=True))


def _talk_to_maria(phone: EngineClient, centre: RunningCentre) -> Call:
    assert centre.ask(MARIA, "call").status_code == 204
    ringing = phone.ringing()
    phone.do(Answer(call_id=ringing.id))
    talking = phone.talking(ringing.id)
    centre.wait_for(lambda state: state.person(MARIA).state is PersonState.TALKING)
    return talking


def _part(phone: EngineClient, centre: RunningCentre, call_id: CallId) -> None:
    centre.ask(MARIA, "hang_up")
    phone.ended(call_id)


def test_a_queue_call_says_who_from_where_and_how_long(phone: EngineClient, centre: RunningCentre) -> None:
    call = _talk_to_maria(phone, centre)
    assert (call.number, call.queue) == (MARIA, "support")
    assert call.waited_seconds is not None
    _part(phone, centre, call.id)


def test_the_lamp_follows_the_pause(phone: EngineClient, centre: RunningCentre) -> None:
    for state, presence in ((LampState.ON, QueuePresence.PAUSED), (LampState.OFF, QueuePresence.IN)):
        _dial_code(phone, "*46")
        phone.wait_for(LampReport, lambda report, wanted=state: report.lamp.state is wanted)  # type: ignore[misc]
        assert centre.state().agent("101").presence is presence


def test_hold_and_resume_and_digits_arrive(phone: EngineClient, centre: RunningCentre) -> None:
    call = _talk_to_maria(phone, centre)
    phone.do(HoldCall(call_id=call.id))
    phone.wait_for_call(lambda seen: seen.id == call.id and seen.hold is Hold.BY_US)
    centre.wait_for(lambda state: state.person(MARIA).is_held)
    phone.do(Resume(call_id=call.id))
    phone.wait_for_call(lambda seen: seen.id == call.id and seen.hold is Hold.NONE)
    centre.wait_for(lambda state: not state.person(MARIA).is_held)
    phone.do(SendDigits(call_id=call.id, digits="19*#"))
    centre.wait_for(lambda state: state.person(MARIA).digits == "19*#")
    _part(phone, centre, call.id)


def test_a_transfer_to_a_busy_number_leaves_the_customer_with_the_agent(
    phone: EngineClient, centre: RunningCentre
) -> None:
    call = _talk_to_maria(phone, centre)
    phone.do(TransferCall(call_id=call.id, target="604"))
    refused = phone.wait_for_call(
        lambda seen: seen.transfer is not None and seen.transfer.state is TransferState.REFUSED
    )
    assert refused.transfer and refused.transfer.code == 486
    assert refused.is_talking
    centre.wait_for(lambda state: state.person(MARIA).transferred_to == "")
    assert centre.state().person(MARIA).state is PersonState.TALKING
    _part(phone, centre, call.id)


def test_a_transfer_to_a_colleague_frees_the_agent_for_the_next_caller(
    phone: EngineClient, centre: RunningCentre, sipp: Sipp
) -> None:
    call = _talk_to_maria(phone, centre)
    phone.do(TransferCall(call_id=call.id, target=f"sip:{BILLING}@{centre.facts.sip_address}"))
    assert (ended := phone.ended(call.id).end) and ended.reason is EndReason.TRANSFERRED
    centre.wait_for(lambda state: state.person(BILLING).state is PersonState.TALKING)
    next_caller = sipp.call(centre.sip[1], "700", talk_seconds=0.5, number="+46700000007")
    ringing = phone.ringing()
    assert ringing.number == "+46700000007"
    phone.do(Answer(call_id=ringing.id))
    assert next_caller.wait(10).ok == 1
    phone.ended(ringing.id)
    centre.ask(MARIA, "hang_up")
    centre.wait_for(lambda state: state.person(BILLING).state is PersonState.AWAY)


def test_an_engine_that_dies_loses_its_customer_as_soon_as_the_next_one_registers(
    phone: EngineClient, process: EngineProcess, centre: RunningCentre, folder: Path
) -> None:
    _talk_to_maria(phone, centre)
    process.kill()
    phone.close()
    assert centre.state().person(MARIA).state is PersonState.TALKING
    with engine_process(folder / "next") as successor:
        again = _signed_in(successor, centre)
        gone = centre.wait_for(lambda state: state.person(MARIA).state is PersonState.AWAY)
        assert gone.person(MARIA).ended_by == "them"
        _dial_code(again, "*45")
        again.do(Unregister())
        again.close()
