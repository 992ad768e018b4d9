"""When a window has been painted: looked for in the screen's own memory, so that looking slows nobody down."""

from __future__ import annotations

import mmap
import time

import numpy as np

from tests.servers.screen import HEIGHT, WIDTH, Screen, picture_start

_COLOURS = 12
"""The root is black and an unpainted window of one colour; letters have many."""
_LOOK_SECONDS = 0.003


class Canvas:
    def __init__(self, screen: Screen) -> None:
        with screen.frame_buffer.open("rb") as file:
            self._memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        start = picture_start(self._memory[:100])
        flat = np.frombuffer(self._memory, dtype="<u4", count=WIDTH * HEIGHT, offset=start)
        # Left of the pointer, which is on every screen.
        self._part = flat.reshape(HEIGHT, WIDTH)[HEIGHT // 5 : -HEIGHT // 5, WIDTH // 4 : WIDTH * 9 // 20]

    @property
    def is_painted(self) -> bool:
        return len(np.unique(self._part[::2, ::2])) >= _COLOURS

    def wait_until(self, is_painted: bool, seconds: float = 30.0) -> float:
        """When it was so, monotonic seconds; `TimeoutError` when it never was."""
        deadline = time.monotonic() + seconds
        while self.is_painted is not is_painted:
            if time.monotonic() > deadline:
                raise TimeoutError(f"after {seconds} s the screen is {'not ' if is_painted else ''}painted")
            time.sleep(_LOOK_SECONDS)
        return time.monotonic()
