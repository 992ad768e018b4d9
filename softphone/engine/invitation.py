"""What an INVITE says about its caller, as far as the one who sent it may be believed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from softphone.engine.headers import Message, NameAddress, parameter, parse_address
from softphone.engine.plain_text import plain

MOST_WAIT_SECONDS = 86_400.0
MOST_AUTO_ANSWER_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Invitation:
    number: str
    name: str
    uri: str
    queue: str = ""
    waited_seconds: float | None = None
    auto_answer_seconds: int | None = None


def read_invitation(message: Message) -> Invitation:
    """For an INVITE from our registrar: P-Asserted-Identity goes before From, which anybody may fill in."""
    caller = _caller(message)
    return Invitation(
        number=caller.user,
        name=caller.name,
        uri=plain(caller.uri),
        queue=plain(message.first("x-queue"), 80),
        waited_seconds=_seconds(message.first("x-queue-wait")),
        auto_answer_seconds=_auto_answer(message),
    )


def _caller(message: Message) -> NameAddress:
    asserted = [parse_address(value) for value in message.all("p-asserted-identity")]
    return next((address for address in asserted if address.user), parse_address(message.first("from")))


def _seconds(value: str) -> float | None:
    found = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,3})?)\s*(?:s|seconds)?\s*", value)
    return min(float(found[1]), MOST_WAIT_SECONDS) if found else None


def _auto_answer(message: Message) -> int | None:
    for value in (*message.all("call-info"), *message.all("alert-info")):
        after = parameter(value.rpartition(">")[2] or value, "answer-after")
        if after is not None and after.isdecimal():
            return min(int(after[:3]), MOST_AUTO_ANSWER_SECONDS)
    return None
