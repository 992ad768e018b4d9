"""A command that cannot be done, with the reason for the window."""

from __future__ import annotations

from softphone.model.engine_link import Refusal


class Refusing(Exception):
    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail
