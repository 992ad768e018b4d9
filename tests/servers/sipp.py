"""SIPp as callers, strangers, phones and registrars: each run bounded in calls and seconds, its result a value."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from tests.servers.ports import PortBlock
from tests.servers.server_logs import ServerLogs
from tests.servers.server_process import ServerProcess, tail
from tests.servers.sip_trace import SippResult, parse_trace
from tests.servers.speech import Recording, from_ulaw, sentence, to_ulaw

Transport = Literal["udp", "tcp"]
OUTSIDE = {"X-Outside": "yes"}
ANSWERED_ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"'

_SCENARIOS = Path(__file__).with_name("sipp")
_VOICE = Path(__file__).with_name("rtp_voice.py")
_FINAL = [*range(300, 306), 380, *range(400, 440), *range(480, 496), *range(500, 506), 580, *range(600, 608)]
_SDP = """Content-Type: application/sdp
Content-Length: [len]

v=0
o=sipp 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio @RTP_PORT@ RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=ptime:20
"""
# all calls good; some failed; told to end; no call came
_ENDED_AS_TOLD = (0, 1, 97, 99)
_NO_BODY = "Content-Length: 0\n\n"


class SippRun:
    """One SIPp process at work, with its voice beside it."""

    def __init__(self, process: ServerProcess, voice: ServerProcess | None, folder: Path, port: int) -> None:
        self._process = process
        self._voice = voice
        self.folder = folder
        self.port = port

    @property
    def is_running(self) -> bool:
        return self._process.is_running

    def result(self) -> SippResult:
        """What has happened up to now."""
        trace = self.folder / "messages"
        text = trace.read_bytes().decode(errors="replace") if trace.exists() else ""
        return SippResult(*self._counts(), parse_trace(text))

    def heard(self) -> list[Recording]:
        """What came back as sound, one recording for each answered call."""
        return [from_ulaw(file.read_bytes()) for file in sorted(self.folder.glob("heard-*.ulaw"))]

    def wait(self, seconds: float = 30.0) -> SippResult:
        """Wait for the run's own end; `RuntimeError` when it is late."""
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise RuntimeError(f"SIPp did not end in {seconds} s:\n{tail(self.folder / 'messages', 60)}") from error
        finally:
            self.end()
        if code not in _ENDED_AS_TOLD:
            raise RuntimeError(tail(self.folder / "errors") or tail(self.folder / "screen"))
        return self.result()

    def wait_for(self, condition: Callable[[SippResult], bool], seconds: float = 5.0) -> SippResult:
        """Wait until the messages satisfy a condition; `RuntimeError` when they do not in time."""
        end = time.monotonic() + seconds
        while not condition(result := self.result()):
            if time.monotonic() > end:
                raise RuntimeError(f"not within {seconds} s:\n{tail(self.folder / 'messages', 60)}")
            time.sleep(0.01)
        return result

    def end(self) -> None:
        self._process.end()
        if self._voice:
            self._voice.end()

    def _counts(self) -> tuple[int, int]:
        lines = (self.folder / "statistics").read_text().splitlines() if not self._process.is_running else []
        if len(lines) < 2:
            return 0, 0
        last = dict(zip(lines[0].split(";"), lines[-1].split(";"), strict=False))
        return int(last["SuccessfulCall(C)"]), int(last["FailedCall(C)"])


class Sipp:
    """Starts SIPp for one test; `folder` takes the runs' files. `close` ends what still runs."""

    def __init__(self, folder: Path, logs: ServerLogs | None = None) -> None:
        self._folder = folder
        self._logs = logs or ServerLogs()
        self._block = PortBlock()
        self._ports = iter(self._block.ports)
        self._runs: list[SippRun] = []

    def call(
        self,
        port: int,
        service: str,
        *,
        talk_seconds: float = 3.0,
        speech: str = "customer",
        number: str = "+46701234567",
        name: str = "Caller",
        headers: Mapping[str, str] = OUTSIDE,
        with_offer: bool = True,
        calls: int = 1,
        calls_per_second: float = 10,
        transport: Transport = "udp",
    ) -> SippRun:
        """Callers who speak for so long once answered; `with_offer=False`: INVITE without SDP, SDP in the ACK."""
        values = {
            "OFFER": _SDP if with_offer else _NO_BODY,
            "ANSWER": _NO_BODY if with_offer else _SDP,
            "TALK_MS": str(round(talk_seconds * 1000)),
            **_caller(number, name, headers),
        }
        options = [f"127.0.0.1:{port}", "-s", service, "-r", str(calls_per_second)]
        return self._run("caller", values, options, calls=calls, speech=speech, transport=transport)

    def cancel(
        self,
        port: int,
        service: str,
        *,
        ring_seconds: float = 0.5,
        reason: str = "",
        number: str = "+46701234567",
        headers: Mapping[str, str] = OUTSIDE,
    ) -> SippRun:
        """A caller who gives up so long after the 180; `reason` is the CANCEL's Reason header."""
        values = {
            "OFFER": _SDP,
            "TALK_MS": str(round(ring_seconds * 1000)),
            "REASON": f"Reason: {reason}\n" if reason else "",
            **_caller(number, "Caller", headers),
        }
        return self._run("cancel", values, [f"127.0.0.1:{port}", "-s", service])

    def stranger(
        self,
        port: int,
        service: str,
        *,
        method: str = "INVITE",
        wait_seconds: float = 1.0,
        number: str = "100",
        headers: Mapping[str, str] | None = None,
        transport: Transport = "udp",
    ) -> SippRun:
        """One request out of the blue (INVITE with SDP, REFER, MESSAGE …) from its own port; notes what comes back."""
        values = {
            "METHOD": method,
            "OFFER": _SDP if method == "INVITE" else _NO_BODY,
            "TALK_MS": str(round(wait_seconds * 1000)),
            **_caller(number, "Security Scanner", headers or {}),
        }
        options = [f"127.0.0.1:{port}", "-s", service, "-default_behaviors", "none"]
        return self._run("stranger", values, options, transport=transport)

    def registrar(self, status: int = 200, headers: Mapping[str, str] | None = None) -> SippRun:
        """Answers every REGISTER so; with 200 it returns the phone's contact unless `headers` has another."""
        return self._run("registrar", {"REGISTER": _register(status, headers)}, [], calls=1000)

    def registrar_that_calls(
        self,
        *,
        after_seconds: float = 0.2,
        talk_seconds: float = 2.0,
        speech: str = "customer",
        headers: Mapping[str, str] | None = None,
        with_offer: bool = True,
        in_call: str = "",
    ) -> SippRun:
        """Accepts one phone and then calls it from the same port; `in_call` is `refer_in_call` or another fragment."""
        values = {
            "BEFORE": f'{_register(200, None)}\n<pause milliseconds="{round(after_seconds * 1000)}"/>',
            "TARGET": "[$contact]",
            "OFFER": _SDP if with_offer else _NO_BODY,
            "ANSWER": _NO_BODY if with_offer else _SDP,
            "TALK_MS": str(round(talk_seconds * 1000)),
            "IN_CALL": (_SCENARIOS / f"{in_call}.xml").read_text() if in_call else "",
            **_caller("+46701234567", "Caller", headers or {}),
        }
        return self._run("caller", values, ["-default_behaviors", "-abortunexp"], speech=speech)

    def phone(self, registrar_port: int, user: str, password: str, *, ring_seconds: float = 0.2) -> SippRun:
        """A phone that signs in, then answers every call after it rang for so long, and speaks ("colleague")."""
        port = next(self._ports)
        options = [f"127.0.0.1:{registrar_port}", "-s", user]
        signed_in = self._run("register", {"USER": user, "PASSWORD": password}, options, port=port).wait(10)
        if not signed_in.ok:
            raise RuntimeError(f"{user} could not sign in: {signed_in.responses}")
        values = {"RING_MS": str(round(ring_seconds * 1000))}
        return self._run("phone", values, ["-aa"], calls=1000, speech="colleague", port=port)

    def close(self) -> None:
        for run in self._runs:
            run.end()
            self._logs.remove(run.folder / "messages")
        self._block.release()

    def _run(
        self,
        scenario: str,
        values: Mapping[str, str],
        options: list[str],
        *,
        calls: int = 1,
        speech: str | None = None,
        transport: Transport = "udp",
        port: int | None = None,
    ) -> SippRun:
        folder = self._folder / f"{len(self._runs)}-{scenario}"
        folder.mkdir(parents=True)
        port, rtp_port, control_port = port or next(self._ports), self._rtp_port(), next(self._ports)
        (folder / "scenario.xml").write_text(_filled(scenario, {**values, "RTP_PORT": str(rtp_port)}))
        command = [
            *("sipp", *options, "-sf", "scenario.xml", "-m", str(calls), "-nostdin"),
            *("-i", "127.0.0.1", "-bind_local", "-p", str(port), "-t", {"udp": "u1", "tcp": "t1"}[transport]),
            *("-mi", "127.0.0.1", "-mp", str(self._rtp_port()), "-ci", "127.0.0.1", "-cp", str(control_port)),
            *("-trace_msg", "-message_file", "messages", "-trace_err", "-error_file", "errors"),
            *("-trace_stat", "-stf", "statistics", "-fd", "3600", "-deadcall_wait", "0", "-timer_resol", "1"),
            *("-timeout", "120", "-timeout_error"),
        ]
        voice = None if speech is None else self._voice(folder, rtp_port, speech)
        environment = {**os.environ, "TERM": "dumb"}
        process = ServerProcess(command, log=folder / "screen", env=environment, cwd=folder)
        self._runs.append(SippRun(process, voice, folder, port))
        self._logs.add(folder / "messages")
        try:
            process.wait_until(lambda: _is_bound(port) or _has_text(folder / "messages"))
        except RuntimeError as error:
            raise RuntimeError(tail(folder / "errors")) from error
        return self._runs[-1]

    def _voice(self, folder: Path, port: int, speech: str) -> ServerProcess:
        said = to_ulaw(sentence(speech)) if speech else b"\xff" * 8000
        (folder / "sentence.ulaw").write_bytes(said)
        command = [sys.executable, "-S", str(_VOICE), str(port), str(folder / "sentence.ulaw"), str(folder)]
        return ServerProcess(command, log=folder / "voice")

    def _rtp_port(self) -> int:
        """An even one, with the next three kept free: SIPp echoes sound on it and pictures two above."""
        even = next(port for port in self._ports if port % 2 == 0)
        for _ in range(3):
            next(self._ports)
        return even


def _caller(number: str, name: str, headers: Mapping[str, str]) -> dict[str, str]:
    lines = "".join(f"{key}: {value}\n" for key, value in headers.items())
    return {"NUMBER": number, "NAME": name, "HEADERS": lines}


def _register(status: int, headers: Mapping[str, str] | None) -> str:
    usual = {401: {"WWW-Authenticate": 'Digest realm="pbx.test", nonce="1", algorithm=MD5'}, 200: {"Expires": "300"}}
    chosen = usual.get(status, {}) if headers is None else headers
    lines = "".join(f"{key}: {value}\n" for key, value in chosen.items())
    if status == 200 and "Contact" not in chosen:
        lines += "Contact: <[$contact]>;expires=300\n"
    text = (_SCENARIOS / "answer_register.xml").read_text()
    return text.replace("@STATUS@", str(status)).replace("@ANSWER_HEADERS@", lines)


def _has_text(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


def _is_bound(port: int) -> bool:
    """SIPp says nowhere that it is ready. Local addresses count, not connections that others once had to that port."""
    local = f"0100007F:{port:04X}"
    return any(
        line.split()[1] == local and line.split()[3] in {"07", "0A"}  # bound (UDP), listening (TCP)
        for table in ("udp", "tcp")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()
    )


def _refusals(label: str) -> str:
    return "\n".join(f'  <recv response="{code}" optional="true" next="{label}"/>' for code in _FINAL)


def _filled(scenario: str, values: Mapping[str, str]) -> str:
    defaults = {
        "BEFORE": "",
        "IN_CALL": "",
        "TARGET": "sip:[service]@[remote_ip]:[remote_port]",
        "SDP": _SDP,
        "REFUSALS": _refusals("refused"),
        "REFER_REFUSALS": _refusals("referred"),
    }
    text = (_SCENARIOS / f"{scenario}.xml").read_text()
    for name, value in {**defaults, **values}.items():
        text = text.replace(f"@{name}@", value.strip("\n") if name in {"BEFORE", "IN_CALL"} else value)
    return text.replace("@RTP_PORT@", values["RTP_PORT"])
