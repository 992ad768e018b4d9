from __future__ import annotations

import asyncio
import struct
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from softphone.gateways.sound_comparison import RATE, Sound, SoundComparison, likeness, likeness_to_loop
from softphone.practice.scenario import voices

Samples = NDArray[np.float64]


def _voice(name: str) -> Sound:
    with wave.open(str(voices() / f"{name}.wav")) as opened:
        return Sound(np.frombuffer(opened.readframes(opened.getnframes()), "<i2") / 32768)


MARIA, ANNA, JOHAN = _voice("maria-order"), _voice("anna-greeting"), _voice("johan-address")


def _write(file: Path, samples: Samples, rate: int = RATE) -> Path:
    with wave.open(str(file), "wb") as opened:
        opened.setnchannels(1)
        opened.setsampwidth(2)
        opened.setframerate(rate)
        opened.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return file


def _silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE))


def _noise(level_db: float, length: int) -> Samples:
    return np.random.default_rng(1).standard_normal(length) * 10 ** (level_db / 20)


def test_a_sentence_is_found_where_it_is_and_as_loud_as_it_is() -> None:
    heard = Sound(np.concatenate((_silence(0.7), MARIA.samples * 0.5, _silence(0.5))))
    found = likeness(MARIA, heard)
    assert found.correlation > 0.999
    assert found.delay_seconds == pytest.approx(0.7, abs=0.001)
    assert found.level_db == pytest.approx(-6.02, abs=0.1)


def test_another_voice_is_not_taken_for_it() -> None:
    assert likeness(MARIA, JOHAN).correlation < 0.5
    assert likeness_to_loop(JOHAN, ANNA).correlation < 0.6


def test_silence_and_emptiness_are_like_nothing() -> None:
    for nothing in (Sound(_silence(3)), Sound(_silence(0))):
        assert likeness(MARIA, nothing).correlation == 0
        assert likeness(nothing, MARIA).correlation == 0
        assert likeness_to_loop(nothing, ANNA).correlation == 0


def test_loud_noise_makes_it_worse_and_faint_noise_hardly() -> None:
    faint = Sound(MARIA.samples + _noise(-60, len(MARIA.samples)))
    loud = Sound(MARIA.samples + _noise(-15, len(MARIA.samples)))
    assert likeness(MARIA, faint).correlation > 0.98
    assert likeness(MARIA, loud).correlation < 0.9


def test_a_sentence_of_which_half_is_missing_does_not_pass() -> None:
    half = len(MARIA.samples) // 2
    heard = Sound(np.concatenate((MARIA.samples[:half], _silence(2.5))))
    assert likeness(MARIA, heard).correlation < 0.75


def test_a_few_milliseconds_more_or_less_between_words_do_not_matter() -> None:
    third = len(MARIA.samples) // 3
    parts = (MARIA.samples[:third], _silence(0.012), MARIA.samples[third : 2 * third], MARIA.samples[2 * third + 160 :])
    assert likeness(MARIA, Sound(np.concatenate(parts))).correlation > 0.9


def test_a_loop_is_known_wherever_one_begins_to_listen_and_with_a_gap_where_it_begins_anew() -> None:
    gap = _silence(0.02)
    loop = np.concatenate([part for _ in range(4) for part in (ANNA.samples, gap)])
    for start in (0.0, 1.3, 3.9):
        heard = Sound(loop[int(start * RATE) : int((start + 5.5) * RATE)])
        assert likeness_to_loop(heard, ANNA).correlation > 0.95


def test_a_loop_that_was_heard_half_the_time_does_not_pass() -> None:
    heard = np.concatenate((ANNA.samples[: 2 * RATE], JOHAN.samples[: 2 * RATE]))
    assert likeness_to_loop(Sound(heard), ANNA).correlation < 0.85


def test_the_level_is_measured_from_the_given_second_on(tmp_path: Path) -> None:
    file = _write(tmp_path / "a.wav", np.concatenate((MARIA.samples, _silence(1.0))))
    ear = SoundComparison()
    assert asyncio.run(ear.level_db(file)) > -40
    assert asyncio.run(ear.level_db(file, MARIA.seconds + 0.1)) == -120


def test_a_file_that_is_still_being_written_is_read_to_its_end(tmp_path: Path) -> None:
    file = _write(tmp_path / "a.wav", MARIA.samples)
    data = bytearray(file.read_bytes())
    data[4:8] = data[40:44] = struct.pack("<I", 0)
    file.write_bytes(data + b"\x01")
    assert asyncio.run(SoundComparison().seconds(file)) == pytest.approx(MARIA.seconds, abs=0.001)


def test_another_rate_is_understood(tmp_path: Path) -> None:
    file = _write(tmp_path / "a.wav", MARIA.samples[::2], RATE // 2)
    said = _write(tmp_path / "b.wav", MARIA.samples)
    assert asyncio.run(SoundComparison().find(said, file)).correlation > 0.9


def test_what_is_not_there_is_no_time_and_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    ear = SoundComparison()
    assert asyncio.run(ear.seconds(tmp_path / "nothing.wav")) == 0
    bad = tmp_path / "bad.wav"
    bad.write_bytes(b"RIFFxxxxJUNK")
    with pytest.raises(ValueError, match="no WAV file"):
        asyncio.run(ear.level_db(bad))
