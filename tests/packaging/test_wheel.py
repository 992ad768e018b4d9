"""The wheel that we built holds what we asked for, seen from the outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def python(*arguments: str | Path, path: Path | str = ROOT) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(path)}
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=60)


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    told = python("-m", "softphone.engine.describe")
    assert told.returncode == 0, told.stderr
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer


def test_the_codecs_of_a_call_centre_are_there(described: dict[str, Any]) -> None:
    assert {"opus/48000/2", "G722/16000/1", "PCMA/8000/1", "PCMU/8000/1"} <= set(described["codecs"])


def test_sound_goes_through_alsa_with_the_better_echo_canceller(described: dict[str, Any]) -> None:
    assert described["sound_drivers"] == ["ALSA"]
    assert "WebRTC AEC3" in described["echo_cancellers"]


def test_it_is_the_build_for_agents(described: dict[str, Any]) -> None:
    assert described["flavour"] == "release"
    assert described["max_calls"] == 32
    assert described["srtp_keys"] == ["SDES", "DTLS"]
    assert described["openssl"].startswith("OpenSSL 3")


def test_two_ends_agree_on_dtls_srtp_and_hear_each_other() -> None:
    told = python(HERE / "dtls_call.py")
    assert told.returncode == 0, told.stderr
    ends = json.loads(told.stdout)
    assert len(ends) == 2
    for end in ends:
        assert end["heard"] > 10
        assert "SRTP status: Active Crypto-suite: AES_CM_128_HMAC_SHA1_80" in end["dump"]


def test_misuse_aborts_in_the_flavour_for_tests_and_only_there() -> None:
    asserts = os.environ["SOFTPHONE_PJSUA2_ASSERTS"]
    assert python(HERE / "misuse.py").returncode == 0
    aborted = python(HERE / "misuse.py", path=asserts)
    assert aborted.returncode == -signal.SIGABRT
    assert "pj_thread_register" in aborted.stderr
