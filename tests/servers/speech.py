"""Speech as numbers: reading and writing it, and how well one recording is found again in another."""

import sys
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

SENTENCES = Path(__file__).with_name("speech")

_FRAME_SECONDS = 0.02
_ACTIVE_BELOW_PEAK_DB = 30.0
_SEGMENT_SECONDS = 0.4
_DRIFT_SECONDS = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Mono sound; full scale is -1 to 1."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    @property
    def level_db(self) -> float:
        """Root mean square in dB below full scale; -120 at the least."""
        return _db(float(np.sqrt(np.mean(self.samples**2)))) if len(self.samples) else -120.0

    def part(self, start_seconds: float, end_seconds: float) -> "Recording":
        return Recording(self.samples[int(start_seconds * self.rate) : int(end_seconds * self.rate)], self.rate)

    def scaled(self, gain_db: float) -> "Recording":
        return Recording(self.samples * 10 ** (gain_db / 20), self.rate)

    def resampled(self, rate: int) -> "Recording":
        if rate == self.rate:
            return self
        length = round(len(self.samples) * rate / self.rate)
        spectrum = np.fft.rfft(self.samples)
        kept = np.zeros(length // 2 + 1, dtype=complex)
        common = min(len(kept), len(spectrum))
        kept[:common] = spectrum[:common]
        return Recording(np.fft.irfft(kept, length) * (length / len(self.samples)), rate)

    def tone_share(self, hertz: float, width_hertz: float = 20.0) -> float:
        """How much of the energy (0 to 1) lies within `width_hertz` of a frequency."""
        energy = np.abs(np.fft.rfft(self.samples * np.hanning(len(self.samples)))) ** 2
        frequencies = np.fft.rfftfreq(len(self.samples), 1 / self.rate)
        total = float(energy.sum())
        return float(energy[np.abs(frequencies - hertz) <= width_hertz].sum()) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a sentence was received: where it starts, how much louder it is there, its likeness (0 to 1)."""

    delay_seconds: float
    level_db: float
    correlation: float


def sentence(name: str) -> Recording:
    """One of `speech/*.wav`, by its name without ending."""
    return read_wav(SENTENCES / f"{name}.wav")


def read_wav(file: Path) -> Recording:
    with wave.open(str(file)) as opened:
        if (opened.getnchannels(), opened.getsampwidth()) != (1, 2):
            raise ValueError(f"{file} is not mono with 16 bit")
        return _from_pcm(opened.readframes(opened.getnframes()), opened.getframerate())


def read_raw(file: Path, rate: int = 16000) -> Recording:
    """A file of nothing but 16 bit little-endian samples."""
    return _from_pcm(file.read_bytes(), rate)


def write_wav(file: Path, recording: Recording) -> None:
    with wave.open(str(file), "wb") as opened:
        opened.setnchannels(1)
        opened.setsampwidth(2)
        opened.setframerate(recording.rate)
        opened.writeframes(_pcm(recording.samples).tobytes())


def compare(sent: Recording, received: Recording) -> Comparison:
    """Find one sentence in a recording. Neither pauses between words nor a small drift of time count."""
    rate = min(sent.rate, received.rate)
    sent, received = sent.resampled(rate), received.resampled(rate)
    if not np.any(received.samples):
        return Comparison(0.0, -120.0, 0.0)
    delay = _delay(sent.samples, received.samples)
    heard = _cut(received.samples, delay, len(sent.samples))
    active = _active(sent)
    level = _db(_rms(heard[active])) - _db(_rms(sent.samples[active]))
    return Comparison(delay / sent.rate, level, _likeness(sent, heard, active))


def pesq_score(sent: Recording, received: Recording) -> float:
    """Wide-band PESQ (1 to 4.6) of the sentence as received, after alignment; `pesq` raises if there is no speech."""
    from pesq import pesq  # compiled; only the tests that ask for it need it

    wide, heard = sent.resampled(16000), received.resampled(16000)
    start = _delay(wide.samples, heard.samples)
    return float(pesq(16000, wide.samples, _cut(heard.samples, start, len(wide.samples)), "wb"))


def to_ulaw(recording: Recording) -> bytes:
    """G.711 mu-law, 8 kHz."""
    pcm = _pcm(recording.resampled(8000).samples).astype(np.int32)
    sign = np.where(pcm < 0, 0x80, 0)
    magnitude = np.minimum(np.abs(pcm), 32635) + 132
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    return bytes((~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8))


def from_ulaw(data: bytes) -> Recording:
    code = ~np.frombuffer(data, np.uint8).astype(np.int32) & 0xFF
    magnitude = ((((code & 0x0F) << 3) + 132) << ((code >> 4) & 7)) - 132
    return Recording(np.where(code & 0x80, -magnitude, magnitude) / 32768, 8000)


def _from_pcm(data: bytes, rate: int) -> Recording:
    return Recording(np.frombuffer(data[: len(data) // 2 * 2], "<i2") / 32768, rate)


def _pcm(samples: Samples) -> NDArray[np.int16]:
    return (np.clip(samples, -1, 32767 / 32768) * 32768).round().astype("<i2")


def _rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0


def _db(amplitude: float) -> float:
    return 20 * float(np.log10(max(amplitude, 1e-6)))


def _delay(sent: Samples, received: Samples) -> int:
    """Where in `received` the sentence fits best, in samples, by its shape and not by its loudness."""
    size = 1 << (len(sent) + len(received) - 1).bit_length()
    product = np.fft.irfft(np.fft.rfft(received, size) * np.conj(np.fft.rfft(sent, size)), size)
    lags = np.concatenate([np.arange(len(received)), np.arange(-len(sent) + 1, 0)])
    energy = np.concatenate([[0.0], np.cumsum(received**2)])
    inside = energy[np.clip(lags + len(sent), 0, len(received))] - energy[np.clip(lags, 0, len(received))]
    # A piece that holds a tenth of the loudest passage's energy is not the sentence, however well it fits.
    fits = product[lags] / np.sqrt(np.maximum(inside, 0.1 * float(inside.max())))
    return int(lags[int(np.argmax(fits))])


def _cut(samples: Samples, start: int, length: int) -> Samples:
    padded = np.concatenate([np.zeros(max(0, -start)), samples[max(0, start) : max(0, start + length)]])
    return np.concatenate([padded, np.zeros(length - len(padded))])


def _active(recording: Recording) -> NDArray[np.bool_]:
    frame = int(_FRAME_SECONDS * recording.rate)
    whole = recording.samples[: len(recording.samples) // frame * frame].reshape(-1, frame)
    loud = np.sqrt(np.mean(whole**2, axis=1))
    speaking = np.repeat(loud > loud.max() * 10 ** (-_ACTIVE_BELOW_PEAK_DB / 20), frame)
    return np.concatenate([speaking, np.zeros(len(recording.samples) - len(speaking), dtype=bool)])


def _likeness(sent: Recording, heard: Samples, active: NDArray[np.bool_]) -> float:
    """The mean of the segments' correlations, weighted with how much is said in each."""
    step = int(_SEGMENT_SECONDS * sent.rate)
    drift = int(_DRIFT_SECONDS * sent.rate)
    spoken = np.where(active, sent.samples, 0.0)
    total = weight = 0.0
    for start in range(0, len(spoken), step):
        piece = spoken[start : start + step]
        energy = float(np.sum(piece**2))
        if energy:
            around = _cut(heard, start - drift, len(piece) + 2 * drift)
            total += energy * _best_correlation(piece, active[start : start + step], around)
            weight += energy
    return total / weight


def _best_correlation(piece: Samples, active: NDArray[np.bool_], around: Samples) -> float:
    products = np.correlate(around, piece, "valid")
    energies = np.correlate(around**2, active.astype(float), "valid")
    fits = products / np.sqrt(np.maximum(energies * float(np.sum(piece**2)), 1e-12))
    return max(0.0, float(fits.max()))


if __name__ == "__main__":  # speech/make: any rate to 16 kHz
    write_wav(Path(sys.argv[2]), read_wav(Path(sys.argv[1])).resampled(16000))
