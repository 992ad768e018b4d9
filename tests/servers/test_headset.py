import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.servers.headset import MICROPHONE, SPEAKER, Headset
from tests.servers.speech import compare, read_wav, sentence, write_wav

SAID = sentence("numbers").part(0, 1.3)


def _child(headset: Headset, *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, env={**os.environ, **headset.env})


def test_what_a_program_plays_is_heard_in_the_headset(headset: Headset, tmp_path: Path) -> None:
    write_wav(tmp_path / "said.wav", SAID)
    with headset.recording() as ear:
        assert _child(headset, "paplay", "--latency-msec=200", str(tmp_path / "said.wav")).wait(15) == 0
    heard = compare(SAID, ear.recording)
    assert heard.correlation > 0.98
    assert heard.level_db == pytest.approx(0, abs=0.5)


def test_what_is_spoken_into_the_headset_reaches_a_program(headset: Headset, tmp_path: Path) -> None:
    file = tmp_path / "recorded.wav"
    form = ("--format=s16le", "--rate=16000", "--channels=1", "--latency-msec=20")
    recorder = _child(headset, "parecord", *form, str(file))
    while MICROPHONE not in headset.recorders():
        time.sleep(0.02)
    headset.speak(SAID)
    time.sleep(0.2)
    recorder.terminate()
    recorder.wait(5)
    assert compare(SAID, read_wav(file)).correlation > 0.98


def test_a_program_finds_the_headset_by_its_name_in_alsa(headset: Headset, tmp_path: Path) -> None:
    listed = subprocess.run(
        ["aplay", "-L"], env={**os.environ, **headset.env}, capture_output=True, text=True, check=True
    )
    assert "headset_speaker\n    Headset speaker" in listed.stdout
    write_wav(tmp_path / "said.wav", SAID)
    with headset.recording() as ear, headset.recording("TV") as television:
        assert _child(headset, "aplay", "-q", "-D", "headset_speaker", str(tmp_path / "said.wav")).wait(15) == 0
    assert compare(SAID, ear.recording).correlation > 0.98
    assert television.recording.level_db == -120


def test_an_unplugged_headset_is_gone_and_its_sound_moves_to_the_television(headset: Headset, tmp_path: Path) -> None:
    write_wav(tmp_path / "said.wav", SAID)
    player = _child(headset, "paplay", "--latency-msec=200", f"--device={SPEAKER}", str(tmp_path / "said.wav"))
    while headset.players() != [SPEAKER]:
        time.sleep(0.02)
    headset.use_by_default("TV", "Webcam")
    with headset.recording("TV") as television:
        headset.unplug()
        assert not headset.is_plugged
        assert headset.players() == ["TV"]
        assert player.wait(15) == 0
    assert compare(SAID, television.recording).correlation > 0.8


def test_a_headset_that_is_plugged_in_again_works_again(headset: Headset) -> None:
    headset.unplug()
    with pytest.raises(RuntimeError), headset.recording():
        pass
    headset.plug()
    assert headset.record(0.2).level_db == -120


def test_a_second_sound_server_runs_beside_the_first_and_leaves_nothing(headset: Headset, tmp_path: Path) -> None:
    write_wav(tmp_path / "said.wav", SAID)
    other = Headset()
    try:
        other.start()
        with other.recording() as elsewhere, headset.recording() as here:
            _child(headset, "paplay", "--latency-msec=200", str(tmp_path / "said.wav")).wait(15)
        assert elsewhere.recording.level_db == -120
        assert here.recording.level_db > -60
    finally:
        other.close()
    assert not other.folder.exists()


def test_a_dead_sound_server_comes_back(headset: Headset) -> None:
    other = Headset()
    try:
        other.start()
        other.kill_sound_server()
        with pytest.raises(RuntimeError):
            other.players()
        other.start()
        assert other.players() == []
    finally:
        other.close()
