"""The line to the company's PBX: the account in use, the connection to it, and whether it knows us."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

import pjsua2 as pj

from softphone.engine.account import Admit, LiveAccount, RegistrarAnswer, address_of_record, configure
from softphone.engine.codecs import priorities
from softphone.engine.endpoint import Endpoint, TransportSeen
from softphone.engine.headers import Message
from softphone.engine.loop import Loop, Timer
from softphone.engine.named_hosts import NamedHosts, hosts_in
from softphone.engine.names_file import NamesFile
from softphone.engine.refusing import Refusing
from softphone.engine.registration import judge_answer, retry_seconds
from softphone.engine.resolving import Question
from softphone.engine.server_address import BadServer, ServerAddress
from softphone.engine.sources import Sources
from softphone.model.engine_link import Account, Refusal, RegistrationReport, Report, Srtp, Transport
from softphone.model.registration import Registration, RegistrationState

FAREWELL_SECONDS = 2.0
SILENT_SERVER_SECONDS = 8.0
"""A connection on which a REGISTER stays without answer for so long is shut down: it is dead."""

log = logging.getLogger(__name__)


class Line:
    def __init__(
        self, endpoint: Endpoint, loop: Loop, names: NamesFile, admit: Admit, report: Callable[[Report], None]
    ) -> None:
        self._endpoint, self._loop, self._names = endpoint, loop, names
        self._named_hosts = NamedHosts(loop, names)
        self._admit, self._report = admit, report
        self.registration = Registration()
        self._account: Account | None = None
        self._live: LiveAccount | None = None
        self._server: ServerAddress | None = None
        self._sources = Sources()
        self._transport_id = -1
        self._connection: TransportSeen | None = None
        self._fault = ""
        self._mark = ""
        self._failures = 0
        self._is_asking = False
        self._is_known = False
        """The registrar may have our contact."""
        self._question: Question | None = None
        self._retry: Timer | None = None
        self._silence: Timer | None = None
        self._farewells: list[Callable[[], None]] = []
        """Who waits for the registrar to have let us go."""
        endpoint.transport_changed = self._transport_changed

    @property
    def account(self) -> Account | None:
        return self._account

    @property
    def has_account(self) -> bool:
        return self._account is not None

    @property
    def in_use(self) -> LiveAccount:
        """Raises Refusing(NO_ACCOUNT)."""
        if self._live is None:
            raise Refusing(Refusal.NO_ACCOUNT)
        return self._live

    @property
    def server(self) -> ServerAddress:
        if self._server is None:
            raise Refusing(Refusal.NO_ACCOUNT)
        return self._server

    @property
    def is_untrusted(self) -> bool:
        return bool(self._fault)

    @property
    def allows_transfer(self) -> bool:
        return self._account is not None and self._account.allows_transfer

    @property
    def agrees_keys_in_media(self) -> bool:
        """DTLS-SRTP: the only way to encrypt the sound where the signalling is not."""
        account = self._account
        return account is not None and account.srtp is Srtp.MANDATORY and account.transport is not Transport.TLS

    def may_ring(self, source: str) -> bool:
        return self._sources.may_ring(source)

    def heard(self, message: Message) -> None:
        """One that our server sent."""
        self._learn(hosts_in(message))

    def _learn(self, hosts: tuple[str, ...]) -> None:
        self._named_hosts.learn(tuple(host for host in hosts if self._server and host != self._server.host))

    def uri_of(self, user: str) -> str:
        if self._account is None:
            raise Refusing(Refusal.NO_ACCOUNT)
        return address_of_record(self._account, self.server, user)

    def use(self, account: Account) -> None:
        """Raises Refusing for an account that cannot be used; there must be no calls, unless it is the same one."""
        if account == self._account:
            self.register_now()
            return
        server = _server_of(account)
        if self._is_known:
            self.leave(lambda: self._begin_late(account, server))
        else:
            self._begin(account, server)

    def _begin_late(self, account: Account, server: ServerAddress) -> None:
        """The account before this one has been taken from its registrar."""
        try:
            self._begin(account, server)
        except Refusing as refusal:
            log.warning("the account could not be used")
            self._tell(Registration(RegistrationState.UNREACHABLE, phrase=refusal.detail, server=server.host))

    def _begin(self, account: Account, server: ServerAddress) -> None:
        self.drop()
        self._failures = 0
        self._account, self._server, self._mark = account, server, secrets.token_hex(8)
        self._sources = Sources(server, account.trusted_sources)
        try:
            self._create(account, server)
        except pj.Error as error:
            self.drop()
            raise Refusing(Refusal.STACK, error.info()) from None
        if account.registers:
            self._tell(Registration(RegistrationState.TRYING, server=server.host))
        self._resolve()

    def _create(self, account: Account, server: ServerAddress) -> None:
        self._transport_id = self._endpoint.open_transport(account)
        known = [codec.codecId for codec in self._endpoint.codecEnum2()]
        for codec, priority in priorities(account.codecs, known).items():
            self._endpoint.codecSetPriority(codec, priority)
        self._live = LiveAccount(self, self._admit, self._loop.soon)
        self._live.create(configure(account, server, self._transport_id, self._mark), True)

    def register_now(self) -> None:
        if self._account is None:
            raise Refusing(Refusal.NO_ACCOUNT)
        self._failures = 0
        self._resolve()

    def leave(self, done: Callable[[], None]) -> None:
        """Take our contact from the registrar, forget the account; then `done`, in 2 s at the latest."""
        self._stop_trying()
        if self._live is None or not (self._is_known or self._is_asking):
            self.drop()
            self._tell(Registration())
            done()
            return
        self._farewells.append(done)
        self._loop.later(FAREWELL_SECONDS, self._said_goodbye)
        self._say_goodbye()

    def _say_goodbye(self) -> None:
        try:
            if self._live:
                self._live.setRegistration(False)
        except pj.Error as error:
            # While a REGISTER is under way: as soon as that is answered.
            log.info("could not un-register yet: %s", error.info())

    def registrar_answered(self, answer: RegistrarAnswer) -> None:
        if self._farewells:
            is_welcome = 200 <= answer.code < 300 and answer.expires_seconds > 0
            (self._say_goodbye if is_welcome else self._said_goodbye)()
            return
        if self._account is None or self._server is None:
            return
        self._calm()
        self._is_asking = False
        self._is_known = self._is_known or answer.code < 300
        self._learn(answer.hosts)
        registration = judge_answer(answer, self._mark, self._server.host, self._fault)
        self._failures = 0 if registration.is_registered else self._failures + 1
        if not registration.is_registered:
            log.warning("the registrar answered %d", answer.code)
            self._shut_connection_after(answer.code)
        self._tell(registration)
        self._try_again_in(retry_seconds(registration, self._failures))

    def _said_goodbye(self) -> None:
        waiting, self._farewells = self._farewells, []
        if waiting:
            self.drop()
            self._tell(Registration())
        for done in waiting:
            done()

    def _resolve(self) -> None:
        if self._server is None:
            return
        self._stop_trying()
        self._question = Question(self._loop, self._server.host, self._resolved)

    def _resolved(self, addresses: tuple[str, ...]) -> None:
        self._question = None
        if self._server is None or self._account is None:
            return
        if addresses:
            self._sources.learn(addresses)
            self._names.keep(self._server.host, addresses)
        if self._sources.addresses:
            self._ask_registrar()
        else:
            self._fail("no such host")

    def _ask_registrar(self) -> None:
        if self._live is None or self._account is None or not self._account.registers:
            return
        self._fault = ""
        try:
            self._live.setRegistration(True)
        except pj.Error as error:
            self._fail(error.reason)
            return
        self._is_asking = True
        self._calm()
        self._silence = self._loop.later(SILENT_SERVER_SECONDS, self._no_answer)

    def _fail(self, why: str) -> None:
        self._failures += 1
        host = self._server.host if self._server else ""
        registration = Registration(RegistrationState.UNREACHABLE, phrase=why, server=host)
        if self._account and self._account.registers:
            self._tell(registration)
        self._try_again_in(retry_seconds(registration, self._failures))

    def _try_again_in(self, seconds: float | None) -> None:
        if self._retry:
            self._retry.cancel()
        self._retry = self._loop.later(seconds, self._resolve) if seconds is not None else None

    def _no_answer(self) -> None:
        """PJSIP itself waits 32 s, and sends again over UDP; a silent connection is shut down to have a new one."""
        log.warning("the registrar is silent")
        if self._server:
            self._tell(Registration(RegistrationState.UNREACHABLE, phrase="no answer", server=self._server.host))
        self._shut_connection()

    def _shut_connection_after(self, code: int) -> None:
        if code == 408 and self._account and self._account.transport is not Transport.UDP:
            self._shut_connection()

    def _shut_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection:
            self._endpoint.shut_transport(connection)

    def _transport_changed(self, seen: TransportSeen) -> None:
        """Called by PJSIP: the handle is good until it tells that the connection is gone."""
        if seen.is_up:
            self._connection = seen
        elif self._connection and seen.handle == self._connection.handle:
            self._connection = None
            self._loop.soon(self._connection_lost)
        if seen.verify_messages or seen.is_certificate_fault:
            self._fault = "; ".join(seen.verify_messages) or "certificate"

    def _connection_lost(self) -> None:
        if self._farewells or self._account is None or not self.registration.is_registered:
            return
        log.warning("the connection to the registrar is lost")
        self._fail("connection lost")

    def _calm(self) -> None:
        if self._silence:
            self._silence.cancel()
            self._silence = None

    def _stop_trying(self) -> None:
        self._calm()
        if self._retry:
            self._retry.cancel()
            self._retry = None
        if self._question:
            self._question.cancel()
            self._question = None

    def drop(self) -> None:
        self._stop_trying()
        # It was opened under this account's rules of trust: another account must open its own.
        self._shut_connection()
        self._named_hosts.forget()
        self._farewells = []
        self._is_asking = self._is_known = False
        live, self._live = self._live, None
        self._account = self._server = self._connection = None
        self._sources = Sources()
        if live is not None:
            _shut(live)
        if self._transport_id >= 0:
            self._close_transport()

    def _close_transport(self) -> None:
        number, self._transport_id = self._transport_id, -1
        try:
            self._endpoint.transportClose(number)
        except pj.Error as error:
            log.info("a transport did not close: %s", error.info())

    def _tell(self, registration: Registration) -> None:
        if registration != self.registration:
            self.registration = registration
            self._report(RegistrationReport(registration=registration))


def _server_of(account: Account) -> ServerAddress:
    try:
        return ServerAddress.read(account.server, account.transport)
    except BadServer:
        raise Refusing(Refusal.BAD_TARGET, "not a server's name or address") from None


def _shut(live: LiveAccount) -> None:
    try:
        live.shutdown()
    except pj.Error as error:
        log.info("the account did not shut down: %s", error.info())
