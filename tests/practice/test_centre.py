from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from softphone.model.availability import QueuePresence
from softphone.model.practice import PersonState
from softphone.model.workplace_document import read_profile
from tests.practice.running_centre import SCENARIO, RunningCentre
from tests.servers.sipp import Sipp
from tests.servers.speech import compare, read_wav, sentence

MARIA, JOHAN, BILLING = "+46846500411", "+46846500423", "710"
VOICES = Path(__file__).parents[2] / "resources/practice/voices"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    running = RunningCentre(tmp_path_factory.mktemp("centre"))
    yield running
    running.close()


@pytest.fixture
def centre(running: RunningCentre) -> Iterator[RunningCentre]:
    """Nobody in a call, no agent registered or in the queue."""
    yield running
    for person in running.state().people:
        if person.state is not PersonState.AWAY:
            running.ask(person.number, "hang_up")
    for user, password in (("101", "sesame"), ("102", "open")):
        phone = running.phone(user)
        phone.register(expires=0, password=password)
        if running.state().agent(user).presence is not QueuePresence.OUT:
            phone.join(password)
        phone.close()
    running.wait_for(lambda state: not state.waiting and all(p.state is PersonState.AWAY for p in state.people))


# ------------------------------------------------------------ web


def test_the_profile_is_for_who_knows_the_password(centre: RunningCentre) -> None:
    fetched = centre.web.get("/profile", auth=("anna", "sesame"))
    profile = read_profile(fetched.content)
    assert profile.agent.name == "Anna Berg"
    assert profile.phone and profile.phone.server == centre.facts.sip_address
    assert profile.directory[0].target == f"sip:710@{centre.facts.sip_address}"
    for wrong in (("anna", "open"), ("bo", "sesame"), ("", ""), ("anna", "")):
        assert centre.web.get("/profile", auth=wrong).status_code == 401


def test_the_control_channel_is_for_who_holds_the_token(centre: RunningCentre) -> None:
    for header in ("", "Bearer", "Bearer wrong", f"bearer {centre.facts.token}", f"Basic {centre.facts.token}"):
        for method, path in (("GET", "state"), ("POST", "leave"), ("POST", f"people/{MARIA}/call")):
            answer = centre.web.request(method, f"/control/{path}", headers={"Authorization": header})
            assert answer.status_code == 401
    assert centre.process.is_running


def test_what_cannot_be_asked_is_refused_and_nothing_happens(centre: RunningCentre) -> None:
    assert centre.ask("12345", "call").status_code == 404
    assert centre.ask(BILLING, "call").status_code == 409
    assert centre.ask(MARIA, "say", voice="maria-order.wav").status_code == 409
    assert centre.ask(MARIA, "say", voice="../../secret.wav").status_code == 400
    assert centre.ask(MARIA, "say", words="hello").status_code == 400
    assert centre.web.post(f"/control/people/{MARIA}/say", content=b"x" * 10_000).status_code == 400
    assert centre.web.get("/control/state", params={"after": "soon"}).status_code == 400
    assert centre.web.get("/elsewhere").status_code == 404


def test_who_waits_for_news_is_answered_with_the_next_change(centre: RunningCentre) -> None:
    now = centre.state().sequence
    began = time.monotonic()
    unchanged = centre.web.get("/control/state", params={"after": now, "wait_seconds": 0.3})
    assert time.monotonic() - began >= 0.3
    assert unchanged.json()["sequence"] == now


def test_secrets_are_in_a_file_for_the_owner_alone_and_on_no_command_line(centre: RunningCentre) -> None:
    assert centre.port_file.stat().st_mode & 0o077 == 0
    lines = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert centre.facts.token not in lines
    assert centre.facts.password not in lines


# ------------------------------------------------------------ SIP, with a real SIPp


def test_sipp_registers_with_its_password(centre: RunningCentre, sipp: Sipp) -> None:
    phone = sipp.phone(centre.sip[1], "101", "sesame")
    assert centre.state().agent("101").contact == f"sip:101@127.0.0.1:{phone.port};transport=UDP"


def test_sipp_callers_are_brought_to_a_sipp_phone_one_after_the_other_and_hear_each_other(
    centre: RunningCentre, sipp: Sipp
) -> None:
    phone = sipp.phone(centre.sip[1], "101", "sesame")
    joining = centre.phone("101")
    joining.join("sesame")
    joining.close()
    first = sipp.call(centre.sip[1], "700", talk_seconds=3.6, number="+461", speech="numbers")
    first.wait_for(lambda result: 200 in result.responses)
    second = sipp.call(centre.sip[1], "700", talk_seconds=0.2, number="+462")
    second.wait_for(lambda result: 182 in result.responses)
    assert 200 not in second.result().responses
    assert (first.wait(15).ok, second.wait(15).ok) == (1, 1)
    assert compare(sentence("colleague"), first.heard()[0]).correlation > 0.9
    assert compare(sentence("numbers"), phone.heard()[0]).correlation > 0.9


def test_a_sipp_caller_who_gives_up_is_gone(centre: RunningCentre, sipp: Sipp) -> None:
    phone = sipp.phone(centre.sip[1], "101", "sesame", ring_seconds=20)
    joining = centre.phone("101")
    joining.join("sesame")
    joining.close()
    assert sipp.cancel(centre.sip[1], "700", ring_seconds=0.3).wait(10).ok == 1
    phone.wait_for(lambda result: bool(result.requests("CANCEL")))
    assert centre.state().waiting == ()


# ------------------------------------------------------------ simulated people, with the real engine


def test_a_simulated_customer_talks_and_listens(centre: RunningCentre, sipp: Sipp) -> None:
    phone = sipp.phone(centre.sip[1], "101", "sesame")
    joining = centre.phone("101")
    joining.join("sesame")
    joining.close()
    assert centre.ask(MARIA, "call").status_code == 204
    centre.wait_for(lambda state: state.person(MARIA).state is PersonState.TALKING)
    ear = centre.listen(MARIA)
    centre.wait_for(lambda state: any(s.ended_at for s in state.person(MARIA).sentences), 10)
    centre.web.delete(f"/control/people/{MARIA}/ear")
    centre.ask(MARIA, "hang_up")
    centre.wait_for(lambda state: state.person(MARIA).state is PersonState.AWAY)
    assert centre.state().person(MARIA).ended_by == "us"
    assert compare(sentence("colleague"), read_wav(ear)).correlation > 0.9
    assert compare(read_wav(VOICES / "maria-order.wav"), phone.heard()[0]).correlation > 0.9


def test_an_impatient_customer_hangs_up(centre: RunningCentre) -> None:
    centre.ask(JOHAN, "call")
    assert centre.ask(JOHAN, "call").status_code == 409
    gone = centre.wait_for(lambda state: state.person(JOHAN).state is PersonState.AWAY).person(JOHAN)
    assert (gone.ended_by, gone.end_reason, gone.calls) == ("us", "cancelled", 1)


def test_a_person_who_is_called_answers_and_speaks(centre: RunningCentre, sipp: Sipp) -> None:
    caller = sipp.call(centre.sip[1], BILLING, talk_seconds=4)
    centre.wait_for(lambda state: state.person(BILLING).state is PersonState.TALKING)
    assert caller.wait(15).ok == 1
    assert compare(read_wav(VOICES / "karin-billing.wav"), caller.heard()[0]).correlation > 0.9
    over = centre.wait_for(lambda state: state.person(BILLING).state is PersonState.AWAY).person(BILLING)
    assert over.ended_by == "them"


# ------------------------------------------------------------ hostile input


def _nonsense() -> Iterator[bytes]:
    chance = random.Random(7)
    yield from (b"", b"\r\n\r\n", b"\0" * 60_000, b"INVITE", b"INVITE sip:700 SIP/2.0\r\n\r\n", b"A" * 60_000)
    invite = (
        b"INVITE sip:700@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK1\r\n"
        b"From: <sip:+461@x>;tag=a\r\nTo: <sip:700@x>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n"
        b"Contact: <sip:a@127.0.0.1:9>\r\nContent-Length: 0\r\n\r\n"
    )
    for line in invite.split(b"\r\n")[1:-2]:
        yield invite.replace(line + b"\r\n", b"")
        yield invite.replace(line, line[:9] + b'\xff\xfe\x00<<>>,,;;=="')
        yield invite.replace(line, line + b"9" * 9_000)
    for _ in range(300):
        damaged = bytearray(invite)
        for _ in range(chance.randint(1, 20)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        yield bytes(damaged)
        yield chance.randbytes(chance.randint(1, 500))


def test_nonsense_never_ends_it(tmp_path: Path) -> None:
    centre = RunningCentre(tmp_path)
    for data in _nonsense():
        centre.send(data)
    phone = centre.phone("101")
    flooded = phone.request("OPTIONS", "700")
    for _ in range(10):
        phone.say(flooded)
    assert 200 in phone.codes()
    assert phone.register(password="sesame").code == 200
    phone.close()
    centre.close()
    log = (tmp_path / "logs/practice.log").read_text()
    assert "could not be" not in log, log
    assert "ERROR" not in log, log


# ------------------------------------------------------------ life


def test_it_ends_when_asked_and_leaves_nothing(tmp_path: Path) -> None:
    folders = set(Path("/tmp").glob("practice-*"))
    centre = RunningCentre(tmp_path)
    (made,) = set(Path("/tmp").glob("practice-*")) - folders
    engine = int(
        subprocess.run(
            ["pgrep", "-P", str(centre.facts.pid)], capture_output=True, text=True, check=True
        ).stdout.split()[0]
    )
    assert centre.web.post("/control/leave").status_code == 204
    assert centre.process.wait(10) == 0
    assert not made.exists()
    assert not centre.port_file.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(engine, 0)


def test_a_bad_scenario_is_one_sentence_and_an_exit_code(tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(SCENARIO.replace("format = 1", "format = 9"))
    command = [sys.executable, "-m", "softphone.practice", "--scenario", str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert ended.returncode == 2
    assert ended.stderr == "bad.toml: format is 9, this program reads 1\n"


def test_a_port_that_is_taken_is_said(centre: RunningCentre, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "softphone.practice", "--sip-port", str(centre.sip[1])]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert ended.returncode == 1
    assert "cannot open" in ended.stderr
