"""Telephone numbers, as features need them."""

from __future__ import annotations

from typing import Protocol


class NumberPlan(Protocol):
    def normal(self, number: str) -> str:
        """E.164 ("+46855512345") where the number can be read as one, else the number without decoration."""
        ...

    def formatted(self, number: str) -> str:
        """As people write it: "+46 8 555 123 45", "(650) 253-0000"; an extension stays as it is."""
        ...

    def region(self, number: str) -> str:
        """Town or country in English, "" when unknown."""
        ...

    def dialable(self, text: str) -> str:
        """What to dial for typed or pasted text: digits, + * #, or a SIP address; "" when there is nothing to dial."""
        ...
