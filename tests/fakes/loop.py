"""Tests that are coroutines: each on a loop of its own, which must not leave failures behind unseen."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec

P = ParamSpec("P")


def on_loop(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    @functools.wraps(test)
    def run(*arguments: P.args, **named: P.kwargs) -> None:
        asyncio.run(test(*arguments, **named))

    return run


async def settle(turns: int = 30) -> None:
    """Let everything that is ready run: no time passes."""
    for _ in range(turns):
        await asyncio.sleep(0)
