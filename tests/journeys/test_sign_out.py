"""Signing out: the PBX knows the agent no more, the password is forgotten, the notes are kept."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.journeys.agent import HAND_SECONDS, SIGN_IN, Agent
from tests.journeys.workplace import UDP
from tests.servers.key_store import KeyStore

AGENT_MENU = (1258, 58)


def test_who_signs_out_leaves_the_queue_and_the_registrar_and_no_password(
    employ: Callable[..., Agent], key_store: KeyStore
) -> None:
    agent = employ("102", UDP)
    agent.starts()
    agent.signs_in(stays=True)
    password = agent.asterisk.password("102")
    assert key_store.holds(password)
    agent.goes_ready()

    agent.screen.click(*AGENT_MENU)
    time.sleep(HAND_SECONDS)
    agent.press("Up")
    agent.press("Enter")
    agent.waits(lambda: agent.screen.active_window() == SIGN_IN)
    assert not agent.is_registered
    assert agent.member is None
    assert not key_store.holds(password)

    time.sleep(HAND_SECONDS)
    agent.type(password)
    agent.press("Enter")
    agent.waits(lambda: agent.is_registered)


def test_who_stays_signed_in_is_asked_for_nothing_at_the_next_start(employ: Callable[..., Agent]) -> None:
    agent = employ("102", UDP)
    agent.starts()
    agent.signs_in(stays=True)
    agent.program.close()
    assert not agent.is_registered
    agent.program.start()
    agent.waits(lambda: agent.is_registered)
    agent.goes_ready()
