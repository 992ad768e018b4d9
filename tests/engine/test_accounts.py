"""What an account's fields do on the wire."""

from __future__ import annotations

from msgspec.structs import replace

from softphone.engine.headers import parse_address
from softphone.model.engine_link import Register
from tests.engine.engine_client import EngineClient
from tests.engine.scripted_peer import ScriptedPeer


def test_a_caller_without_registration_calls_at_once_under_another_number(engine: EngineClient) -> None:
    with ScriptedPeer() as peer:
        engine.do(Register(account=replace(peer.account, registers=False)))
        engine.dial("700", caller_number="+46855512345", headers=(("X-Outside", "yes"),))
        invite = peer.expect("INVITE")
        assert parse_address(invite.first("from")).user == "+46855512345"
        assert invite.first("x-outside") == "yes"
        assert not [message for message in peer.received if message.method == "REGISTER"]
        peer.reply(invite, 486)


def test_the_display_name_is_shown_and_cannot_break_out(engine: EngineClient) -> None:
    with ScriptedPeer() as peer:
        engine.do(Register(account=replace(peer.account, display_name='Anna "A" <sip:evil@x>\r\nX-Evil: 1')))
        peer.accept_registration()
        engine.registered()
        engine.dial("700")
        invite = peer.expect("INVITE")
        assert parse_address(invite.first("from")).user == "101"
        assert parse_address(invite.first("from")).name.startswith("Anna A")
        assert not invite.first("x-evil")
        peer.reply(invite, 486)


def test_sound_is_bound_to_the_address_that_the_account_names(engine: EngineClient) -> None:
    with ScriptedPeer() as peer:
        engine.do(Register(account=replace(peer.account, local_address="127.0.0.1")))
        peer.accept_registration()
        engine.registered()
        engine.dial("700")
        invite = peer.expect("INVITE")
        assert "c=IN IP4 127.0.0.1" in invite.body
        assert parse_address(invite.first("contact")).uri.partition("@")[2].startswith("127.0.0.1:")
        peer.reply(invite, 486)


def test_only_the_codecs_of_the_account_are_offered_in_their_order(engine: EngineClient) -> None:
    with ScriptedPeer() as peer:
        engine.do(Register(account=replace(peer.account, codecs=("G722", "PCMA"))))
        peer.accept_registration()
        engine.registered()
        engine.dial("700")
        invite = peer.expect("INVITE")
        offered = [line for line in invite.body.splitlines() if line.startswith("a=rtpmap:")]
        assert [line.split()[1] for line in offered if "telephone-event" not in line] == ["G722/8000", "PCMA/8000"]
        peer.reply(invite, 486)
