"""No exception leaves a callback: PJSIP's C++ would print it and keep its frames alive (with a call), or crash."""

from __future__ import annotations

import functools
import logging
import sys
from collections.abc import Callable
from typing import Any, TypeVar

log = logging.getLogger(__name__)
Self = TypeVar("Self")


def guarded(callback: Callable[[Self, Any], None]) -> Callable[[Self, Any], None]:
    """For a void callback of pjsua2 with one parameter."""

    @functools.wraps(callback)
    def guard(self: Self, prm: Any) -> None:
        try:
            callback(self, prm)
        except Exception:
            log.exception("the callback %s failed", callback.__name__)

    return guard


def forget_last_exception() -> None:
    """Python keeps the last uncaught exception, and with it every object of its frames."""
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        if hasattr(sys, name):
            delattr(sys, name)
