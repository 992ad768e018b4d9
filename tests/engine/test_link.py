"""The link: who may use it, what it bears, and that it never holds the telephone up."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from softphone.model.calls import CallId
from softphone.model.engine_link import (
    LINK_VERSION,
    Beat,
    HangUp,
    ListDevices,
    Refusal,
    Refused,
    RegisterNow,
    Snapshot,
    encode,
)
from softphone.runtime.local_link import LinkRefused, Meeting, frame
from tests.engine.engine_client import EngineClient, EngineProcess, engine_process, running_engine


def test_the_first_report_is_a_snapshot(engine: EngineClient) -> None:
    assert engine.snapshot.link_version == LINK_VERSION
    assert engine.snapshot.engine_pid > 0
    assert not engine.snapshot.has_account
    assert engine.snapshot.calls == ()


def test_it_beats_once_a_second(engine: EngineClient) -> None:
    assert 2 <= len(engine.collect(Beat, 3.2)) <= 4


def test_meeting_file_and_socket_are_for_their_owner_alone(folder: Path) -> None:
    with engine_process(folder) as engine:
        meeting = engine.meet()
        for path in (engine.meeting_file, Path(meeting.address)):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_secret_is_on_no_command_line_and_in_no_environment(folder: Path) -> None:
    with engine_process(folder) as engine:
        secret = engine.meet().secret.encode()
        for name in ("cmdline", "environ"):
            assert secret not in Path(f"/proc/{engine.process.pid}/{name}").read_bytes()


def test_who_does_not_know_the_secret_is_not_let_in_and_the_window_keeps_its_link(folder: Path) -> None:
    with engine_process(folder) as engine:
        window = engine.connect()
        meeting = engine.meet()
        with pytest.raises((LinkRefused, OSError)):
            EngineClient(Meeting(meeting.address, "0" * 64, meeting.pid))
        window.wait_for(Beat)
        window.close()


def test_who_says_nothing_is_sent_away(folder: Path) -> None:
    with engine_process(folder) as engine, socket.socket(socket.AF_UNIX) as silent:
        silent.connect(engine.meet().address)
        silent.settimeout(4)
        received = b""
        while data := silent.recv(1000):
            received += data
        assert len(received) == 32


def test_a_second_window_replaces_the_first(folder: Path) -> None:
    with engine_process(folder) as engine:
        first, second = engine.connect(), engine.connect()
        second.wait_for(Beat)
        first.collect(Beat, 0.1)
        assert first.is_closed
        second.close()


@pytest.mark.parametrize(
    "payload",
    [b"", b"\xc1", b"rubbish", b"\x80", b"\x81\xa4type\xa5Slept", os.urandom(200), b"\x91" * 5000, encode(Beat())],
)
def test_a_message_that_cannot_be_read_is_refused_and_the_link_lives(engine: EngineClient, payload: bytes) -> None:
    engine.send_bytes(payload)
    refused = engine.wait_for(Refused)
    assert (refused.request, refused.reason) == (0, Refusal.UNREADABLE)
    assert refused.detail
    engine.do(ListDevices())


def test_a_message_that_comes_in_pieces_is_understood(engine: EngineClient) -> None:
    data = frame(encode(ListDevices(request=77)))
    for byte in data:
        engine.send_raw(bytes([byte]))
    engine.wait_for_answer(77)


def test_a_frame_beyond_all_measure_ends_that_link_only(folder: Path) -> None:
    with engine_process(folder) as engine:
        window = engine.connect()
        window.send_raw(b"\xff\xff\xff\xff")
        assert window.wait_for(Refused).reason is Refusal.UNREADABLE
        again = engine.connect()
        again.wait_for(Beat)
        again.close()


def test_a_window_that_reads_nothing_does_not_hold_the_engine_up(folder: Path) -> None:
    with engine_process(folder) as engine:
        deaf = engine.connect()
        for _ in range(20_000):
            try:
                deaf.send_raw(frame(encode(HangUp(request=1, call_id=CallId("nowhere")))))
            except TimeoutError:
                break
        second = engine.connect()
        second.wait_for(Beat, seconds=3.0)
        second.close()
        deaf.close()


def test_a_second_engine_leaves_the_first_its_place(folder: Path) -> None:
    with running_engine(folder) as first:
        second = EngineProcess(folder)
        assert second.wait() == 3
        first.wait_for(Beat)
        first.do(ListDevices())


def test_an_engine_that_was_killed_leaves_its_place_to_the_next(folder: Path) -> None:
    killed = EngineProcess(folder)
    killed.meet()
    killed.kill()
    with running_engine(folder) as engine:
        engine.wait_for(Beat)
    assert not list(folder.glob("*.sock"))


def test_nothing_is_left_in_the_folder_but_logs(folder: Path) -> None:
    with running_engine(folder) as engine:
        engine.wait_for(Beat)
    assert {file.suffix for file in folder.iterdir()} <= {".log", ".out"}


def test_it_is_ready_quickly_and_says_so_in_its_log(folder: Path) -> None:
    began = time.monotonic()
    with engine_process(folder) as engine:
        engine.meet()
        assert time.monotonic() - began < 2.0
        engine.connect().close()
    assert "ready" in engine.log()


def test_no_person_is_in_the_log(folder: Path) -> None:
    with running_engine(folder) as engine:
        refused = engine.ask(RegisterNow())
        assert isinstance(refused, Refused)
        assert refused.reason is Refusal.NO_ACCOUNT
    assert "@" not in (folder / "engine.log").read_text().replace("…@", "")


def test_help_is_given_without_starting_anything() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "softphone.engine", "--help"], capture_output=True, text=True, timeout=10, check=True
    )
    assert "--meeting" in done.stdout


def test_a_new_window_is_told_everything(folder: Path) -> None:
    with engine_process(folder) as engine:
        engine.connect().close()
        assert isinstance(engine.connect().snapshot, Snapshot)
