"""Nonsense for the practice centre, over HTTP and SIP: refused, and the centre closes as quickly as ever."""

from __future__ import annotations

import socket
import time
from pathlib import Path

from tests.attacks.mutation import mutations
from tests.attacks.raw_registrar import request
from tests.practice.running_centre import RunningCentre

METHODS = (b"REGISTER", b"INVITE", b"SUBSCRIBE", b"REFER", b"BYE", b"CANCEL", b"OPTIONS", b"NOTIFY", b"INFO")


def test_a_centre_that_was_sent_nonsense_works_and_closes_at_once(tmp_path: Path) -> None:
    centre = RunningCentre(tmp_path)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for message in mutations([request(method, headers=b"Event: dialog\r\n") for method in METHODS], 500, seed=3):
            stranger.sendto(message, centre.sip)
    for seconds in ("nan", "inf", "-inf"):
        answer = centre.web.get("/control/state", params={"wait_seconds": seconds})
        assert answer.status_code == 400
    for header in (b"Basic \xff", b"Basic =", b"Basic AAAA"):
        assert centre.web.get("/profile", headers=[(b"Authorization", header)]).status_code == 401
    for voice in ("/etc/passwd", "../../../etc/passwd", "a\0.wav", "", "."):
        assert centre.ask("+46846500411", "say", voice=voice).status_code == 400
    assert centre.state().people
    began = time.monotonic()
    centre.close()
    assert time.monotonic() - began < 5
