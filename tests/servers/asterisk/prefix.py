"""Where `fetch` put Asterisk, and how a program in there is run: with the prefix's own C library and loader."""

import platform
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FETCH = Path(__file__).with_name("fetch")


@dataclass(frozen=True, slots=True)
class Prefix:
    root: Path

    @property
    def libraries(self) -> Path:
        return self.root / "usr/lib" / f"{platform.machine()}-linux-gnu"

    @property
    def modules(self) -> Path:
        return self.libraries / "asterisk/modules"

    def command(self, *arguments: str) -> list[str]:
        loader = next(self.libraries.glob("ld-linux-*.so.[0-9]"))
        return [str(loader), "--library-path", str(self.libraries), str(self.root / "usr/sbin/asterisk"), *arguments]


@cache
def fetched() -> Prefix:
    """Asterisk in the user's cache, fetched now if it is not there; `CalledProcessError` when that fails."""
    done = subprocess.run([_FETCH], check=True, stdout=subprocess.PIPE, text=True)
    return Prefix(Path(done.stdout.strip()))
