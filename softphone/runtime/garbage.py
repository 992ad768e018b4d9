"""Python's collector, kept from stopping the window: what is built at the start lives as long as the window does."""

from __future__ import annotations

import gc


def rest_while_starting() -> None:
    """While everything is being built there is nothing to find, and looking takes a tenth of the start."""
    gc.disable()


def resume_after_start() -> None:
    """What is there now is never looked at again: a look at all of it would stop the window for 50 ms."""
    gc.freeze()
    gc.enable()
