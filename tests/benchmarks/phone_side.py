"""A registrar and caller on plain UDP whose every message has the time at which it came: what the wire saw."""

from __future__ import annotations

import itertools
import queue
import re
import secrets
import socket
import threading
import time
from dataclasses import dataclass

_SDP = """v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio {port} RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=sendrecv
"""
_PACKET_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Message:
    at: float
    """Monotonic seconds."""
    text: str
    source: tuple[str, int]

    @property
    def status(self) -> int:
        """0 for a request."""
        found = re.match(r"SIP/2\.0 (\d{3})", self.text)
        return int(found[1]) if found else 0

    @property
    def method(self) -> str:
        """Of the request, or of the one that is answered."""
        return self.header("CSeq").split()[-1]

    def header(self, name: str) -> str:
        found = re.search(rf"^{name}\s*:\s*(.*?)\s*$", self.text, re.MULTILINE | re.IGNORECASE)
        return found[1] if found else ""


class PhoneSide:
    """Accepts any phone that knows how to answer a challenge, and calls it. On 127.0.0.1 and a free port."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.contact = ""
        self._phone: tuple[str, int] = ("", 0)
        self._registered = threading.Event()
        self._unregistered = threading.Event()
        self.registered_at = 0.0
        self._calls: dict[str, queue.Queue[Message]] = {}
        self._numbers = itertools.count(1)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def forget(self) -> None:
        """Nobody is registered: the next registration is waited for."""
        self.contact = ""
        self._registered.clear()
        self._unregistered.clear()

    def wait_for_registration(self, seconds: float = 20.0) -> float:
        """When it was granted, monotonic seconds; `TimeoutError` when none came."""
        if not self._registered.wait(seconds):
            raise TimeoutError(f"nobody registered in {seconds} s")
        return self.registered_at

    def call(self) -> RingingCall:
        """Send an INVITE to the phone that registered last."""
        call_id = f"{next(self._numbers)}-{secrets.token_hex(4)}"
        self._calls[call_id] = queue.Queue()
        return RingingCall(self, call_id, self._calls[call_id])

    def send(self, text: str, to: tuple[str, int] | None = None) -> float:
        """The moment before it went out."""
        data = text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
        at = time.monotonic()
        self._socket.sendto(data, to or self._phone)
        return at

    def close(self) -> None:
        self._socket.close()

    # ------------------------------------------------------------

    def _listen(self) -> None:
        while True:
            try:
                data, source = self._socket.recvfrom(65_535)
            except OSError:
                return
            message = Message(time.monotonic(), data.decode(errors="replace"), source)
            if message.text.strip():
                self._take(message)

    def _take(self, message: Message) -> None:
        waiting = self._calls.get(message.header("Call-ID"))
        if message.status and waiting:
            waiting.put(message)
        elif message.method == "REGISTER" and not message.status:
            self._register(message)
        elif not message.status and message.method != "ACK":
            self.send(_answer(message, "200 OK"), message.source)

    def _register(self, message: Message) -> None:
        if not message.header("Authorization"):
            challenge = 'WWW-Authenticate: Digest realm="bench", nonce="1", algorithm=MD5\n'
            self.send(_answer(message, "401 Unauthorized", challenge), message.source)
            return
        contact = message.header("Contact")
        is_leaving = "expires=0" in contact.lower() or message.header("Expires") == "0"
        uri = re.search(r"<([^>]+)>", contact)
        granted = "" if is_leaving or not uri else f"Contact: <{uri[1]}>;expires=3600\n"
        self.send(_answer(message, "200 OK", granted + "Expires: 3600\n"), message.source)
        if is_leaving or not uri:
            self._unregistered.set()
            return
        self.contact, self._phone, self.registered_at = uri[1], message.source, message.at
        self._registered.set()


class RingingCall:
    """One INVITE and what comes back. `sent_at` is the moment it went out."""

    def __init__(self, side: PhoneSide, call_id: str, answers: queue.Queue[Message]) -> None:
        self._side, self._call_id, self._answers = side, call_id, answers
        self._branch = f"z9hG4bK{call_id}"
        self._to = f"<{side.contact}>"
        self._media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._media.bind(("127.0.0.1", 0))
        self._ok: Message | None = None
        sdp = _SDP.format(port=self._media.getsockname()[1])
        body = f"Content-Type: application/sdp\nContent-Length: {len(sdp) + sdp.count(chr(10))}\n\n{sdp}"
        self.sent_at = side.send(self._request("INVITE", 1, body))

    def wait_for(self, status: int, seconds: float = 5.0) -> Message:
        """The answer to the INVITE with this status; `TimeoutError` when it does not come."""
        return self._wait_for("INVITE", status, seconds)

    def give_up(self) -> None:
        """CANCEL, up to the end of the transaction."""
        self._side.send(self._request("CANCEL", 1))
        self._to = self.wait_for(487).header("To")
        self._side.send(self._request("ACK", 1))
        self._media.close()

    def acknowledge(self, ok: Message) -> None:
        self._to, self._ok = ok.header("To"), ok
        self._side.send(self._request("ACK", 1, branch="a"))

    def hang_up(self) -> None:
        """BYE, up to its answer."""
        self._side.send(self._request("BYE", 2, branch="b"))
        self._wait_for("BYE", 200)
        self._media.close()

    def speak(self, seconds: float) -> None:
        """Send G.711 packets of a quiet noise."""
        assert self._ok is not None
        found = re.search(r"^m=audio (\d+)", self._ok.text, re.MULTILINE)
        assert found
        target, due = ("127.0.0.1", int(found[1])), time.monotonic()
        for number in range(round(seconds / _PACKET_SECONDS)):
            header = bytes((0x80, 0)) + number.to_bytes(2, "big") + (number * 160).to_bytes(4, "big") + b"bnch"
            self._media.sendto(header + secrets.token_bytes(160), target)
            due += _PACKET_SECONDS
            time.sleep(max(0.0, due - time.monotonic()))

    def _wait_for(self, method: str, status: int, seconds: float = 5.0) -> Message:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                message = self._answers.get(timeout=left)
            except queue.Empty:
                break
            if message.method == method and message.status == status:
                return message
            if message.method == method and message.status >= 300:
                raise TimeoutError(f"{method} was answered with {message.status}")
        raise TimeoutError(f"no {status} to {method} in {seconds} s")

    def _request(self, method: str, number: int, body: str = "Content-Length: 0\n\n", branch: str = "") -> str:
        port = self._side.port
        return (
            f"{method} {self._side.contact} SIP/2.0\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{port};branch={self._branch}{branch};rport\n"
            f"Max-Forwards: 70\n"
            f'From: "Bench" <sip:+46855512345@127.0.0.1:{port}>;tag={self._call_id}\n'
            f"To: {self._to}\n"
            f"Call-ID: {self._call_id}\n"
            f"CSeq: {number} {method}\n"
            f"Contact: <sip:bench@127.0.0.1:{port}>\n" + body
        )


def _answer(message: Message, status: str, more: str = "") -> str:
    vias = re.findall(r"^Via\s*:.*$", message.text, re.MULTILINE | re.IGNORECASE)
    to = message.header("To")
    kept = [f"From: {message.header('From')}", f"To: {to}" + ("" if "tag=" in to else ";tag=bench")]
    kept += [f"Call-ID: {message.header('Call-ID')}", f"CSeq: {message.header('CSeq')}"]
    lines = "\n".join(line.strip() for line in (*vias, *kept))
    return f"SIP/2.0 {status}\n{lines}\n{more}Content-Length: 0\n\n"
