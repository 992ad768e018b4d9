"""Workplace documents for tests."""

from __future__ import annotations

from typing import Any

from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.model.workplace import Agent, Phone, Profile, Queue, Queues, Workplace

SUPPORT = Queue(id="support", name="Support", wrap_up="must-choose", dispositions=("solved", "follow-up"))
SALES = Queue(id="sales", name="Sales", wrap_up="timed", wrap_up_seconds=30)
HELP = Queue(id="help", name="Help", wrap_up="none")


def profile(queues: dict[str, Any] | None = None, **phone: Any) -> Profile:
    with_queues = {"join": "*45", "pause": "*46", "queues": (SUPPORT, SALES, HELP), **(queues or {})}
    return Profile(
        format=1,
        workplace=Workplace(id="acme-support", name="Acme Support"),
        agent=Agent(id="anna", name="Anna Berg"),
        phone=Phone(server="pbx.acme.example", user="101", **phone),
        queues=Queues(**with_queues),
    )


def signed_in(with_profile: Profile | None = None) -> SignInChanged:
    return SignInChanged(SignInStep.SIGNED_IN, profile=with_profile or profile())
