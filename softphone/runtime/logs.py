"""The log: a rotating file without personal data: numbers, addresses and secrets are blanked before writing."""

from __future__ import annotations

import logging
import re
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

_PERSONAL = (
    (re.compile(r"\"[^\"\n]*\"(?=\s*<sips?:)"), '"<name>"'),
    (re.compile(r"(sips?:)[^@\s>;\"']+@"), r"\1…@"),
    (re.compile(r"(?<![\w.:])\+?\d[\d ()-]{5,}\d(?![\w:])"), "<number>"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "<address>"),
    (re.compile(r"(?i)((?:password|secret|token|authorization)\"?\s*[=:]\s*)\S.*"), r"\1<secret>"),
)


def without_personal_data(text: str) -> str:
    for pattern, replacement in _PERSONAL:
        text = pattern.sub(replacement, text)
    return text


class _Discreet(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_personal_data(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = without_personal_data("".join(traceback.format_exception(*record.exc_info)).rstrip())
        return True


def start_log(folder: Path, name: str) -> None:
    """Write this process's log to `folder`/`name`.log: at most 3 files of 1 MB."""
    handler = RotatingFileHandler(folder / f"{name}.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    handler.addFilter(_Discreet())
    handler.setFormatter(
        logging.Formatter("%(asctime)s.%(msecs)03d %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    )
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    logging.getLogger("httpx").setLevel(logging.WARNING)
