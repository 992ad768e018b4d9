"""Telephone numbers read and written with `phonenumbers`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING

from softphone.gateways.country_names import country_name

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_MOST_CHARACTERS = 200
_SIP_ADDRESS = re.compile(r"sips?:[A-Za-z0-9_.+*#!~'()&=$%-]+(@[A-Za-z0-9.-]+(:\d{1,5})?)?", re.IGNORECASE)
_DECORATION = re.compile(r"[\s()./\u00a0\u2010-\u2015-]")
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")


class PhoneNumbers:
    """`country_of` gives the ISO code of the workplace's country: how numbers without + are read; "" reads none so."""

    def __init__(self, country_of: Callable[[], str] = lambda: "") -> None:
        self._country_of = country_of

    def normal(self, number: str) -> str:
        if parsed := self._parsed(number):
            import phonenumbers

            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        return _plain(number)

    def formatted(self, number: str) -> str:
        import phonenumbers

        parsed = self._parsed(number)
        if parsed is None:
            return number.strip()
        is_home = phonenumbers.region_code_for_number(parsed) == self._country_of()
        style = phonenumbers.PhoneNumberFormat
        return phonenumbers.format_number(parsed, style.NATIONAL if is_home else style.INTERNATIONAL)

    def region(self, number: str) -> str:
        """The country: towns would cost 100 MB of memory."""
        import phonenumbers

        parsed = self._parsed(number)
        return country_name(phonenumbers.region_code_for_number(parsed) or "") if parsed else ""

    def dialable(self, text: str) -> str:
        text = unicodedata.normalize("NFKC", text[:_MOST_CHARACTERS]).strip().strip("<>")
        if _SIP_ADDRESS.fullmatch(text):
            return text
        if "@" in text:
            return f"sip:{text}" if _SIP_ADDRESS.fullmatch(f"sip:{text}") else ""
        text = text.removeprefix("tel:").partition(";")[0]
        plain = _plain(_TRUNK_ZERO.sub("", text) if text.startswith("+") else text)
        return plain if re.fullmatch(r"\+?[0-9*#]+", plain) else self._first_number(text)

    def _first_number(self, text: str) -> str:
        """The number in a sentence that was pasted whole."""
        import phonenumbers

        found = next(iter(phonenumbers.PhoneNumberMatcher(text, self._country_of() or None)), None)
        return _plain(_TRUNK_ZERO.sub("", found.raw_string)) if found else ""

    def _parsed(self, number: str) -> PhoneNumber | None:
        """None for extensions, feature codes and names: only what is surely a number of the world becomes one."""
        import phonenumbers

        if not re.match(r"\s*[+\d(]", number) or len(number) > _MOST_CHARACTERS or "*" in number or "#" in number:
            return None
        try:
            parsed = phonenumbers.parse(_TRUNK_ZERO.sub("", number), self._country_of() or None)
        except phonenumbers.NumberParseException:
            return None
        has_plus = number.lstrip().startswith("+")
        is_number = phonenumbers.is_possible_number if has_plus else phonenumbers.is_valid_number
        return parsed if is_number(parsed) else None


def _plain(number: str) -> str:
    return "".join(_western(mark) for mark in _DECORATION.sub("", number))


def _western(mark: str) -> str:
    return str(unicodedata.digit(mark)) if mark.isdecimal() else mark
