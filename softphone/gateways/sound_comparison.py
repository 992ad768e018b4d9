"""An ear for the autopilot: how well a sentence is found again in a recording of what was heard.

A codec keeps the shape of speech but not every sample, a jitter buffer may shift parts of it by some milliseconds, and
pauses say nothing. So both are limited to the band of a telephone, aligned by their cross-correlation, and then
compared piece by piece, each piece weighted with how much is said in it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from softphone.ports.practice import Likeness

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float64]

RATE = 16_000
BAND_HERTZ = (250.0, 3300.0)
PIECE_SECONDS = 0.3
WINDOW_SECONDS = 1.0
DRIFT_SECONDS = 0.03
QUIET_DB = -120.0
LOUD_SHARE = 0.05
"""A piece with less than this share of the loudest piece's energy is a pause."""
NOTHING = Likeness(0.0, 0.0, QUIET_DB)


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """Mono, 16 kHz, -1 to 1."""

    samples: Samples

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


class SoundComparison:
    """Works in a thread of its own: some 50 ms for ten seconds of sound."""

    async def seconds(self, heard: Path) -> float:
        return await asyncio.to_thread(lambda: _read(heard).seconds if heard.is_file() else 0.0)

    async def level_db(self, heard: Path, since_seconds: float = 0.0) -> float:
        return await asyncio.to_thread(lambda: _level_db(_read(heard, since_seconds).samples))

    async def find(self, spoken: Path, heard: Path, since_seconds: float = 0.0) -> Likeness:
        return await asyncio.to_thread(lambda: likeness(_read(spoken), _read(heard, since_seconds)))

    async def find_in_loop(self, spoken: Path, heard: Path, since_seconds: float = 0.0) -> Likeness:
        return await asyncio.to_thread(lambda: likeness_to_loop(_read(heard, since_seconds), _read(spoken)))


def likeness(said: Sound, heard: Sound) -> Likeness:
    """Find `said` in `heard`, also where only a part of it was heard."""
    import numpy as np

    pattern, place = _telephone_band(said.samples), _telephone_band(heard.samples)
    if not len(pattern) or not len(place) or not pattern.any() or not place.any():
        return NOTHING
    start = _best_start(pattern, place, np.arange(-len(pattern) + 1, len(place)))
    found = _cut(place, start, len(pattern))
    level = _level_db(found) - _level_db(pattern)
    return Likeness(_likeness_by_pieces(pattern, place, start), start / RATE, level)


def likeness_to_loop(heard: Sound, spoken: Sound) -> Likeness:
    """Each second by itself: what plays a sentence over and over may leave a gap where it begins anew."""
    step = int(WINDOW_SECONDS * RATE)
    loop = _telephone_band(_repeated(spoken, WINDOW_SECONDS).samples)
    whole = _telephone_band(heard.samples)
    windows = [whole[start : start + step] for start in range(0, max(len(whole) - step, 0) + 1, step)]
    found = [(float((window**2).sum()), _place_in(window, loop)) for window in windows if window.any()]
    energy = sum(share for share, _ in found)
    if not energy:
        return NOTHING
    mean = sum(share * correlation for share, (correlation, _) in found) / energy
    return Likeness(mean, found[0][1][1] / RATE, _level_db(whole) - _level_db(_telephone_band(spoken.samples)))


def _place_in(window: Samples, loop: Samples) -> tuple[float, int]:
    """Whole: beyond its edges a loop goes on."""
    import numpy as np

    start = _best_start(window, loop, np.arange(0, len(loop) - len(window) + 1))
    return _likeness_by_pieces(window, loop, start), start


def _best_start(pattern: Samples, place: Samples, starts: NDArray[np.int64]) -> int:
    """Which start fits the pattern best, by its shape: a passage is not better for being louder."""
    import numpy as np

    size = 1 << (len(pattern) + len(place)).bit_length()
    products = np.fft.irfft(np.fft.rfft(place, size) * np.conj(np.fft.rfft(pattern, size)), size)
    energy = np.concatenate(([0.0], np.cumsum(place**2)))
    inside = energy[np.clip(starts + len(pattern), 0, len(place))] - energy[np.clip(starts, 0, len(place))]
    floor = 0.1 * float(inside.max())
    return int(starts[np.argmax(products[starts] / np.sqrt(np.maximum(inside, floor)))])


def _likeness_by_pieces(pattern: Samples, place: Samples, start: int) -> float:
    import numpy as np

    step, drift = int(PIECE_SECONDS * RATE), int(DRIFT_SECONDS * RATE)
    pieces = [(offset, pattern[offset : offset + step]) for offset in range(0, len(pattern) - step + 1, step)]
    energies = [float(np.sum(piece**2)) for _, piece in pieces]
    total = weight = 0.0
    for (offset, piece), energy in zip(pieces, energies, strict=True):
        if energy > LOUD_SHARE * max(energies):
            around = _cut(place, start + offset - drift, step + 2 * drift)
            total += energy * _best_correlation(piece, around)
            weight += energy
    return total / weight if weight else 0.0


def _best_correlation(piece: Samples, around: Samples) -> float:
    import numpy as np

    products = np.correlate(around, piece, "valid")
    sums = np.concatenate(([0.0], np.cumsum(around**2)))
    energies = sums[len(piece) :] - sums[: len(products)]
    fits = products / np.sqrt(np.maximum(energies * float(np.sum(piece**2)), 1e-12))
    return max(0.0, float(fits.max()))


def _telephone_band(samples: Samples) -> Samples:
    import numpy as np

    if not len(samples):
        return samples
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
    spectrum[(hertz < BAND_HERTZ[0]) | (hertz > BAND_HERTZ[1])] = 0
    return np.fft.irfft(spectrum, len(samples))


def _repeated(sound: Sound, seconds: float) -> Sound:
    """Said over and over, long enough to hold a part of that length wherever it begins."""
    import numpy as np

    times = int(seconds / sound.seconds) + 3 if sound.seconds else 1
    return Sound(np.tile(sound.samples, times))


def _cut(samples: Samples, start: int, length: int) -> Samples:
    """With silence where there is nothing."""
    import numpy as np

    part = samples[max(0, start) : max(0, start + length)]
    before = min(length, max(0, -start))
    return np.concatenate((np.zeros(before), part, np.zeros(length - before - len(part))))


def _level_db(samples: Samples) -> float:
    import numpy as np

    loudness = float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0
    return max(QUIET_DB, 20 * float(np.log10(max(loudness, 1e-6))))


def _read(file: Path, since_seconds: float = 0.0) -> Sound:
    """Also of a file that is being written, whose header does not know its length yet."""
    import numpy as np

    data = file.read_bytes()
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise ValueError(f"{file.name} is no WAV file")
    place, rate, start = 12, RATE, len(data)
    while place + 8 <= len(data):
        kind, length = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], "little")
        if kind == b"fmt ":
            channels, rate = int.from_bytes(data[place + 10 : place + 12], "little"), _rate(data, place)
            if channels != 1:
                raise ValueError(f"{file.name} is not mono")
        if kind == b"data":
            start = place + 8
            break
        place += 8 + length + length % 2
    samples = np.frombuffer(data[start : start + (len(data) - start) // 2 * 2], "<i2") / 32768
    return _at_our_rate(Sound(samples[int(since_seconds * rate) :]), rate)


def _rate(data: bytes, place: int) -> int:
    return int.from_bytes(data[place + 12 : place + 16], "little")


def _at_our_rate(sound: Sound, rate: int) -> Sound:
    import numpy as np

    if rate == RATE or not len(sound.samples):
        return sound
    length = round(len(sound.samples) * RATE / rate)
    spectrum = np.fft.rfft(sound.samples)
    kept = np.zeros(length // 2 + 1, dtype=complex)
    shared = min(len(kept), len(spectrum))
    kept[:shared] = spectrum[:shared]
    return Sound(np.fft.irfft(kept, length) * (length / len(sound.samples)))
