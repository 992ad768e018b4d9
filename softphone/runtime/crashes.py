"""What a crash may leave behind: the trace of its calls, and no picture of the memory, which has passwords in it."""

from __future__ import annotations

import importlib.util


def leave_no_core() -> None:
    """For this process and those that it starts. Windows and macOS write such a file only when somebody asked them."""
    if importlib.util.find_spec("resource"):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
