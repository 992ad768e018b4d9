"""A registrar and caller that says what a test wants: for the rare messages that no server can be made to send."""

from __future__ import annotations

import re
import socket
import struct
import time
from types import TracebackType

from softphone.engine.headers import Message, parse_address, parse_message
from softphone.model.engine_link import Account, Srtp, Transport

WITH_EVENTS = "RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000"
WITHOUT_EVENTS = "RTP/AVP 0\r\na=rtpmap:0 PCMU/8000"


class ScriptedPeer:
    """One phone, one call at a time, over UDP. Everything waits at most `patience_seconds`."""

    def __init__(self, patience_seconds: float = 5.0) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._patience = patience_seconds
        self.port: int = self._socket.getsockname()[1]
        self.phone = ("127.0.0.1", 0)
        self.contact = ""
        self.received: list[Message] = []
        self._cseq = 1
        self._invited = Message("", (), "")
        self._is_caller = True
        self._invite_branch = ""

    def __enter__(self) -> ScriptedPeer:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()

    @property
    def account(self) -> Account:
        return Account(
            server=f"127.0.0.1:{self.port}", user="101", password="x", transport=Transport.UDP, srtp=Srtp.OFF
        )

    def accept_registration(self) -> None:
        request = self.expect("REGISTER")
        self.contact = parse_address(request.first("contact")).uri
        self.reply(request, 200, headers=(f"Contact: <{self.contact}>;expires=120",))

    # ---------------------------------------------------------------- a call from here to the phone

    def invite(self, media: str = WITH_EVENTS, headers: tuple[str, ...] = ()) -> None:
        self._is_caller = True
        text = self._request("INVITE", self.sdp(media), headers)
        self._invite_branch = _branch(text)
        self.send(text)

    def cancel(self, headers: tuple[str, ...] = ()) -> None:
        """The INVITE that still rings."""
        text = self._request("CANCEL", headers=headers)
        self.send(text.replace(_branch(text), self._invite_branch))

    def expect_answer(self, cseq_method: str = "INVITE") -> Message:
        """The final response to our newest request; a 200 to an INVITE is acknowledged."""
        while True:
            message = self.receive()
            if message.status >= 200 and message.first("cseq").endswith(cseq_method):
                break
        if cseq_method == "INVITE":
            if message.status < 300 and self._is_caller:
                self._invited = message
            self.send(self._request("ACK", cseq=self._cseq))
        return message

    def request(self, method: str, body: str = "", headers: tuple[str, ...] = ()) -> None:
        """Within the dialog."""
        self._cseq += 1
        self.send(self._request(method, body, headers))

    def speak(self, seconds: float) -> None:
        """Silence in G.711 to where the phone's own SDP said; its answer must be the newest `_invited`."""
        found = re.search(r"m=audio (\d+)", self._invited.body)
        assert found, "the phone told no port"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for number in range(int(seconds * 50)):
                header = struct.pack(">BBHII", 0x80, 0, number, number * 160, 7)
                sender.sendto(header + b"\xff" * 160, (self.phone[0], int(found[1])))
                time.sleep(0.02)

    # ---------------------------------------------------------------- what the phone asks

    def expect(self, method: str) -> Message:
        """The next request of that method; others are passed over."""
        while True:
            message = self.receive()
            if message.method == method:
                return message

    def expect_nothing(self, method: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._socket.settimeout(left)
            try:
                message = self._read()
            except TimeoutError:
                return
            assert message.method != method, message.start

    def reply(self, request: Message, status: int, body: str = "", headers: tuple[str, ...] = ()) -> None:
        kept = [f"{name}: {value}" for name in ("via", "from", "call-id", "cseq") for value in request.all(name)]
        to = request.first("to")
        lines = [f"SIP/2.0 {status} Scripted", *kept, f"To: {to if ';tag=' in to else to + ';tag=peer'}"]
        self.send("\r\n".join([*lines, f"Contact: <sip:peer@127.0.0.1:{self.port}>", *headers, _body(body)]))
        if request.method == "INVITE" and status < 300:
            self._invited, self._is_caller = request, False

    # ---------------------------------------------------------------- wire

    def send(self, text: str) -> None:
        self._socket.sendto(text.encode(), self.phone)

    def receive(self) -> Message:
        self._socket.settimeout(self._patience)
        return self._read()

    def sdp(self, media: str = WITH_EVENTS, direction: str = "sendrecv") -> str:
        return (
            f"v=0\r\no=- 1 {self._cseq + 1} IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio 40000 {media}\r\na={direction}\r\n"
        )

    def _read(self) -> Message:
        data, source = self._socket.recvfrom(65_535)
        if len(data) < 8:
            return Message("", (), "")
        self.phone = source
        message = parse_message(data.decode())
        self.received.append(message)
        return message

    def _request(self, method: str, body: str = "", headers: tuple[str, ...] = (), cseq: int | None = None) -> str:
        number = cseq or self._cseq
        local, remote, call_id = self._ends()
        target = parse_address(self._invited.first("contact")).uri or self.contact
        lines = [
            f"{method} {target} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bK{method}{number}{time.monotonic_ns()}",
            f"From: {local}",
            f"To: {remote}",
            f"Call-ID: {call_id}",
            f"CSeq: {number} {method}",
            "Max-Forwards: 70",
            f"Contact: <sip:peer@127.0.0.1:{self.port}>",
            *headers,
        ]
        return "\r\n".join([*lines, _body(body)])

    def _ends(self) -> tuple[str, str, str]:
        if self._is_caller:
            remote = self._invited.first("to") or f"<{self.contact}>"
            return f"<sip:peer@127.0.0.1:{self.port}>;tag=peer{self.port}", remote, f"scripted-{self.port}"
        to, invited = self._invited.first("to"), self._invited
        return f"{to};tag=peer", invited.first("from"), invited.first("call-id")


def _body(body: str) -> str:
    kind = "Content-Type: application/sdp\r\n" if body.startswith("v=") else ""
    kind = "Content-Type: message/sipfrag;version=2.0\r\n" if body.startswith("SIP/2.0") else kind
    return f"{kind}Content-Length: {len(body)}\r\n\r\n{body}"


def _branch(text: str) -> str:
    return text.partition("branch=")[2].partition("\r\n")[0]
