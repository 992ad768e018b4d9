"""What the servers wrote while a test failed: its end in the report, the whole of it in `build/test-logs/`."""

import re
from pathlib import Path

import pytest

_FOLDER = Path(__file__).parents[2] / "build/test-logs"
_LINES = 40


class ServerLogs:
    """The log files of all running servers, and how long each was when the present test began."""

    def __init__(self) -> None:
        self._sizes: dict[Path, int] = {}

    def add(self, log: Path) -> None:
        self._sizes[log] = _size(log)

    def remove(self, log: Path) -> None:
        self._sizes.pop(log, None)

    def begin(self) -> None:
        self._sizes = {log: _size(log) for log in self._sizes}

    def attach(self, report: pytest.TestReport) -> None:
        for log, start in self._sizes.items():
            text = _text_after(log, start)
            if text:
                kept = _keep(report.nodeid, log, text)
                end = "\n".join(text.splitlines()[-_LINES:])
                report.sections.append((f"{kept}, its end", end))


def _size(log: Path) -> int:
    return log.stat().st_size if log.is_file() else 0


def _text_after(log: Path, start: int) -> str:
    if not log.is_file():
        return ""
    data = log.read_bytes()
    return data[start if start <= len(data) else 0 :].decode(errors="replace")


def _keep(nodeid: str, log: Path, text: str) -> Path:
    folder = _FOLDER / re.sub(r"[^\w.-]+", "_", nodeid)[-120:]
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{'-'.join(log.parts[-3:])}.log"
    kept.write_text(text)
    return kept
