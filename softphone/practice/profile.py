"""The workplace document of a practice centre: made from the scenario and the ports of the day."""

from __future__ import annotations

from softphone.model import workplace
from softphone.model.engine_link import Srtp, Transport
from softphone.practice.scenario import Agent, Scenario, as_workplace_queue
from softphone.practice.sip.messages import Hop

JOIN = "*45"
PAUSE = "*46"


def profile_of(scenario: Scenario, agent: Agent, sip: Hop) -> workplace.Profile:
    server = f"{sip[0]}:{sip[1]}"
    return workplace.Profile(
        format=workplace.FORMAT,
        workplace=scenario.workplace,
        agent=workplace.Agent(id=agent.id, name=agent.name),
        phone=workplace.Phone(server=server, user=agent.user, transport=Transport.UDP, srtp=Srtp.OFF),
        queues=workplace.Queues(
            join=JOIN,
            pause=PAUSE,
            lamp=f"{PAUSE}{{user}}",
            break_reasons=scenario.break_reasons,
            queues=tuple(as_workplace_queue(queue) for queue in scenario.queues),
        ),
        directory=tuple(
            workplace.DirectoryEntry(name=one.name, target=f"sip:{one.number}@{server}", what_for=one.what_for)
            for one in scenario.directory
        ),
    )
