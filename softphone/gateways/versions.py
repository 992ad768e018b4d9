"""Which softphone this is and on which libraries it really stands, for `softphone version` and for a report to IT."""

from __future__ import annotations

import platform
import ssl
import subprocess
import sys
from importlib import metadata

import msgspec

from softphone import __version__

ENGINE_SECONDS = 20


class SoundAndSip(msgspec.Struct, frozen=True):
    """What `softphone.engine.describe` answers."""

    pjsip: str
    flavour: str
    openssl: str
    codecs: tuple[str, ...]
    sound_drivers: tuple[str, ...]
    sound_devices: tuple[str, ...]
    srtp_keys: tuple[str, ...]
    echo_cancellers: tuple[str, ...]
    max_calls: int


class VersionReport(msgspec.Struct, frozen=True):
    softphone: str
    python: str
    system: str
    qt: str
    sqlcipher: str
    sqlite: str
    python_openssl: str
    engine: SoundAndSip | None
    engine_problem: str = ""
    """Why `engine` is None: the last line that the engine's process wrote, in its own words."""


class EngineSilent(Exception):
    """The engine's process did not say what it is; the text is its own last line."""


def version_report() -> VersionReport:
    engine, problem = _engine_or_problem()
    sqlcipher, sqlite = sqlcipher_versions()
    return VersionReport(
        softphone=__version__,
        python=platform.python_version(),
        system=platform.platform(),
        qt=metadata.version("PySide6-Essentials"),
        sqlcipher=sqlcipher,
        sqlite=sqlite,
        python_openssl=ssl.OPENSSL_VERSION,
        engine=engine,
        engine_problem=problem,
    )


def report_as_json(report: VersionReport) -> str:
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode()


def report_as_lines(report: VersionReport) -> list[str]:
    facts = msgspec.to_builtins(report)
    engine = facts.pop("engine") or {}
    shown = {**facts, **engine}
    lines = {name: ", ".join(value) if isinstance(value, list | tuple) else value for name, value in shown.items()}
    return [f"{name.replace('_', ' '):18} {value}" for name, value in lines.items() if value]


def _engine_or_problem() -> tuple[SoundAndSip | None, str]:
    try:
        return engine_facts(), ""
    except EngineSilent as silent:
        return None, str(silent)


def engine_facts() -> SoundAndSip:
    """Asked of a process of its own, as the window's never imports pjsua2. Raises EngineSilent."""
    command = [sys.executable, "-m", "softphone.engine.describe"]
    try:
        answer = subprocess.run(
            command, capture_output=True, check=True, timeout=ENGINE_SECONDS, stdin=subprocess.DEVNULL
        )
        return msgspec.json.decode(answer.stdout, type=SoundAndSip)
    except subprocess.TimeoutExpired as error:
        raise EngineSilent(f"no answer in {ENGINE_SECONDS} s") from error
    except subprocess.CalledProcessError as error:
        raise EngineSilent(_last_line(error.stderr) or f"ended with {error.returncode}") from error
    except msgspec.MsgspecError as error:
        raise EngineSilent(str(error)) from error


def _last_line(text: bytes) -> str:
    lines = text.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def sqlcipher_versions() -> tuple[str, str]:
    import sqlcipher3

    connection = sqlcipher3.connect(":memory:")
    try:
        (cipher,) = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    return str(cipher), str(sqlcipher3.sqlite_version)
