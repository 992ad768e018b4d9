"""A practice centre as a real process, and a hand-made phone on a real socket beside it."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import msgspec
from sipmessage import Request, Response

from softphone.model.practice import Listening, PracticeFacts, PracticeState
from softphone.practice.sip import messages
from softphone.practice.sip.messages import Hop
from tests.practice.sip_bench import Bench, BenchPhone
from tests.servers.server_process import ServerProcess

SCENARIO = """
format = 1
name = "Tests"
repeats = false
rest_seconds = 1
[workplace]
id = "tests"
name = "Tests"
country = "SE"
[[agents]]
id = "anna"
name = "Anna Berg"
user = "101"
password = "sesame"
[[agents]]
id = "bo"
name = "Bo Ek"
user = "102"
password = "open"
[[queues]]
id = "support"
name = "Support"
number = "700"
[[directory]]
name = "Billing"
number = "710"
says = ["karin-billing.wav"]
answers_after_seconds = 0.1
[[customers]]
name = "Maria Lind"
number = "+46846500411"
queue = "support"
says = ["maria-order.wav"]
[[customers]]
name = "Johan Ek"
number = "+46846500423"
queue = "support"
patience_seconds = 0.3
"""


class RunningCentre:
    def __init__(self, folder: Path, scenario: str = SCENARIO, *options: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "tests.toml").write_text(scenario)
        self.port_file, self.log = folder / "practice.json", folder / "practice.out"
        command = [sys.executable, "-m", "softphone.practice", "--scenario", str(folder / "tests.toml")]
        arguments = ["--port-file", str(self.port_file), "--logs", str(folder / "logs"), *options]
        self.process = ServerProcess([*command, *arguments], log=self.log)
        self.process.wait_until(self.port_file.exists, 20)
        self.facts = msgspec.json.decode(self.port_file.read_bytes(), type=PracticeFacts)
        headers = {"Authorization": f"Bearer {self.facts.token}"}
        self.web = httpx.Client(base_url=self.facts.address, headers=headers, trust_env=False)

    @property
    def sip(self) -> Hop:
        host, _, port = self.facts.sip_address.partition(":")
        return host, int(port)

    def state(self) -> PracticeState:
        return msgspec.json.decode(self.web.get("/control/state").content, type=PracticeState)

    def wait_for(self, is_so: Callable[[PracticeState], bool], seconds: float = 8.0) -> PracticeState:
        end = time.monotonic() + seconds
        while not is_so(state := self.state()):
            assert time.monotonic() < end, state
            time.sleep(0.02)
        return state

    def ask(self, number: str, what: str, **body: str) -> httpx.Response:
        return self.web.post(f"/control/people/{number}/{what}", json=body or None)

    def listen(self, number: str) -> Path:
        return Path(msgspec.json.decode(self.ask(number, "ear").content, type=Listening).path)

    def phone(self, user: str) -> WirePhone:
        return WirePhone(user, self.sip)

    def send(self, data: bytes) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.sendto(data, self.sip)

    def close(self) -> None:
        self.web.close()
        self.process.end()


class _WireBoard:
    """Takes the place of the table's switchboard: what is said goes out on a socket."""

    def __init__(self, phone: WirePhone, server: Hop) -> None:
        self._phone, self._server = phone, server

    def receive(self, message: Request | Response, _: Hop) -> None:
        self._phone.socket.sendto(bytes(message), self._server)
        self._phone.hear(0.5)


class WirePhone(BenchPhone):
    """Every saying waits up to half a second for what comes back."""

    def __init__(self, user: str, server: Hop) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        bench = Bench()
        super().__init__(bench, user, self.socket.getsockname())
        bench.board = _WireBoard(self, server)  # type: ignore[assignment]

    def hear(self, seconds: float) -> None:
        """Read what comes until nothing has come for 50 ms, or not at all for so long."""
        self.socket.settimeout(seconds)
        while True:
            try:
                self.heard.append(messages.read(self.socket.recv(65_536)))
            except TimeoutError:
                return
            self.socket.settimeout(0.05)

    def join(self, password: str) -> None:
        """Dial *45 and let the centre hang up."""
        ok = self.invite("*45", password)
        assert ok.code == 200, ok.code
        self.acknowledge(ok)
        self.hear(1.0)
        self.answer(self.requests("BYE")[-1], 200)

    def close(self) -> None:
        self.socket.close()
