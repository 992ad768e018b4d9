"""Which process is ended in the name of an engine that an earlier window left behind."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from softphone.gateways.engine_process import EngineProcess
from softphone.runtime.folders import Folders
from softphone.runtime.local_link import Meeting, new_secret

PLACE = "engine.json"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folders]:
    with tempfile.TemporaryDirectory(prefix="run-", dir="/tmp") as base:
        monkeypatch.setenv("XDG_RUNTIME_DIR", base)
        yield Folders(tmp_path)


@contextmanager
def somebody(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    program = [sys.executable, "-c", "import time; print(flush=True); time.sleep(60)", *words]
    with subprocess.Popen(program, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def kill_the_one_at(folders: Folders, pid: int) -> None:
    Meeting(str(folders.run / "engine.sock"), new_secret(), pid).write(folders.run / PLACE)
    EngineProcess(folders).kill()


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("-m", "softphone.engine"),
        ("-m", "softphone.engine", "--meeting", "/tmp/of-another-profile/engine.json"),
    ],
)
def test_a_process_that_has_the_number_of_a_dead_engine_lives_on(folders: Folders, words: tuple[str, ...]) -> None:
    with somebody(*words) as process:
        kill_the_one_at(folders, process.pid)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.2)


def test_the_engine_of_this_profile_is_ended(folders: Folders) -> None:
    with somebody("-m", "softphone.engine", "--meeting", str(folders.run / PLACE)) as process:
        kill_the_one_at(folders, process.pid)
        assert process.wait(2) == -9
