"""Acme Support, as a workplace of the tests: its document, for one agent of the test PBX."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.servers.asterisk import Asterisk
from tests.servers.https_server import Answer, HttpsServer

NAME = "Acme Support"
DISPOSITIONS = ["solved", "follow-up", "transferred", "wrong number"]
UDP = {"transport": "udp", "srtp": "off"}
TLS = {"transport": "tls", "srtp": "mandatory"}


def document(asterisk: Asterisk, agent: str, line: Mapping[str, Any]) -> dict[str, Any]:
    """`line` is UDP or TLS, and what else the phone's section is to say."""
    port = asterisk.ports.sips if line["transport"] == "tls" else asterisk.ports.sip
    return {
        "format": 1,
        "workplace": {"id": "acme-support", "name": NAME, "country": "SE"},
        "agent": {"id": agent, "name": "Anna Berg"},
        "phone": {"server": f"127.0.0.1:{port}", "user": agent, "codecs": ["G722", "PCMU"], **line},
        "queues": {
            "join": "*45",
            "pause": "*46",
            "break_reasons": ["lunch"],
            "queues": [
                {
                    "id": "support",
                    "name": "Support",
                    "greeting": "Acme Support, my name is {agent}.",
                    "dispositions": DISPOSITIONS,
                }
            ],
        },
        "directory": [{"name": "Billing", "target": f"sip:710@127.0.0.1:{port}", "what_for": "invoices"}],
    }


def open_workplace(server: HttpsServer, asterisk: Asterisk, agent: str, line: Mapping[str, Any]) -> None:
    """Let the agent sign in with the password of their phone."""
    body = json.dumps(document(asterisk, agent, line)).encode()
    server.answer("/profile", Answer(body, user=agent, password=asterisk.password(agent)))
