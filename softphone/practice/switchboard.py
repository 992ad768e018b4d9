"""The switchboard: decides for each SIP message who deals with it, and for each call where it goes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sipmessage import Request, Response

from softphone.model.availability import QueuePresence
from softphone.practice.attempts import LONGEST_RING_SECONDS, Attempt, Outcome
from softphone.practice.connections import Connections
from softphone.practice.lamps import Lamps
from softphone.practice.own_calls import OwnCalls
from softphone.practice.registrar import Binding, Registrar, challenge
from softphone.practice.relay import Relay
from softphone.practice.sip import messages
from softphone.practice.sip.digest import Authenticator, Verdict
from softphone.practice.sip.messages import Hop
from softphone.practice.sip.timers import Timers
from softphone.practice.sip.transactions import ServerTransaction, TransactionLayer, Wire
from softphone.practice.waiting_line import Caller, WaitingLine

REALM = "practice"
ALLOW = "INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, SUBSCRIBE, REFER, NOTIFY, INFO, UPDATE"
ECHO = "600"
RINGS_FOR_EVER = "608"
REFUSALS = {"604": 486, "605": 480, "606": 403, "607": 503, "609": 404}
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NumberPlan:
    """Who is behind which number. Users are those of `passwords`; `people` is the user whose phone plays all people."""

    passwords: Mapping[str, str]
    people_user: str
    people: frozenset[str]
    queues: Mapping[str, str]
    """Number → id."""
    join: str = "*45"
    pause: str = "*46"
    ring_seconds: float = 15.0
    rest_seconds: float = 4.0
    feature_code_seconds: float = 0.3

    @property
    def agents(self) -> tuple[str, ...]:
        return tuple(user for user in self.passwords if user != self.people_user)

    def person(self, number: str) -> str:
        """The number of the person who is meant by a dialled one, "" for nobody."""
        international = f"+{number[2:]}" if number.startswith("00") else number
        return international if international in self.people else ""


class Switchboard:
    """`sound_ports`: one that is deaf, one that echoes. `changed` is told of whatever can be seen from outside."""

    def __init__(
        self,
        wire: Wire,
        timers: Timers,
        plan: NumberPlan,
        sound_ports: tuple[int, int],
        changed: Callable[[], None],
    ) -> None:
        self._wire, self._plan, self._changed = wire, plan, changed
        self._deaf_port, self._echo_port = sound_ports
        self.layer = TransactionLayer(wire, timers)
        self._authenticator = Authenticator(REALM, dict(plan.passwords), timers.time)
        self.registrar = Registrar(self._authenticator, timers, self._phone_moved)
        self.connections = Connections(self.layer, self._somebody_is_free, self._somebody_is_referred)
        self._relay = Relay(wire, self.connections.saw)
        self._own_calls = OwnCalls(self.layer, self._somebody_is_free)
        self._lamps = Lamps(self.layer, self._lamp)
        self.line = WaitingLine(self, timers, plan.agents, plan.rest_seconds)
        self._dialling: set[ServerTransaction] = set()
        self.presence_listener: Callable[[str], None] = lambda _: None
        self.referral_listener: Callable[[str], None] = lambda _: None

    def close(self) -> None:
        self.registrar.close()
        self._own_calls.close()
        self._lamps.close()
        self.layer.close()

    # ------------------------------------------------------------ messages

    def receive(self, message: Request | Response, source: Hop) -> None:
        if isinstance(message, Response):
            if not self.layer.receive_response(message):
                self._relay.response(message)
        elif message.method == "ACK":
            self._receive_ack(message, source)
        elif self._relay.takes(message):
            self._relay.request(message, source)
        else:
            transaction = self.layer.receive_request(message, source)
            if transaction:
                self._answer(transaction)

    def _receive_ack(self, ack: Request, source: Hop) -> None:
        if self.layer.receive_ack(ack):
            return
        if self._relay.takes(ack):
            self._relay.request(ack, source)
        else:
            self._own_calls.acknowledge(ack)

    def _answer(self, transaction: ServerTransaction) -> None:
        """Whatever goes wrong with one request, its sender gets an answer."""
        try:
            self._dispatch(transaction)
        except Exception:
            log.exception("a %s could not be dealt with", transaction.request.method)
            transaction.reply(500)

    def _dispatch(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        inside = bool(messages.tag(request.headers["To"]))
        if inside and self._own_calls.receive(transaction):
            return
        if request.method == "SUBSCRIBE":
            self._subscribe(transaction)
        elif inside:
            transaction.reply(481)
        elif request.method == "INVITE":
            self._invite(transaction)
        elif request.method == "REGISTER":
            self.registrar.receive(transaction)
        elif request.method == "OPTIONS":
            transaction.reply(200, Allow=ALLOW)
        else:
            transaction.reply(481 if request.method in ("BYE", "INFO", "NOTIFY", "UPDATE") else 405, Allow=ALLOW)

    def _subscribe(self, transaction: ServerTransaction) -> None:
        if self._authenticated(transaction, proxy=False):
            self._lamps.subscribe(transaction)

    def _authenticated(self, transaction: ServerTransaction, proxy: bool) -> str:
        """The user who sent this, "" when it was answered with a challenge or a refusal."""
        request = transaction.request
        header = request.headers.get("Proxy-Authorization" if proxy else "Authorization")
        judgement = self._authenticator.judge(header, request.method)
        if judgement.verdict in (Verdict.MISSING, Verdict.STALE):
            challenge(transaction, self._authenticator, judgement.verdict is Verdict.STALE, proxy)
            return ""
        if judgement.verdict is Verdict.WRONG or judgement.user != messages.user_of(request.headers["From"]):
            transaction.reply(403)
            return ""
        return judgement.user

    # ------------------------------------------------------------ calls

    def _invite(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        if messages.hop_of(messages.contact_uri(request)) is None:
            transaction.reply(400)
            return
        if (request.max_forwards if request.max_forwards is not None else 70) <= 0:
            transaction.reply(483)
            return
        caller = messages.user_of(request.headers["From"])
        is_agent = caller in self._plan.passwords
        if is_agent and not self._authenticated(transaction, proxy=True):
            return
        transaction.reply(100)
        self._connect(transaction, caller, request.uri.user or "", is_agent)

    def _connect(self, transaction: ServerTransaction, caller: str, number: str, is_agent: bool) -> None:
        plan = self._plan
        if number in plan.queues:
            self.line.wait(transaction, plan.queues[number], caller)
        elif number in (plan.join, plan.pause):
            self._feature_code(transaction, caller, number, is_agent)
        elif number in REFUSALS:
            transaction.reply(REFUSALS[number])
        elif number == RINGS_FOR_EVER:
            transaction.on_cancel = lambda: transaction.reply(487)
            transaction.reply(180)
        elif number == ECHO:
            self._own_calls.accept(transaction, caller, self._echo_port)
        elif person := plan.person(number):
            self._ring(transaction, (caller, person), plan.people_user, {"X-Queue": person})
        elif number in plan.agents:
            self._ring(transaction, (caller, number), number, {})
        else:
            transaction.reply(404)
        self._changed()

    def _feature_code(self, transaction: ServerTransaction, user: str, code: str, is_agent: bool) -> None:
        """Takes effect on the membership of who dials it, and of nobody else."""
        if not is_agent:
            transaction.reply(403)
        elif self._own_calls.accept(transaction, user, self._deaf_port, self._plan.feature_code_seconds):
            if code == self._plan.join:
                self.line.toggle_joined(user)
            else:
                self.line.toggle_paused(user)

    def _ring(self, transaction: ServerTransaction, users: tuple[str, str], at: str, headers: dict[str, str]) -> None:
        binding = self.registrar.binding(at)
        if binding is None:
            transaction.reply(480)
            return

        def answered(response: Response) -> None:
            self._dialling.discard(transaction)
            self.connections.open(transaction.request, response, users)
            transaction.respond(response)
            self._changed()

        def failed(response: Response) -> None:
            self._dialling.discard(transaction)
            transaction.respond(response)
            self._somebody_is_free()

        self._dialling.add(transaction)
        outcome = Outcome(rings=transaction.respond, answered=answered, failed=failed)
        attempt = Attempt(self.layer, transaction, binding.contact, outcome, headers=headers)
        transaction.on_cancel = attempt.cancel

    # ------------------------------------------------------------ what the waiting line asks

    def may_be_offered(self, user: str) -> bool:
        dials = any(messages.user_of(call.request.headers["From"]) == user for call in self._dialling)
        busy = dials or self.connections.is_busy(user) or self._own_calls.is_busy(user)
        return self.registrar.binding(user) is not None and not busy

    def offer(self, caller: Caller, user: str, waited_seconds: float) -> Attempt:
        def rings(_: Response) -> None:
            self.line.rings(caller)
            self._changed()

        def answered(response: Response) -> None:
            self.connections.open(caller.transaction.request, response, (caller.number, user), caller.queue)
            self.line.answered(caller, response)
            self._changed()

        def failed(response: Response) -> None:
            self.line.not_answered(caller, response)
            self._changed()

        binding = self.registrar.binding(user)
        assert binding is not None
        headers = {"X-Queue": caller.queue, "X-Queue-Wait": str(round(waited_seconds))}
        seconds = min(self._plan.ring_seconds, LONGEST_RING_SECONDS)
        outcome = Outcome(rings, answered, failed)
        return Attempt(self.layer, caller.transaction, binding.contact, outcome, headers=headers, ring_seconds=seconds)

    def presence_changed(self, user: str) -> None:
        self._lamps.changed(f"{self._plan.pause}{user}")
        self.presence_listener(user)
        self._changed()

    # ------------------------------------------------------------

    def _lamp(self, extension: str) -> QueuePresence | None:
        code = self._plan.pause
        return self.line.presence(extension.removeprefix(code)) if extension.startswith(code) else None

    def _phone_moved(self, user: str, before: Binding | None, after: Binding | None) -> None:
        """A phone that comes back under another address has forgotten its calls."""
        if before and after and before.contact != after.contact:
            self.connections.drop(user)
            self._own_calls.drop(user)
        self.line.serve()
        self._changed()

    def _somebody_is_free(self) -> None:
        self.line.serve()
        self._changed()

    def _somebody_is_referred(self, user: str) -> None:
        self.referral_listener(user)
