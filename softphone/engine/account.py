"""The account as PJSIP knows it: how it is configured, and what it tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import pjsua2 as pj

from softphone.engine.call import Soon
from softphone.engine.guarding import guarded
from softphone.engine.headers import parse_message, split_elements
from softphone.engine.named_hosts import hosts_in
from softphone.engine.plain_text import plain
from softphone.engine.server_address import ServerAddress
from softphone.model.engine_link import Account, Srtp, Transport

KEEP_ALIVE_SECONDS = 15
LINE_PARAMETER = "line"
"""Marks our own contact among those that the registrar returns."""

_SRTP = {
    Srtp.OFF: pj.PJMEDIA_SRTP_DISABLED,
    Srtp.OPTIONAL: pj.PJMEDIA_SRTP_OPTIONAL,
    Srtp.MANDATORY: pj.PJMEDIA_SRTP_MANDATORY,
}


@dataclass(frozen=True, slots=True)
class RegistrarAnswer:
    code: int
    phrase: str
    expires_seconds: int
    contacts: tuple[str, ...]
    hosts: tuple[str, ...] = ()
    """That our further requests may have to go to."""


class AccountListener(Protocol):
    def registrar_answered(self, answer: RegistrarAnswer) -> None: ...


Admit = Callable[["LiveAccount", int, str, str], None]
"""Account, PJSIP's number of the call, source as "address:port", the INVITE: must keep the call before it returns."""


class LiveAccount(pj.Account):  # type: ignore[misc]
    def __init__(self, listener: AccountListener, admit: Admit, soon: Soon) -> None:
        super().__init__()
        self._listener, self._admit, self._soon = listener, admit, soon

    @guarded
    def onIncomingCall(self, prm: Any) -> None:
        self._admit(self, prm.callId, prm.rdata.srcAddress, prm.rdata.wholeMsg)

    @guarded
    def onRegState(self, prm: Any) -> None:
        message = parse_message(prm.rdata.wholeMsg)
        contacts = tuple(c for value in message.all("contact") for c in split_elements(value))
        answer = RegistrarAnswer(prm.code, plain(prm.reason, 80), prm.expiration, contacts, hosts_in(message))
        self._soon(partial(self._listener.registrar_answered, answer))

    def onIncomingSubscribe(self, prm: Any) -> None:
        # Nobody may watch whether the agent is on the phone.
        prm.code = pj.PJSIP_SC_FORBIDDEN


def configure(account: Account, server: ServerAddress, transport_id: int, line: str) -> pj.AccountConfig:
    config = pj.AccountConfig()
    config.idUri = address_of_record(account, server)
    _configure_registration(config, account, server)
    _configure_sip(config, account, server, transport_id, line)
    _configure_nat(config, account)
    _configure_media(config, account)
    return config


def address_of_record(account: Account, server: ServerAddress, user: str = "") -> str:
    uri = f"sip:{plain(user or account.user)}@{server.host_in_uri}"
    name = plain(account.display_name).replace("\\", "").replace('"', "")
    return f'"{name}" <{uri}>' if name and not user else f"<{uri}>"


def _configure_registration(config: pj.AccountConfig, account: Account, server: ServerAddress) -> None:
    registration = config.regConfig
    registration.registrarUri = server.uri() if account.registers else ""
    registration.registerOnAdd = False
    registration.timeoutSec = account.expires_seconds
    registration.delayBeforeRefreshSec = min(15, max(1, account.expires_seconds // 4))
    # Tried again by our own rules: PJSIP's leave out 403 and 404 and reuse a dead connection.
    registration.retryIntervalSec = 0
    registration.firstRetryIntervalSec = 0
    registration.unregWaitMsec = 1000


def _configure_sip(
    config: pj.AccountConfig, account: Account, server: ServerAddress, transport_id: int, line: str
) -> None:
    sip = config.sipConfig
    sip.authCreds.append(pj.AuthCredInfo("digest", "*", plain(account.user), 0, account.password))
    # By way of our server, whatever the address says; the host's name stays, for the certificate is checked against it.
    sip.proxies.append(f"{server.uri()};lr;hide")
    sip.contactUriParams = f";{LINE_PARAMETER}={line}"
    if account.transport is Transport.UDP:
        sip.transportId = transport_id


def _configure_nat(config: pj.AccountConfig, account: Account) -> None:
    config.natConfig.udpKaIntervalSec = KEEP_ALIVE_SECONDS
    if account.instance_id:
        config.natConfig.sipOutboundInstanceId = f"<urn:uuid:{plain(account.instance_id, 36)}>"
    else:
        config.natConfig.sipOutboundUse = 0


def _configure_media(config: pj.AccountConfig, account: Account) -> None:
    media = config.mediaConfig
    media.transportConfig.port = 0
    media.transportConfig.boundAddress = account.local_address
    media.transportConfig.qosType = pj.PJ_QOS_TYPE_VOICE if hasattr(pj, "PJ_QOS_TYPE_VOICE") else 0
    _configure_encryption(media, account)


def _configure_encryption(media: Any, account: Account) -> None:
    """A key written in clear text protects nothing: without TLS it is agreed on the media path (DTLS), or not at all.

    So "optional" means none there: PJSIP cannot offer DTLS and accept a plain call as well.
    """
    is_secret = account.transport is Transport.TLS
    srtp = Srtp.OFF if account.srtp is Srtp.OPTIONAL and not is_secret else account.srtp
    has_key_in_media = srtp is Srtp.MANDATORY and not is_secret
    keyings = pj.IntVector()
    keyings.append(pj.PJMEDIA_SRTP_KEYING_DTLS_SRTP if has_key_in_media else pj.PJMEDIA_SRTP_KEYING_SDES)
    media.srtpUse = _SRTP[srtp]
    media.srtpSecureSignaling = 0 if has_key_in_media else 1
    media.srtpOpt.keyings = keyings
