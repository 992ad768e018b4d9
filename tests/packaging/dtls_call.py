"""A call to ourselves with DTLS-SRTP only, in a process of its own; prints as JSON what both ends say of it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from typing import Any

import pjsua2 as pj

SECONDS = 10.0


class Talk(pj.Call):  # type: ignore[misc]
    def packets_heard(self) -> int:
        try:
            return int(self.getStreamStat(0).rtcp.rxStat.pkt)
        except pj.Error:
            return 0  # no stream yet


class Listener(pj.Account):  # type: ignore[misc]
    calls: list[Talk]

    def onIncomingCall(self, parameters: Any) -> None:  # noqa: N802
        call = Talk(self, parameters.callId)
        self.calls.append(call)
        answer = pj.CallOpParam()
        answer.statusCode = 200
        call.answer(answer)


def start() -> tuple[Any, int]:
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    config = pj.EpConfig()
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.medConfig.noVad = True
    # The clock must not stop because nothing is connected to it.
    config.medConfig.sndAutoCloseTime = -1
    config.logConfig.level = config.logConfig.consoleLevel = 1
    endpoint.libInit(config)
    loopback = pj.TransportConfig()
    loopback.boundAddress = "127.0.0.1"
    transport = endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, loopback)
    endpoint.audDevManager().setNullDev()
    endpoint.libStart()
    return endpoint, int(endpoint.transportGetInfo(transport).localName.rsplit(":", 1)[1])


def account(port: int) -> Listener:
    config = pj.AccountConfig()
    config.idUri = f"sip:self@127.0.0.1:{port}"
    config.mediaConfig.srtpUse = pj.PJMEDIA_SRTP_MANDATORY
    config.mediaConfig.srtpSecureSignaling = 0
    config.mediaConfig.srtpOpt.keyings = pj.IntVector([pj.PJMEDIA_SRTP_KEYING_DTLS_SRTP])
    config.mediaConfig.transportConfig.boundAddress = "127.0.0.1"
    made = Listener()
    made.calls = []
    made.create(config)
    return made


def poll(endpoint: Any, until: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not until() and time.monotonic() < end:
        endpoint.libHandleEvents(10)


def main() -> None:
    answer = os.dup(1)
    os.dup2(2, 1)
    endpoint, port = start()
    listener = account(port)
    caller = Talk(listener)
    listener.calls.append(caller)
    wish = pj.CallOpParam(True)
    wish.opt.textCount = 0
    caller.makeCall(f"sip:self@127.0.0.1:{port}", wish)
    poll(endpoint, lambda: len(listener.calls) == 2 and all(call.packets_heard() > 10 for call in listener.calls))
    with os.fdopen(answer, "w") as out:
        json.dump([{"heard": call.packets_heard(), "dump": call.dump(True, " ")} for call in listener.calls], out)
    endpoint.hangupAllCalls()
    poll(endpoint, lambda: not any(call.isActive() for call in listener.calls))
    del caller
    listener.calls.clear()
    listener.shutdown()
    endpoint.libDestroy(pj.PJSUA_DESTROY_NO_RX_MSG)


if __name__ == "__main__":
    main()
