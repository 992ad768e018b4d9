"""PJSIP itself: started and ended once in a process, on the thread that alone may touch it."""

from __future__ import annotations

import ctypes
import gc
import logging
import re
import socket
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import _pjsua2
import pjsua2 as pj

from softphone.engine.guarding import forget_last_exception, guarded
from softphone.model.engine_link import Account, Transport

MOST_CALLS = 32
"""PJSUA_MAX_CALLS of our build. Slots are used in turn: many of them keep an ended call's slot free for long."""
PJSIP_LOG_LEVEL = 3
"""Whole SIP messages, with passwords' digests and callers, begin at 4."""
CERTIFICATE_FAULT = 171173
"""PJSIP_TLS_ECERTVERIF"""
HANDSHAKE_MILLISECONDS = 6_000
BRIDGE_HERTZ = 16_000
TLS_1_2_OR_1_3 = pj.PJ_SSL_SOCK_PROTO_TLS1_2 | pj.PJ_SSL_SOCK_PROTO_TLS1_3

_EVENT = re.compile(r"\d\d:\d\d:\d\d\.\d{3} (.*)")
"""PJSIP's own words about an event. What follows in further lines, or stands in a line without its time, are messages
that could not be read and the summaries of calls: with names and keys."""

_USUAL_CA_FILES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")

log = logging.getLogger(__name__)
pjsip_log = logging.getLogger("pjsip")

_TYPES = {
    Transport.UDP: pj.PJSIP_TRANSPORT_UDP,
    Transport.TCP: pj.PJSIP_TRANSPORT_TCP,
    Transport.TLS: pj.PJSIP_TRANSPORT_TLS,
}


class _LogWriter(pj.LogWriter):  # type: ignore[misc]
    """With `mainThreadOnly` the entries of PJSIP's own threads, too, arrive on ours."""

    @guarded
    def write(self, entry: Any) -> None:
        level = logging.ERROR if entry.level <= 1 else logging.WARNING if entry.level == 2 else logging.INFO
        if said := _EVENT.match(entry.msg):
            pjsip_log.log(level, "%s", said[1])


class Endpoint(pj.Endpoint):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.transport_changed: Callable[[TransportSeen], None] = lambda seen: None
        self.sound_failed: Callable[[], None] = lambda: None
        self.invite_refused: Callable[[str, str, int], None] = lambda source, text, code: None
        # PJSIP's logger is ours to keep alive: it is called until the very end.
        self._log_writer = _LogWriter()

    @guarded
    def onTransportState(self, prm: Any) -> None:
        self.transport_changed(_transport_seen(prm))

    @guarded
    def onRejectedIncomingCall(self, prm: Any) -> None:
        self.invite_refused(prm.rdata.srcAddress, prm.rdata.wholeMsg, prm.statusCode)

    @guarded
    def onMediaEvent(self, prm: Any) -> None:
        if prm.ev.type == pj.PJMEDIA_EVENT_AUD_DEV_ERROR:
            self.sound_failed()

    def start(self) -> None:
        self.libCreate()
        self.libInit(_configuration(self._log_writer))
        self.audDevManager().setNoDev()
        self.libStart()

    def end(self) -> None:
        """Every other pj object must be gone."""
        forget_last_exception()
        gc.collect()
        self.libDestroy(pj.PJSUA_DESTROY_NO_RX_MSG)

    @property
    def poll_fd(self) -> int | None:
        """PJSIP's epoll descriptor, None where there is none. WORKAROUND: pjsua2 gives its address as a number."""
        address = self.libGetSipIoqueueHandle()
        if not address or not sys.platform.startswith("linux"):
            return None
        fd = ctypes.c_int.from_address(int(address)).value
        return fd if _is_epoll(fd) else None

    def shut_transport(self, seen: TransportSeen) -> None:
        """At once, also for who waits for an answer on it.

        WORKAROUND: pjsua2 gives a transport's handle as a number and does not take it back, and would wait.
        """
        is_forced = 1
        status = ctypes.PyDLL(_pjsua2.__file__).pjsip_transport_shutdown2(ctypes.c_void_p(seen.handle), is_forced)
        if status:
            log.info("a connection was not shut down: %d", status)

    def open_transport(self, account: Account) -> int:
        """PJSIP's number of a transport of the kind that the account asks for, at a random port. Raises pj.Error."""
        config = pj.TransportConfig()
        config.port = 0
        config.boundAddress = account.local_address
        config.qosType = pj.PJ_QOS_TYPE_SIGNALLING if hasattr(pj, "PJ_QOS_TYPE_SIGNALLING") else config.qosType
        # Without it each message waits 40 ms and more for the one before it to be acknowledged.
        no_delay = pj.SockOpt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if account.transport is Transport.TCP:
            config.sockOptParams.sockOpts.append(no_delay)
        config.tlsConfig.sockOptParams.sockOpts.append(no_delay)
        config.tlsConfig.verifyServer = True
        config.tlsConfig.proto = TLS_1_2_OR_1_3
        config.tlsConfig.msecTimeout = HANDSHAKE_MILLISECONDS
        config.tlsConfig.CaListFile = account.ca_file or system_ca_file()
        return int(self.transportCreate(_TYPES[account.transport], config))


@dataclass(frozen=True, slots=True)
class TransportSeen:
    """A connection that came or went; `handle` names it for as long as it lives."""

    handle: int
    is_up: bool
    is_certificate_fault: bool
    verify_messages: tuple[str, ...]


def _transport_seen(prm: Any) -> TransportSeen:
    messages = tuple(str(message) for message in prm.tlsInfo.verifyMsgs) if prm.tlsInfo.verifyStatus else ()
    is_up = prm.state == pj.PJSIP_TP_STATE_CONNECTED
    return TransportSeen(prm.hnd, is_up, int(prm.lastError) == CERTIFICATE_FAULT, messages)


def _configuration(log_writer: _LogWriter) -> Any:
    config = pj.EpConfig()
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.uaConfig.maxCalls = MOST_CALLS
    config.uaConfig.userAgent = "Softphone"
    config.logConfig.level = PJSIP_LOG_LEVEL
    config.logConfig.consoleLevel = PJSIP_LOG_LEVEL  # with a writer: what the writer gets
    config.logConfig.msgLogging = 0
    config.logConfig.writer = log_writer
    config.medConfig.noVad = True
    config.medConfig.clockRate = BRIDGE_HERTZ
    config.medConfig.sndClockRate = BRIDGE_HERTZ
    config.medConfig.ecTailLen = 0
    config.medConfig.sndAutoCloseTime = -1
    return config


def system_ca_file() -> str:
    """The system's bundle of CAs in one file, "" where it keeps none (then no server is trusted)."""
    paths = ssl.get_default_verify_paths()
    known = (paths.cafile, paths.openssl_cafile, *_USUAL_CA_FILES)
    return next((path for path in known if path and Path(path).is_file()), "")


def _is_epoll(fd: int) -> bool:
    try:
        return str(Path(f"/proc/self/fd/{fd}").readlink()) == "anon_inode:[eventpoll]"
    except OSError:
        return False
