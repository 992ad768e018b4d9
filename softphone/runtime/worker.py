"""One thread for one blocking library: the loop hands it work and awaits the answer, in the order it was asked."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_Job = tuple["Future[Any]", Callable[[], Any]]


class Worker:
    """A daemon, so that a library that never returns does not keep the program from ending."""

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        threading.Thread(target=self._work, name=name, daemon=True).start()

    async def run(self, function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Do it on the thread, after all that was asked before. Once asked it is done, also when nobody waits."""
        future: Future[T] = Future()
        self._jobs.put((future, lambda: function(*arguments, **named)))
        return await asyncio.shield(asyncio.wrap_future(future))

    def close(self) -> None:
        """End the thread when all that was asked is done; nothing may be asked afterwards."""
        self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            future, function = job
            try:
                future.set_result(function())
            except BaseException as error:
                future.set_exception(error)
