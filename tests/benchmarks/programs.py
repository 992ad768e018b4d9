"""The programs that are measured, signed in at the benchmark's own registrar: ours, and Linphone where it is there."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from tests.benchmarks.phone_side import PhoneSide
from tests.journeys.softphone import Softphone
from tests.servers.certificates import Certificates
from tests.servers.https_server import Answer, HttpsServer
from tests.servers.screen import Screen

USER, PASSWORD = "anna", "a password of the benchmark"
HAND_SECONDS = 0.5


class Program(Protocol):
    name: str

    def prepare(self) -> None:
        """Sign in once, so that every later start is the one of a working day."""
        ...

    def start(self) -> float:
        """The moment before its process was made."""
        ...

    def end(self) -> None: ...

    @property
    def pids(self) -> dict[str, int]:
        """Its processes by what they are."""
        ...


class Ours:
    name = "softphone"

    def __init__(
        self, folder: Path, screen: Screen, side: PhoneSide, workplace: HttpsServer, certificates: Certificates
    ) -> None:
        self._screen, self._side, self._workplace = screen, side, workplace
        self._program = Softphone(folder / "ours", certificates.ca)
        body = json.dumps(_document(side.port)).encode()
        workplace.answer("/profile", Answer(body, user=USER, password=PASSWORD))

    def prepare(self) -> None:
        self._program.start()
        self._screen.wait_for_window("Softphone")
        time.sleep(HAND_SECONDS)
        self._screen.keyboard.type(f"{self._workplace.url()}\t{USER}\t{PASSWORD}\t\t ")
        self._screen.keyboard.press("Enter")
        self._side.wait_for_registration()
        time.sleep(1.0)
        self.end()

    def start(self) -> float:
        at = time.monotonic()
        self._program.start()
        return at

    def end(self) -> None:
        self._program.close()

    @property
    def pids(self) -> dict[str, int]:
        return {"window": self._program.windows()[0], "engine": self._program.engines()[0]}


class Linphone:
    name = "linphone"

    def __init__(self, folder: Path, side: PhoneSide) -> None:
        self._home, self._side = folder / "linphone", side
        self._log = folder / "linphone.out"
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def is_installed() -> bool:
        return shutil.which("linphone") is not None

    def prepare(self) -> None:
        """Its settings are a file: nothing is to be typed."""
        settings = self._home / ".config/linphone/linphonerc"
        settings.parent.mkdir(parents=True)
        settings.write_text(_LINPHONE.format(port=self._side.port, user=USER, password=PASSWORD))

    def start(self) -> float:
        at = time.monotonic()
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                ["linphone"], env=self._environment, stdout=output, stderr=output, stdin=subprocess.DEVNULL
            )
        return at

    def end(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
            self._process.kill()
            self._process.wait()

    @property
    def pids(self) -> dict[str, int]:
        assert self._process
        return {"all in one": self._process.pid}

    @property
    def _environment(self) -> dict[str, str]:
        homes = {"XDG_CONFIG_HOME": ".config", "XDG_DATA_HOME": ".local/share", "XDG_CACHE_HOME": ".cache"}
        places = {name: str(self._home / place) for name, place in homes.items()}
        return {**os.environ, "HOME": str(self._home), **places}


def _document(port: int) -> dict[str, Any]:
    return {
        "format": 1,
        "workplace": {"id": "bench", "name": "Bench", "country": "SE"},
        "agent": {"id": USER, "name": "Anna Berg"},
        "phone": {
            "server": f"127.0.0.1:{port}",
            "user": USER,
            "transport": "udp",
            "srtp": "off",
            "codecs": ["PCMU"],
        },
    }


_LINPHONE = """\
[sip]
default_proxy=0
sip_port=-1
sip_tcp_port=0
register_only_when_network_is_up=0
guess_hostname=1

[auth_info_0]
username={user}
passwd={password}
realm=bench
domain=127.0.0.1:{port}

[proxy_0]
reg_proxy=<sip:127.0.0.1:{port};transport=udp>
reg_identity="Anna Berg" <sip:{user}@127.0.0.1:{port}>
reg_expires=3600
reg_sendregister=1
publish=0

[ui]
check_for_update_at_startup=0

[app]
exit_on_close=1
"""
