from pathlib import Path

import numpy as np
import pytest

from tests.servers.speech import (
    Recording,
    compare,
    from_ulaw,
    pesq_score,
    read_raw,
    read_wav,
    sentence,
    to_ulaw,
    write_wav,
)


def _late(recording: Recording, seconds: float, after: float = 0.5) -> Recording:
    silence = np.zeros(int(seconds * recording.rate))
    return Recording(
        np.concatenate([silence, recording.samples, np.zeros(int(after * recording.rate))]), recording.rate
    )


def _noise(seconds: float, level_db: float, rate: int = 16000) -> Recording:
    noise = np.random.default_rng(7).standard_normal(int(seconds * rate))
    return Recording(noise * 10 ** (level_db / 20), rate)


@pytest.mark.parametrize("name", ["customer", "agent", "colleague", "numbers"])
def test_a_sentence_is_speech_of_a_few_seconds_at_16_khz(name: str) -> None:
    spoken = sentence(name)
    assert spoken.rate == 16000
    assert 2 < spoken.seconds < 6
    assert -35 < spoken.level_db < -10


@pytest.mark.parametrize("delay", [0.0, 0.0315, 1.25])
def test_a_known_delay_is_found(delay: float) -> None:
    found = compare(sentence("customer"), _late(sentence("customer"), delay))
    assert found.delay_seconds == pytest.approx(delay, abs=0.0001)
    assert found.correlation > 0.999


def test_a_recording_that_starts_late_has_a_negative_delay() -> None:
    found = compare(sentence("customer"), sentence("customer").part(0.25, 10))
    assert found.delay_seconds == pytest.approx(-0.25, abs=0.0001)


@pytest.mark.parametrize("gain", [-20.0, -6.0, 0.0, 6.0])
def test_a_known_gain_is_found(gain: float) -> None:
    found = compare(sentence("agent"), _late(sentence("agent").scaled(gain), 0.3))
    assert found.level_db == pytest.approx(gain, abs=0.05)
    assert found.correlation > 0.999


def test_another_sentence_is_not_taken_for_the_one_that_was_sent() -> None:
    assert compare(sentence("customer"), _late(sentence("agent"), 0.2)).correlation < 0.5


def test_noise_is_not_taken_for_speech() -> None:
    assert compare(sentence("customer"), _noise(6, -20)).correlation < 0.3


def test_noise_below_speech_lowers_the_correlation_a_little() -> None:
    sent = sentence("customer")
    noise = _noise(sent.seconds, sent.level_db - 15).samples[: len(sent.samples)]
    assert 0.9 < compare(sent, Recording(sent.samples + noise, sent.rate)).correlation < 0.995


def test_silence_has_no_likeness_with_anything() -> None:
    silence = Recording(np.zeros(32000), 16000)
    assert compare(sentence("customer"), silence).correlation == 0
    assert compare(sentence("customer"), Recording(np.zeros(0), 16000)).correlation == 0
    assert silence.level_db == -120


def test_speech_with_its_second_half_missing_is_noticed() -> None:
    sent = sentence("customer")
    cut = sent.samples.copy()
    cut[len(cut) // 2 :] = 0
    assert compare(sent, Recording(cut, sent.rate)).correlation < 0.75


def test_a_jitter_buffer_that_slips_by_ten_milliseconds_is_forgiven() -> None:
    sent = sentence("customer")
    half = len(sent.samples) // 2
    slipped = np.concatenate([sent.samples[:half], np.zeros(160), sent.samples[half:]])
    assert compare(sent, Recording(slipped, sent.rate)).correlation > 0.95


def test_the_sentence_is_found_among_its_own_repetitions_and_louder_music() -> None:
    sent = sentence("customer")
    music = Recording(0.4 * np.sin(2 * np.pi * 850 * np.arange(32000) / 16000), 16000)
    received = Recording(np.concatenate([music.samples, sent.samples, sent.samples]), 16000)
    assert compare(sent, received).correlation > 0.999


def test_mu_law_there_and_back_is_still_the_same_speech() -> None:
    sent = sentence("customer").resampled(8000)
    back = from_ulaw(to_ulaw(sent))
    assert back.rate == 8000
    assert compare(sent, back).correlation > 0.99
    assert abs(compare(sent, back).level_db) < 0.1


def test_mu_law_knows_its_landmarks() -> None:
    values = np.array([0, 32635, -32635, 132, -132]) / 32768
    assert to_ulaw(Recording(values, 8000)) == bytes([0xFF, 0x80, 0x00, 0xEF, 0x6F])
    assert from_ulaw(bytes([0xFF, 0x7F, 0x80, 0x00])).samples * 32768 == pytest.approx([0, 0, 32124, -32124])


def test_resampling_keeps_a_tone_its_height_and_its_level() -> None:
    tone = Recording(0.5 * np.sin(2 * np.pi * 600 * np.arange(16000) / 16000), 16000)
    narrow = tone.resampled(8000)
    assert narrow.tone_share(600) > 0.99
    assert narrow.level_db == pytest.approx(tone.level_db, abs=0.05)
    assert tone.tone_share(700) < 0.01


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", sentence("numbers"))
    assert np.array_equal(read_wav(tmp_path / "a.wav").samples, sentence("numbers").samples)
    (tmp_path / "a.raw").write_bytes(b"\x00\x40\x00\xc0\x01")
    assert read_raw(tmp_path / "a.raw").samples == pytest.approx([0.5, -0.5])


def test_pesq_is_high_for_the_same_speech_and_low_for_spoilt_speech() -> None:
    sent = sentence("customer")
    noise = _noise(sent.seconds, sent.level_db - 3).samples[: len(sent.samples)]
    assert pesq_score(sent, _late(sent, 0.4)) > 4.4
    assert pesq_score(sent, Recording(sent.samples + noise, sent.rate)) < 2
