"""Text that is safe to hand to PJSIP, which writes CR, LF and other control characters into a message as they are."""

from __future__ import annotations

MOST_CHARACTERS = 256


def plain(text: str, most: int = MOST_CHARACTERS) -> str:
    """`text` in one line, without control characters and lone surrogates, at most `most` characters."""
    kept = "".join(c for c in text if c.isprintable())
    return kept.encode("utf-8", "ignore").decode()[:most]
