"""One engine that serves test after test, as it serves an agent day after day; each begins with it as if fresh."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from softphone.model.devices import ChosenDevices
from softphone.model.engine_link import ChooseDevices, SetLevels, Unregister
from tests.engine.engine_client import EngineClient, EngineProcess
from tests.servers.server_logs import ServerLogs


class LastingEngine:
    def __init__(self, logs: ServerLogs) -> None:
        self._logs = logs
        self._folder = Path(tempfile.mkdtemp(prefix="engine-", dir="/tmp"))
        self._process: EngineProcess | None = None

    def connect(self) -> EngineClient:
        if self._process is None or self._process.process.poll() is not None:
            self._process = EngineProcess(self._folder)
            self._logs.add(self._folder / "engine.log")
        return self._process.connect()

    def calm(self, client: EngineClient) -> None:
        """Fails when the engine has died."""
        assert self._process is not None
        for command in (Unregister(), ChooseDevices(chosen=ChosenDevices()), SetLevels()):
            client.do(command)
        client.close()

    def close(self) -> None:
        if self._process is not None:
            self._process.process.terminate()
            assert self._process.wait() == 0, self._process.output()
            self._logs.remove(self._folder / "engine.log")
        shutil.rmtree(self._folder)
