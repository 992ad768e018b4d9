"""A registrar that rings its phone and gives up, telling why."""

from __future__ import annotations

from softphone.model.calls import Call
from softphone.model.engine_link import Account, Register, Srtp, Transport
from tests.engine.engine_client import EngineClient
from tests.servers.sipp import Sipp


def ring_and_cancel(engine: EngineClient, sipp: Sipp, reason: str) -> Call:
    """SIPp rings the engine from an address that its account trusts, then cancels with that Reason header."""
    registrar = sipp.registrar()
    account = Account(
        server=f"127.0.0.1:{registrar.port}",
        user="101",
        password="x",
        transport=Transport.UDP,
        srtp=Srtp.OFF,
        trusted_sources=("127.0.0.1",),
    )
    engine.do(Register(account=account))
    contact = engine.registered().contact
    port = int(contact.partition("@")[2].partition(":")[2].partition(";")[0])
    sipp.cancel(port, "101", reason=reason, headers={})
    return engine.ended(engine.ringing().id)
