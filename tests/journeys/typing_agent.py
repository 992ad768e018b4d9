"""A program that types into the note of a call without ever pausing, until it is killed.

It prints for each key how many there were and when (monotonic seconds); the store's folder is its argument.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from softphone.features.notes import Notes
from softphone.gateways.phone_numbers import PhoneNumbers
from softphone.gateways.sqlcipher_store.opener import SqlcipherOpener
from softphone.model.calls import Call, CallChanged, CallId, CallState
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.runtime.clock import SystemClock
from softphone.runtime.events import Events

KEY = "5a" * 32
CALL = Call(CallId("c1"), True, CallState.TALKING, "+46855512345", 1.0, answered_at=2.0)


async def keep_no_key(_: str) -> None:
    raise AssertionError("the key is known")


async def type_without_end(folder: Path) -> None:
    events, clock = Events(), SystemClock()
    store = await SqlcipherOpener(lambda _: folder).open("acme", KEY, keep_no_key)
    notes = Notes(lambda: store, PhoneNumbers(), events, clock)
    events.publish(SignInChanged(SignInStep.SIGNED_IN))
    events.publish(CallChanged(CALL))
    while notes.shown is None:
        await clock.sleep(0.01)
    for keys in range(1, 10_000):
        await notes.edit("x" * keys, keys)
        print(keys, clock.monotonic(), flush=True)
        await clock.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(type_without_end(Path(sys.argv[1])))
