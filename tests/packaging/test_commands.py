"""packaging/run and packaging/test: quick when all is there, and clear when something is missing."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = ROOT / "packaging" / "run"
SCRIPTS = ["run", "test", "lock/renew", "pjsua2/build", "pjsua2/fetch-source"]
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def environment(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in DISPLAYS} | more


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [RUN, *arguments],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=environment(**more),
    )


def test_the_scripts_are_clean() -> None:
    found = subprocess.run(
        ["shellcheck", "-x", *SCRIPTS], cwd=ROOT / "packaging", capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout


def test_every_script_is_checked() -> None:
    bash = {
        str(path.relative_to(ROOT / "packaging"))
        for path in (ROOT / "packaging").rglob("*")
        if path.is_file() and path.read_bytes().startswith(b"#!")
    }
    assert bash == set(SCRIPTS)


def test_a_second_start_is_quick_and_says_what_is_really_there() -> None:
    run("version", "--json")
    started = time.monotonic()
    told = run("version", "--json")
    assert time.monotonic() - started < 3
    assert told.returncode == 0, told.stderr
    report = json.loads(told.stdout)
    assert report["engine"]["pjsip"] == "2.17"
    assert report["engine"]["openssl"].startswith("OpenSSL 3")
    assert report["qt"].startswith("6.")
    assert report["sqlcipher"].startswith("4.")
    assert {"opus/48000/2", "G722/16000/1", "PCMA/8000/1", "PCMU/8000/1"} <= set(report["engine"]["codecs"])
    assert "ALSA" in report["engine"]["sound_drivers"]


def test_a_start_with_all_there_says_nothing_of_its_own() -> None:
    run("version", "--json")
    assert run("version", "--json").stderr == ""


def test_without_a_display_what_is_missing_is_got_first(tmp_path: Path) -> None:
    """The sentence about the display comes after the work, of which the first try ends here: without a Python."""
    told = run("practice", SOFTPHONE_PYTHON="/nowhere/python", XDG_CACHE_HOME=str(tmp_path))
    assert told.returncode == 1
    assert "no display" not in told.stderr
    assert "needs Python" in told.stderr


def test_a_second_start_asks_apt_and_pip_for_nothing(tmp_path: Path) -> None:
    run("version", "--json")
    for name in ("apt-get", "apt-cache", "sudo"):
        fake = tmp_path / name
        fake.write_text(f"#!/bin/sh\necho {name} >> {tmp_path}/asked\nexit 1\n")
        fake.chmod(0o755)
    told = run("version", "--json", PATH=f"{tmp_path}:{os.environ['PATH']}", PIP_INDEX_URL="http://127.0.0.1:9/")
    assert told.returncode == 0, told.stderr
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize("arguments", [(), ("practice",), ("--profile-dir", "elsewhere")])
def test_without_a_display_one_sentence_offers_the_autopilot(arguments: tuple[str, ...]) -> None:
    told = run(*arguments)
    assert told.returncode == 1
    assert told.stdout == ""
    (sentence,) = told.stderr.splitlines()
    assert "no display" in sentence
    assert "packaging/run practice --autopilot" in sentence


def test_a_mirror_that_cannot_be_reached_is_one_clear_sentence(tmp_path: Path) -> None:
    told = subprocess.run(
        [ROOT / "packaging" / "pjsua2" / "fetch-source"],
        capture_output=True,
        text=True,
        check=False,
        env=environment(
            XDG_CACHE_HOME=str(tmp_path),
            SOFTPHONE_DEBIAN_MIRROR="http://127.0.0.1:9",
            SOFTPHONE_DEBIAN_SUITES="forky",
        ),
    )
    assert told.returncode == 1
    assert told.stdout == ""
    assert "--source PATH" in told.stderr.splitlines()[-1]
    assert not list((tmp_path / "softphone" / "sources").iterdir())


STEP = """
set -euo pipefail
. packaging/lib/steps.sh
"""


def in_bash(script: str, cache: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", STEP + script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=environment(XDG_CACHE_HOME=str(cache), **more),
    )


def test_a_long_step_gives_signs_of_life_with_the_share_that_is_done(tmp_path: Path) -> None:
    script = """
    compile() { seq 950; sleep 0.7; }
    step "compiling pjproject (release)" compile
    """
    started = time.monotonic()
    told = in_bash(script, tmp_path, softphone_progress_seconds="0.25")
    assert told.returncode == 0
    assert told.stderr.count("still at work") == 2
    assert "about 49 % is done" in told.stderr
    assert time.monotonic() - started < 3


def test_nobody_waits_for_the_next_sign_of_life(tmp_path: Path) -> None:
    started = time.monotonic()
    told = in_bash("found=$(step 'a quick step' echo done; echo result); echo $found", tmp_path)
    assert told.stdout == "result\n"
    assert "still at work" not in told.stderr
    assert time.monotonic() - started < 5


def test_a_step_stops_at_its_first_failure_and_shows_what_it_said(tmp_path: Path) -> None:
    script = """
    set -euo pipefail
    . packaging/lib/steps.sh
    broken() { echo about to fail; false; echo went on; }
    step "a broken step" broken
    echo the next step
    """
    told = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=environment(XDG_CACHE_HOME=str(tmp_path)),
    )
    assert told.returncode == 1
    assert told.stdout == ""
    assert "about to fail" in told.stderr
    assert "went on" not in told.stderr
    assert str(tmp_path) in told.stderr.splitlines()[-1]
