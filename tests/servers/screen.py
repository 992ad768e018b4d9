"""A screen of its own (Xvfb) with a window manager, so that windows get the keyboard as on a desk."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from tests.servers.keyboard import Keyboard
from tests.servers.run_folder import make_run_folder
from tests.servers.server_process import ServerProcess

WIDTH, HEIGHT = 1366, 768
# Xvfb tells its number on a file descriptor: the shell opens a file for it.
_WITH_NUMBER_IN_FILE = 'exec Xvfb -displayfd 3 "$@" 3>"$0"'


class Screen:
    """`env` makes a child process open its windows here."""

    def __init__(self) -> None:
        self.folder = make_run_folder("screen")
        self.log = self.folder / "log"
        self._number = self.folder / "number"
        self._server: ServerProcess | None = None
        self._windows: ServerProcess | None = None
        self._keyboard: Keyboard | None = None

    @property
    def env(self) -> Mapping[str, str]:
        return {"DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "1"}

    @property
    def display(self) -> str:
        return f":{self._number.read_text().strip()}"

    @property
    def keyboard(self) -> Keyboard:
        assert self._keyboard is not None
        return self._keyboard

    def start(self) -> None:
        options = ("-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(self.folder), "-nolisten", "tcp", "-noreset")
        self._server = ServerProcess(["sh", "-c", _WITH_NUMBER_IN_FILE, str(self._number), *options], log=self.log)
        self._server.wait_until(lambda: self._number.exists() and self._number.read_text().endswith("\n"))
        self._windows = ServerProcess(["openbox", "--sm-disable"], log=self.log, env=self.env)
        self._windows.wait_until(self._has_window_manager)
        self._keyboard = Keyboard(self.display)

    def close(self) -> None:
        if self._keyboard:
            self._keyboard.close()
        for process in (self._windows, self._server):
            if process:
                process.end()
        shutil.rmtree(self.folder)

    # ------------------------------------------------------------ windows

    def windows(self) -> list[str]:
        """The titles of the windows that can be seen, the newest last."""
        ids = self._ask("search", "--onlyvisible", "--name", ".+").split()
        return [self._ask("getwindowname", window) for window in ids]

    def active_window(self) -> str:
        """The title of the window that has the keyboard; "" when none has."""
        return self._ask("getactivewindow", "getwindowname")

    def wait_for_window(self, title: str, seconds: float = 10.0) -> None:
        """Until a window whose title contains this has the keyboard."""
        deadline = time.monotonic() + seconds
        while title not in self.active_window():
            if time.monotonic() > deadline:
                raise AssertionError(f"no active window {title!r} in {seconds} s; there are {self.windows()}")
            time.sleep(0.05)

    def click(self, x: int, y: int) -> None:
        self._ask("mousemove", str(x), str(y), "click", "1")

    # ------------------------------------------------------------ pictures

    @property
    def frame_buffer(self) -> Path:
        """The screen's memory as a file, in the form of an X window dump."""
        return self.folder / "Xvfb_screen0"

    def pixels(self) -> bytes:
        """The picture as rows of blue, green, red and one byte more, WIDTH by HEIGHT."""
        dump = self.frame_buffer.read_bytes()
        start = picture_start(dump)
        return dump[start : start + 4 * WIDTH * HEIGHT]

    def count_points(self, colour: tuple[int, int, int], left: int = 0) -> int:
        """How many points have this colour (red, green, blue), from so far right on."""
        rows = np.frombuffer(self.pixels(), np.uint8).reshape(HEIGHT, WIDTH, 4)[:, left:, 2::-1]
        return int(np.all(rows == colour, axis=2).sum())

    def take_picture(self, file: Path) -> None:
        """Write what is on the screen as PNG."""
        from PySide6.QtGui import QImage

        file.parent.mkdir(parents=True, exist_ok=True)
        image = QImage(self.pixels(), WIDTH, HEIGHT, 4 * WIDTH, QImage.Format.Format_RGB32)
        if not image.save(str(file)):
            raise OSError(f"{file} could not be written")

    # ------------------------------------------------------------

    def _has_window_manager(self) -> bool:
        return self._run("get_num_desktops").returncode == 0

    def _ask(self, *arguments: str) -> str:
        return self._run(*arguments).stdout.strip()

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, **self.env}
        return subprocess.run(["xdotool", *arguments], env=environment, capture_output=True, text=True, check=False)


def picture_start(dump: bytes) -> int:
    """Where the picture begins in an X window dump, of which the first 100 bytes are enough."""
    header = struct.unpack(">25I", dump[:100])
    header_size, bytes_per_line, colours = header[0], header[12], header[19]
    assert bytes_per_line == 4 * WIDTH
    return int(header_size + 12 * colours)
