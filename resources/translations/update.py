"""Collects the sentences of the window into the .ts files here and compiles them. Run it after changing a sentence.

English has only the sentences with a number in them; other languages have all.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import PySide6

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
TOOLS = Path(PySide6.__file__).resolve().parent


def collect(file: Path) -> None:
    """Bring the sentences of `file` up to date with the code, keeping what is translated."""
    language = file.stem.removeprefix("softphone_")
    sources = [str(source.relative_to(ROOT)) for source in sorted((ROOT / "softphone" / "ui").rglob("*.py"))]
    plural = ["-pluralonly"] if language == "en" else []
    options = [*plural, "-no-obsolete", "-locations", "none", "-source-language", "en", "-target-language", language]
    run("lupdate", *sources, *options, "-ts", str(file))


def compile_to(file: Path, result: Path) -> None:
    run("lrelease", str(file), "-qm", str(result))


def run(tool: str, *arguments: str) -> None:
    subprocess.run([TOOLS / tool, *arguments], cwd=ROOT, check=True, capture_output=True)


if __name__ == "__main__":
    for ts in sorted(FOLDER.glob("softphone_*.ts")):
        collect(ts)
        compile_to(ts, ts.with_suffix(".qm"))
