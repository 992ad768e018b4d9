"""An engine whose code a test has altered, to see that a trap is really one, or to make a fault happen.

python -m tests.engine.altered_engine ALTERATION --meeting … : see `ALTERATIONS`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NoReturn


def _fail(*_: Any) -> NoReturn:
    raise RuntimeError("on purpose")


def few_slots() -> None:
    """PJSIP has two call slots: the number of a call that ends is the next but one to be used."""
    from softphone.engine import endpoint

    endpoint.MOST_CALLS = 2


def _broken(class_name: str, callback: str) -> Callable[[], None]:
    def alter() -> None:
        from softphone.engine import account, call, endpoint, lamps
        from softphone.engine.guarding import guarded

        places: dict[str, Any] = {
            "call": call.LiveCall,
            "account": account.LiveAccount,
            "endpoint": endpoint.Endpoint,
            "lamp": lamps._Watched,
        }

        def fails(self: Any, prm: Any) -> None:
            _fail()

        fails.__name__ = callback
        setattr(places[class_name], callback, guarded(fails))

    return alter


def broken_command() -> None:
    from softphone.engine.calls import Calls

    setattr(Calls, "hold", _fail)  # noqa: B010


CALLBACKS = (
    ("call", "onCallState"),
    ("call", "onCallMediaState"),
    ("call", "onCallTsxState"),
    ("call", "onStreamDestroyed"),
    ("call", "onDtmfDigit"),
    ("account", "onRegState"),
    ("endpoint", "onTransportState"),
)
ALTERATIONS: dict[str, Callable[[], None]] = {
    "few-slots": few_slots,
    "broken-command": broken_command,
    **{name: _broken(place, name) for place, name in CALLBACKS},
}


def program(alteration: str) -> tuple[str, ...]:
    """For `EngineProcess`."""
    return ("-m", "tests.engine.altered_engine", alteration)


if __name__ == "__main__":
    ALTERATIONS[sys.argv[1]]()
    from softphone.engine.__main__ import main

    sys.exit(main(sys.argv[2:]))
