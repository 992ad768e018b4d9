"""A server that takes the connection and never answers, as one does that is still starting up."""

from __future__ import annotations

import socket
import time
from pathlib import Path

from softphone.model.engine_link import Account, Register, Srtp, Transport
from softphone.model.registration import RegistrationState
from tests.engine.engine_client import running_engine

SOON_SECONDS = 16.0


def test_a_silent_connection_is_given_up_for_a_new_one(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, running_engine(tmp_path / "e") as phone:
        server.settimeout(SOON_SECONDS)
        account = Account(
            server=f"127.0.0.1:{server.getsockname()[1]}",
            user="101",
            password="sip-101",
            transport=Transport.TCP,
            srtp=Srtp.OFF,
        )
        phone.do(Register(account=account))
        silent, _ = server.accept()
        began = time.monotonic()
        again, _ = server.accept()
        print(f"another connection {time.monotonic() - began:.1f} s after the silent one")
        with silent, again:
            assert phone.registration.state is not RegistrationState.REGISTERED
            again.settimeout(SOON_SECONDS)
            assert again.recv(8) == b"REGISTER"
