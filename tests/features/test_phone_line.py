"""The line is registered, and tried again slowly where the telephone does not try by itself."""

from __future__ import annotations

from softphone.features.phone_line import PhoneLine
from softphone.model.engine_link import Account
from softphone.model.problems import PhoneGone, ProblemArose
from softphone.model.registration import RegistrationState
from softphone.runtime.events import Events
from tests.fakes.clock import FakeClock
from tests.fakes.heard import Heard
from tests.fakes.loop import on_loop
from tests.fakes.phone import FakePhone

ACCOUNT = Account(server="pbx.acme.example", user="101", password="sip-101")


class Desk:
    def __init__(self) -> None:
        self.events = Events()
        self.clock = FakeClock()
        self.phone = FakePhone(self.events, self.clock)
        self.line = PhoneLine(self.phone, self.events, self.clock)
        self.heard = Heard(self.events, ProblemArose)

    @property
    def tries(self) -> int:
        return len(self.phone.commands("register_now"))


@on_loop
async def test_opening_registers_and_closing_takes_the_contact_away() -> None:
    desk = Desk()
    await desk.line.open(ACCOUNT)
    await desk.line.close()
    assert desk.phone.asked == [("register", ACCOUNT), ("unregister",)]


@on_loop
async def test_a_refused_password_is_tried_again_only_after_a_minute() -> None:
    desk = Desk()
    await desk.line.open(ACCOUNT)
    desk.phone.registration_is(RegistrationState.REFUSED)
    await desk.clock.advance(59)
    assert desk.tries == 0
    await desk.clock.advance(2)
    assert desk.tries == 1


@on_loop
async def test_an_unreachable_server_is_found_again_within_five_seconds() -> None:
    desk = Desk()
    await desk.line.open(ACCOUNT)
    desk.phone.registration_is(RegistrationState.UNREACHABLE)
    desk.phone.registration_is(RegistrationState.TRYING)
    await desk.clock.advance(5)
    assert desk.tries == 1


@on_loop
async def test_a_registration_that_came_by_itself_is_not_asked_for_again() -> None:
    desk = Desk()
    await desk.line.open(ACCOUNT)
    desk.phone.registration_is(RegistrationState.UNREACHABLE)
    desk.phone.registration_is(RegistrationState.REGISTERED)
    await desk.clock.advance(600)
    assert desk.tries == 0


@on_loop
async def test_nothing_is_tried_after_signing_out() -> None:
    desk = Desk()
    await desk.line.open(ACCOUNT)
    desk.phone.registration_is(RegistrationState.REFUSED)
    await desk.line.close()
    desk.phone.registration_is(RegistrationState.UNREACHABLE)
    await desk.clock.advance(600)
    assert desk.tries == 0


@on_loop
async def test_a_phone_that_is_gone_is_told() -> None:
    desk = Desk()
    desk.phone.failing["register"] = PhoneGone()
    await desk.line.open(ACCOUNT)
    assert desk.heard.last(ProblemArose).subject == "register"
