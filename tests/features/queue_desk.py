"""An agent's desk with a PBX's queue, for the tests of queue membership."""

from __future__ import annotations

from softphone.features.availability import Availability
from softphone.features.queue_membership import QueueMembership
from softphone.model.availability import QueuePresence, QueuePresenceChanged
from softphone.model.calls import CallId
from softphone.model.problems import ProblemArose
from softphone.model.registration import RegistrationState
from softphone.runtime.events import Events
from tests.fakes.clock import FakeClock
from tests.fakes.heard import Heard
from tests.fakes.kept import FakeLedger
from tests.fakes.loop import settle
from tests.fakes.phone import FakePhone
from tests.fakes.profiles import profile, signed_in
from tests.fakes.queue import FakeQueue

UNKNOWN, OUT, PAUSED, IN = QueuePresence.UNKNOWN, QueuePresence.OUT, QueuePresence.PAUSED, QueuePresence.IN


class Desk:
    def __init__(self, *, has_lamp: bool = True, tells_removal: bool = True) -> None:
        self.events = Events()
        self.clock = FakeClock()
        self.phone = FakePhone(self.events, self.clock)
        self.queue = FakeQueue(self.phone, self.events, has_lamp=has_lamp, tells_removal=tells_removal)
        self.agent = Availability(self.events, self.clock, FakeLedger)
        self.membership = QueueMembership(self.phone, self.events, self.clock)
        self.heard = Heard(self.events, QueuePresenceChanged, ProblemArose)

    @property
    def told(self) -> QueuePresenceChanged:
        return self.heard.last(QueuePresenceChanged)

    async def signs_in(self, **queues: str) -> None:
        self.events.publish(signed_in(profile(queues)))
        self.phone.registration_is(RegistrationState.REGISTERED)
        await self.clock.advance(0 if self.queue.has_lamp else 2.0)

    async def is_ready(self) -> None:
        await self.signs_in()
        await self.agent.go_ready()
        await settle()

    async def talks(self) -> CallId:
        call = self.phone.rings(queue="support")
        await self.phone.answer(call.id)
        await settle()
        return call.id
