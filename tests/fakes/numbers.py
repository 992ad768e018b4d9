"""A number plan without a country: digits are dialled as they are."""

from __future__ import annotations

import re


class FakeNumbers:
    def normal(self, number: str) -> str:
        return re.sub(r"[^\d+*#]", "", number)

    def formatted(self, number: str) -> str:
        return number

    def region(self, number: str) -> str:
        return ""

    def dialable(self, text: str) -> str:
        return text.strip() if text.strip().startswith("sip:") else re.sub(r"[^\d+*#]", "", text)
