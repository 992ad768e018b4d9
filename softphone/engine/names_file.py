"""Host names that were resolved outside, for PJSIP to find: its own look-up would hold up the one thread.

Our build of PJSIP looks into the file that PJ_HOSTS_FILE names (one "address name" a line) before it asks anybody.
"""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "PJ_HOSTS_FILE"


class NamesFile:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._names: dict[str, tuple[str, ...]] = {}
        os.environ[VARIABLE] = str(file)

    def keep(self, host: str, addresses: tuple[str, ...]) -> None:
        self._names[host] = addresses
        self._write()

    def drop(self, host: str) -> None:
        if self._names.pop(host, None):
            self._write()

    def _write(self) -> None:
        lines = [f"{address} {name}\n" for name, found in self._names.items() for address in found]
        spare = self._file.with_suffix(".new")
        spare.write_text("".join(lines), encoding="ascii")
        spare.replace(self._file)

    def remove(self) -> None:
        self._file.unlink(missing_ok=True)
