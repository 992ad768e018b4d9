"""Where the pictures, letters, sounds and translations of the window lie."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "resources"


def resource(*parts: str) -> Path:
    return FOLDER.joinpath(*parts)
