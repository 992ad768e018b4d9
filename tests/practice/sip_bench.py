"""A switchboard on a table: phones beside it that say and hear SIP messages, and no network in between."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterator

from sipmessage import AuthChallenge, Request, Response

from softphone.practice.sip import messages
from softphone.practice.sip.digest import response as digest_response
from softphone.practice.sip.messages import Hop
from softphone.practice.switchboard import NumberPlan, Switchboard
from tests.practice.hand_timers import HandTimers

SERVER: Hop = ("127.0.0.1", 5060)
PLAN = NumberPlan(
    passwords={"101": "sesame", "102": "open", "people": "crowd"},
    people_user="people",
    people=frozenset({"+46846500411", "710"}),
    queues={"700": "support", "701": "orders"},
)
OFFER = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 4000 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
)


class BenchWire:
    """Everything that is sent goes through bytes, as on a real wire."""

    address = SERVER

    def __init__(self) -> None:
        self.phones: dict[Hop, BenchPhone] = {}
        self.sent: list[tuple[Request | Response, Hop]] = []

    def send(self, message: Request | Response, to: Hop) -> None:
        copy = messages.read(bytes(message))
        self.sent.append((copy, to))
        if phone := self.phones.get(to):
            phone.heard.append(copy)


class Bench:
    def __init__(self, plan: NumberPlan = PLAN) -> None:
        self.timers, self.wire = HandTimers(), BenchWire()
        self.changes = 0
        self.board = Switchboard(self.wire, self.timers, plan, (7000, 7001), self._count)
        self._ports = itertools.count(6001)

    def phone(self, user: str) -> BenchPhone:
        phone = BenchPhone(self, user, ("127.0.0.1", next(self._ports)))
        self.wire.phones[phone.hop] = phone
        return phone

    def agent(self, user: str = "101", ready: bool = True) -> BenchPhone:
        """A registered phone, in the queue if `ready`."""
        phone = self.phone(user)
        phone.register()
        if ready:
            phone.feature_code("*45")
        return phone

    def caller(self, number: str = "+46700000001", target: str = "700") -> BenchPhone:
        phone = self.phone(number)
        phone.invite(target)
        return phone

    def _count(self) -> None:
        self.changes += 1


class BenchPhone:
    def __init__(self, bench: Bench, user: str, hop: Hop) -> None:
        self.user, self.hop = user, hop
        self.heard: list[Request | Response] = []
        self._bench = bench
        self._cseq = itertools.count(1)
        self._nonce_count = itertools.count(1)
        self.invite_sent: Request | None = None

    # ------------------------------------------------------------ hearing

    def codes(self) -> list[int]:
        return [message.code for message in self.heard if isinstance(message, Response)]

    def repeated_requests(self, method: str) -> list[Request]:
        return [message for message in self.heard if isinstance(message, Request) and message.method == method]

    def requests(self, method: str) -> list[Request]:
        """Each once, however often it was repeated."""
        by_branch: dict[str, Request] = {}
        for request in self.repeated_requests(method):
            by_branch.setdefault(messages.top_via(request).branch, request)
        return list(by_branch.values())

    @property
    def last_response(self) -> Response:
        return next(message for message in reversed(self.heard) if isinstance(message, Response))

    @property
    def last_invite(self) -> Request:
        return self.requests("INVITE")[-1]

    # ------------------------------------------------------------ saying

    def say(self, message: Request | Response) -> None:
        self._bench.board.receive(messages.read(bytes(message)), self.hop)

    def request(self, method: str, target: str, *, call_id: str = "", to_tag: str = "", body: str = "") -> Request:
        host, port = self.hop
        tag = f";tag={to_tag}" if to_tag else ""
        uri = target if target.startswith("sip:") else f"sip:{target}@{SERVER[0]}:{SERVER[1]}"
        kind = "Content-Type: application/sdp\r\n" if body else ""
        text = (
            f"{method} {uri} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{secrets.token_hex(6)}\r\n"
            f"Max-Forwards: 70\r\nFrom: <sip:{self.user}@{SERVER[0]}>;tag=from-{self.user}\r\nTo: <{uri}>{tag}\r\n"
            f"Call-ID: {call_id or secrets.token_hex(8)}\r\nCSeq: {next(self._cseq)} {method}\r\n"
            f"Contact: <sip:{self.user}@{host}:{port};ob>\r\n{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        )
        request = messages.read(text.encode())
        assert isinstance(request, Request)
        return request

    def ask(self, request: Request, password: str = "") -> Response:
        """Say it and answer a challenge, as a phone does."""
        self.say(request)
        if self.last_response.code in (401, 407) and password:
            if request.method == "INVITE":
                self.say(messages.ack_of(request, self.last_response))
            self.say(self.with_password(request, self.last_response, password))
        return self.last_response

    def with_password(self, request: Request, challenged: Response, password: str, algorithm: str = "MD5") -> Request:
        name = "WWW-Authenticate" if challenged.code == 401 else "Proxy-Authenticate"
        line = next(line for line in challenged.headers.getlist(name) if f"algorithm={algorithm}" in line)
        asked = AuthChallenge.parse(line).parameters
        answer = {
            "username": self.user,
            "realm": asked["realm"],
            "nonce": asked["nonce"],
            "uri": str(request.uri),
            "nc": f"{next(self._nonce_count):08x}",
            "cnonce": "abc",
            "qop": "auth",
            "algorithm": algorithm,
        }
        answer["response"] = digest_response(answer, password, request.method, algorithm)
        again = messages.copied(request)
        quoted = ", ".join(f'{key}="{value}"' for key, value in answer.items())
        again.headers.set("Authorization" if challenged.code == 401 else "Proxy-Authorization", f"Digest {quoted}")
        self.renew(again)
        return again

    def renew(self, request: Request) -> None:
        """Another branch and the next CSeq: a new transaction of the same call."""
        host, port = self.hop
        request.headers.setlist("Via", [f"SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{secrets.token_hex(6)}"])
        request.headers.set("CSeq", f"{next(self._cseq)} {request.method}")

    def register(self, expires: int = 120, password: str | None = None) -> Response:
        request = self.request("REGISTER", self.user, call_id=f"reg-{self.hop[1]}")
        request.headers.set("Expires", str(expires))
        return self.ask(request, PLAN.passwords[self.user] if password is None else password)

    def invite(self, target: str, password: str = "") -> Response:
        request = self.request("INVITE", target, body=OFFER)
        self.say(request)
        self.invite_sent = request
        if self.codes() and self.codes()[-1] == 407 and password:
            self.say(messages.ack_of(request, self.last_response))
            self.invite_sent = self.with_password(request, self.last_response, password)
            self.say(self.invite_sent)
        return self.last_response

    def feature_code(self, code: str) -> Response:
        """Dial it, and let the centre hang up."""
        ok = self.invite(code, PLAN.passwords[self.user])
        if ok.code == 200:
            self.acknowledge(ok)
            self._bench.timers.advance(0.31)
            self.answer(self.requests("BYE")[-1], 200)
        return ok

    def acknowledge(self, ok: Response) -> None:
        assert self.invite_sent
        self.say(self.inside(ok, "ACK", self.invite_sent.cseq.sequence))

    def inside(self, ok: Response, method: str, cseq: int = 0) -> Request:
        """A request inside the call that `ok` began, for who called."""
        request = self.request(method, messages.contact_uri(ok), call_id=ok.call_id)
        request.headers.set("To", ok.headers["To"])
        request.headers.set("From", ok.headers["From"])
        request.headers.set("CSeq", f"{cseq or next(self._cseq)} {method}")
        if routes := messages.values(ok, "Record-Route"):
            request.headers.setlist("Route", routes[::-1])
        return request

    def answer(self, request: Request, code: int, tag: str = "") -> Response:
        response = messages.answer_to(request, code, to_tag=tag or f"to-{self.user}")
        if request.method == "INVITE" and code < 300:
            host, port = self.hop
            response.headers.set("Contact", f"<sip:{self.user}@{host}:{port};ob>")
            response.headers.setlist("Record-Route", messages.values(request, "Record-Route"))
        self.say(response)
        return response

    def cancel(self) -> None:
        assert self.invite_sent
        self.say(messages.cancel_of(self.invite_sent))

    def bye_as_callee(self, invite: Request, method: str = "BYE") -> Request:
        """End a call that this phone answered, or say something else in it."""
        bye = self.request(method, messages.contact_uri(invite), call_id=invite.call_id)
        bye.headers.set("From", f"{invite.headers['To']};tag=to-{self.user}")
        bye.headers.set("To", invite.headers["From"])
        bye.headers.setlist("Route", messages.values(invite, "Record-Route"))
        self.say(bye)
        return bye


def waiting(bench: Bench) -> Iterator[str]:
    return (caller.number for caller in bench.board.line.callers)
