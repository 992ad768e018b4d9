"""Leaving in every state: within 4 s, exit code 0, nothing left at the PBX."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from softphone.model.calls import CallState
from softphone.model.engine_link import Answer, HoldCall, Leave, Register, Srtp, Transport, WatchLamp
from tests.engine.conftest import tls_account, udp_account
from tests.engine.engine_client import EngineClient, EngineProcess, engine_process
from tests.engine.sipp_registrar import account_that_trusts
from tests.servers.asterisk import Asterisk
from tests.servers.strange_peers import silent_peer

State = Callable[[EngineClient, Asterisk], None]


def registered(engine: EngineClient, asterisk: Asterisk) -> None:
    engine.do(Register(account=udp_account(asterisk)))
    engine.registered()


def registered_over_tls(engine: EngineClient, asterisk: Asterisk) -> None:
    engine.do(Register(account=tls_account(asterisk)))
    engine.registered()


def registering(engine: EngineClient, asterisk: Asterisk) -> None:
    engine.do(Register(account=udp_account(asterisk)))


def watching_a_lamp(engine: EngineClient, asterisk: Asterisk) -> None:
    registered(engine, asterisk)
    engine.do(WatchLamp(extension="102"))


def ringing(engine: EngineClient, asterisk: Asterisk) -> None:
    registered(engine, asterisk)
    asterisk.ring("101")
    engine.ringing()


def dialling(engine: EngineClient, asterisk: Asterisk) -> None:
    registered(engine, asterisk)
    call_id = engine.dial("608")
    engine.wait_for_call(lambda call: call.id == call_id and call.state is CallState.RINGING)


def talking(engine: EngineClient, asterisk: Asterisk) -> None:
    registered_over_tls(engine, asterisk)
    engine.talking(engine.dial("600"))


def talking_and_ringing(engine: EngineClient, asterisk: Asterisk) -> None:
    registered(engine, asterisk)
    call = engine.talking(engine.dial("600"))
    engine.do(HoldCall(call_id=call.id))
    asterisk.ring("101")
    engine.ringing()


def answering(engine: EngineClient, asterisk: Asterisk) -> None:
    ringing(engine, asterisk)
    engine.do(Answer(call_id=engine.ringing().id))


STATES: tuple[State, ...] = (
    registered,
    registering,
    registered_over_tls,
    watching_a_lamp,
    ringing,
    dialling,
    talking,
    talking_and_ringing,
    answering,
)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
@pytest.mark.parametrize("how", ["leave", "signal"])
def test_it_leaves_in_time_and_leaves_nothing(folder: Path, asterisk: Asterisk, state: State, how: str) -> None:
    with engine_process(folder) as engine:
        client = engine.connect()
        state(client, asterisk)
        took = seconds_to_leave(engine, client, how)
        assert took < 4
        assert not engine.meeting_file.exists()
    asterisk.wait_until(lambda: asterisk.channels() == 0)
    assert not asterisk.contacts("101")


@pytest.mark.parametrize("transport", list(Transport))
def test_it_leaves_in_time_when_the_registrar_is_silent(folder: Path, transport: Transport) -> None:
    with silent_peer() as port, engine_process(folder) as engine:
        client = engine.connect()
        client.do(Register(account=account_that_trusts(port, transport=transport, srtp=Srtp.OFF)))
        time.sleep(0.3)
        assert seconds_to_leave(engine, client, "leave") < 4


def test_it_leaves_in_time_when_the_server_died_in_a_call(folder: Path, asterisk: Asterisk) -> None:
    with engine_process(folder) as engine:
        client = engine.connect()
        talking(client, asterisk)
        asterisk.freeze()
        try:
            assert seconds_to_leave(engine, client, "leave") < 4
        finally:
            asterisk.thaw()


def seconds_to_leave(engine: EngineProcess, client: EngineClient, how: str) -> float:
    began = time.monotonic()
    if how == "leave":
        client.do(Leave())
    else:
        engine.process.send_signal(signal.SIGTERM)
    assert engine.wait(seconds=6) == 0, engine.output()
    return time.monotonic() - began
