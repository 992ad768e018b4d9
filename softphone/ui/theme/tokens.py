"""The tokens of the look: colours in light and dark, the grid of 4, corners and the type scale."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

TIGHT, GAP, INSIDE, AROUND = 4, 8, 12, 16
"""Pixels: within a line, between neighbours, inside groups, around cards and columns."""
CORNER_SMALL, CORNER, CORNER_CARD = 6, 8, 12
SMALL, TEXT, SPOKEN, PERSON = 12, 14, 18, 24
"""Type sizes in pixels: small print, text, words to be spoken aloud, the person and the clock."""
ICON_SMALL, ICON = 16, 20
LEFT_WIDTH, RIGHT_WIDTH, TOP_HEIGHT = 232, 328, 56


class Ink(Enum):
    """What a colour means; each state also has an icon and a word."""

    TEXT = "text"
    QUIET = "quiet"
    ACCENT = "accent"
    READY = "ready"
    BREAK = "break"
    WRAP_UP = "wrap-up"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Tone:
    """The colour of words and icons, and the ground that they stand on."""

    ink: str
    ground: str


@dataclass(frozen=True, slots=True)
class Palette:
    is_dark: bool
    ground: str
    card: str
    line: str
    edge: str
    """Around what can be typed in: 3 to 1 against the card."""
    hover: str
    text: str
    quiet: str
    on_fill: str
    """Words on a surface that is filled with an ink."""
    accent: Tone
    ready: Tone
    break_: Tone
    wrap_up: Tone
    missed: Tone

    def tone(self, ink: Ink) -> Tone:
        tones = {
            Ink.TEXT: Tone(self.text, self.ground),
            Ink.QUIET: Tone(self.quiet, self.ground),
            Ink.ACCENT: self.accent,
            Ink.READY: self.ready,
            Ink.BREAK: self.break_,
            Ink.WRAP_UP: self.wrap_up,
            Ink.MISSED: self.missed,
        }
        return tones[ink]


# Accent and ready are darker than in the first drawing, so that their words on their own ground reach 4.5 to 1.
LIGHT = Palette(
    is_dark=False,
    ground="#F4F6F8",
    card="#FFFFFF",
    line="#DDE2E8",
    edge="#8592A2",
    hover="#EDF1F5",
    text="#17202B",
    quiet="#5A6675",
    on_fill="#FFFFFF",
    accent=Tone("#1D66D8", "#E8F1FE"),
    ready=Tone("#187A48", "#E3F5EB"),
    break_=Tone("#9A5B00", "#FDF1DC"),
    wrap_up=Tone("#6B46C1", "#F0EAFB"),
    missed=Tone("#C0322B", "#FCE9E7"),
)
DARK = Palette(
    is_dark=True,
    ground="#12171D",
    card="#1A2129",
    line="#2C3642",
    edge="#66778A",
    hover="#232C36",
    text="#E6EBF1",
    quiet="#98A5B3",
    on_fill="#12171D",
    accent=Tone("#6BA6FF", "#1D2E47"),
    ready=Tone("#4FC38A", "#173226"),
    break_=Tone("#E2A94B", "#372A14"),
    wrap_up=Tone("#B59BF2", "#2A2340"),
    missed=Tone("#F0837B", "#3C1F1E"),
)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
