"""The line is opened once signed in, closed at sign-out, and what fails is told."""

from __future__ import annotations

from softphone.features.phone_line import PhoneLine
from softphone.model.engine_link import Account
from softphone.model.problems import PhoneGone, ProblemArose
from softphone.runtime.events import Events
from tests.fakes.clock import FakeClock
from tests.fakes.heard import Heard
from tests.fakes.loop import on_loop
from tests.fakes.phone import FakePhone

ACCOUNT = Account(server="pbx.acme.example", user="101", password="sip-101")


class Desk:
    def __init__(self) -> None:
        self.events = Events()
        self.phone = FakePhone(self.events, FakeClock())
        self.line = PhoneLine(self.phone, self.events)
        self.heard = Heard(self.events, ProblemArose)


@on_loop
async def test_opening_registers_and_closing_takes_the_contact_away() -> None:
    desk = Desk()
    await desk.line.open(ACCOUNT)
    await desk.line.register_now()
    await desk.line.close()
    assert desk.phone.asked == [("register", ACCOUNT), ("register_now",), ("unregister",)]


@on_loop
async def test_a_closed_line_is_neither_registered_nor_closed_again() -> None:
    desk = Desk()
    await desk.line.register_now()
    await desk.line.close()
    assert desk.phone.asked == []


@on_loop
async def test_a_phone_that_is_gone_is_told() -> None:
    desk = Desk()
    desk.phone.failing = dict.fromkeys(("register", "unregister"), PhoneGone())
    await desk.line.open(ACCOUNT)
    await desk.line.close()
    assert [event.subject for event in desk.heard.of(ProblemArose)] == ["register", "unregister"]
