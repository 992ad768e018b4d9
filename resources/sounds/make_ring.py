"""Makes ring.wav and knock.wav beside this file: two struck bars a fifth apart, and a soft double knock. Ours.

`python resources/sounds/make_ring.py`; only the standard library is needed.
"""

from __future__ import annotations

import array
import math
import wave
from pathlib import Path

RATE = 44_100
FOLDER = Path(__file__).parent


def bar(samples: list[float], start: float, pitch: float, loud: float, fade: float) -> None:
    """Add one struck bar: a tone with two overtones of a marimba, fading with `fade` seconds."""
    first = int(start * RATE)
    for i in range(min(len(samples) - first, int(fade * 6 * RATE))):
        t = i / RATE
        attack = min(1.0, t / 0.004)
        body = math.sin(2 * math.pi * pitch * t) * math.exp(-t / fade)
        fourth = 0.25 * math.sin(2 * math.pi * pitch * 3.93 * t) * math.exp(-t / (fade * 0.3))
        tenth = 0.06 * math.sin(2 * math.pi * pitch * 9.2 * t) * math.exp(-t / (fade * 0.1))
        samples[first + i] += loud * attack * (body + fourth + tenth)


def ring() -> list[float]:
    """2.8 s, then it starts anew: E5 B5 E6, twice, and a rest."""
    samples = [0.0] * int(2.8 * RATE)
    for start in (0.0, 0.62):
        for step, pitch in enumerate((659.26, 987.77, 1318.51)):
            bar(samples, start + 0.13 * step, pitch, 0.34, 0.22)
    return samples


def knock() -> list[float]:
    """Quiet, for while another call is talked in; 1.6 s."""
    samples = [0.0] * int(1.6 * RATE)
    for start in (0.0, 0.16):
        bar(samples, start, 523.25, 0.16, 0.09)
    return samples


def write(name: str, samples: list[float]) -> None:
    with wave.open(str(FOLDER / name), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        limited = (max(-1.0, min(1.0, sample)) for sample in samples)
        file.writeframes(array.array("h", (int(sample * 32_000) for sample in limited)).tobytes())


if __name__ == "__main__":
    write("ring.wav", ring())
    write("knock.wav", knock())
