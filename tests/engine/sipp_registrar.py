"""SIPp as a registrar whose phone is our engine."""

from __future__ import annotations

from softphone.model.calls import Call
from softphone.model.engine_link import Account, Register, Srtp, Transport
from tests.engine.engine_client import EngineClient
from tests.servers.sipp import Sipp


def account_that_trusts(port: int, **details: object) -> Account:
    """An account at SIPp's port; every source on this machine may ring."""
    facts: dict[str, object] = {
        "server": f"127.0.0.1:{port}",
        "user": "101",
        "password": "x",
        "transport": Transport.UDP,
        "srtp": Srtp.OFF,
        "trusted_sources": ("127.0.0.1",),
    }
    return Account(**{**facts, **details})  # type: ignore[arg-type]


def ring_and_cancel(engine: EngineClient, sipp: Sipp, reason: str) -> Call:
    """SIPp rings the engine and gives up with that Reason header."""
    engine.do(Register(account=account_that_trusts(sipp.registrar().port)))
    contact = engine.registered().contact
    port = int(contact.partition("@")[2].partition(":")[2].partition(";")[0])
    sipp.cancel(port, "101", reason=reason, headers={})
    return engine.ended(engine.ringing().id)
