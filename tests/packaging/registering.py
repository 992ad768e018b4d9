"""An endpoint that registers once, `registering.py REGISTRAR-URI [CA-FILE]`, and prints the SIP status that it got."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import pjsua2 as pj

from tests.packaging.dtls_call import SECONDS, start


class Registering(pj.Account):  # type: ignore[misc]
    status = 0

    def onRegState(self, parameters: Any) -> None:  # noqa: N802
        self.status = int(parameters.code)


def add_tls(endpoint: Any, ca_file: str) -> None:
    config = pj.TransportConfig()
    config.boundAddress = "127.0.0.1"
    config.tlsConfig.CaListFile = ca_file
    config.tlsConfig.verifyServer = True
    endpoint.transportCreate(pj.PJSIP_TRANSPORT_TLS, config)


def account(registrar: str) -> Registering:
    config = pj.AccountConfig()
    config.idUri = "sip:agent@pbx.test"
    config.regConfig.registrarUri = registrar
    config.regConfig.retryIntervalSec = config.regConfig.firstRetryIntervalSec = 0
    made = Registering()
    made.create(config)
    return made


def main() -> None:
    answer = os.dup(1)
    os.dup2(2, 1)
    registrar, *ca_file = sys.argv[1:]
    endpoint, _ = start()
    if ca_file:
        add_tls(endpoint, ca_file[0])
    agent = account(registrar)
    end = time.monotonic() + SECONDS
    while not agent.status and time.monotonic() < end:
        endpoint.libHandleEvents(10)
    os.write(answer, f"{agent.status}\n".encode())
    agent.shutdown()
    endpoint.libDestroy(pj.PJSUA_DESTROY_NO_RX_MSG)


if __name__ == "__main__":
    main()
