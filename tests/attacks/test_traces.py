"""What a crash, a look at the processes or the logs give away of a password, a name or a number."""

from __future__ import annotations

import resource
import signal
from pathlib import Path

from msgspec.structs import replace

from softphone.model.engine_link import Register
from tests.attacks.raw_registrar import RawRegistrar, request
from tests.engine.engine_client import EngineProcess

MARKED = ("Zqpassword9", "Zqagent", "Zqname", "46701239999")


def test_an_engine_that_crashes_while_it_rings_leaves_no_word_of_whom(folder: Path) -> None:
    password, agent, name, number = MARKED
    running = EngineProcess(folder)
    process = Path(f"/proc/{running.process.pid}")
    try:
        engine = running.connect()
        with RawRegistrar() as registrar:
            engine.do(Register(account=replace(registrar.account, password=password, display_name=agent)))
            engine.registered()
            registrar.send(request(caller=f'"{name}" <sip:+{number}@127.0.0.1>'.encode()))
            assert engine.ringing().name == name
            seen = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            assert resource.prlimit(running.process.pid, resource.RLIMIT_CORE) == (0, 0)
            running.process.send_signal(signal.SIGABRT)
            assert running.wait() == -signal.SIGABRT
    finally:
        running.kill()
    seen += b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
    assert b"registration success" in seen
    assert not [word for word in MARKED if word.encode() in seen]
