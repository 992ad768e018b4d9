"""From what somebody types into the search field to a question that FTS5 always understands."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

_MOST_WORDS = 16
_LEAST_DIGITS = 3
_MOST_DIGITS = 20


def number_ends(number: str) -> str:
    """Every end of the number as a word of its own: so any part of it is the beginning of a word, which FTS5 finds."""
    digits = _digits(number)[:_MOST_DIGITS]
    ends = [digits[start:] for start in range(len(digits) - _LEAST_DIGITS + 1)]
    return " ".join(ends) or number


def question(words: str) -> str:
    """An FTS5 expression: all words, each as a beginning; "" when there is nothing to look for.

    Digits that follow one another are one number, however they are grouped: "08-555 123" finds +46855512345.
    """
    known = [word for word in words.replace("\0", " ").split() if _has_letters_or_digits(word)][:_MOST_WORDS]
    terms: list[str] = []
    for is_number, group in groupby(known, _is_part_of_number):
        parts = list(group)
        terms += [_number_term(parts)] if is_number else map(_beginning, parts)
    return " AND ".join(terms)


def _number_term(parts: list[str]) -> str:
    digits = "".join(map(_digits, parts))
    choices = [_beginning(" ".join(parts)), _beginning(digits)]
    if len(digits) >= _LEAST_DIGITS:
        # A leading 0 is dialled inside the country and is no part of the number itself.
        choices += [f"number_ends : {_beginning(end)}" for end in {digits, digits.lstrip("0")} if len(end) > 1]
    return f"({' OR '.join(choices)})"


def _beginning(word: str) -> str:
    return f'"{word.replace(chr(34), chr(34) * 2)}" *'


def _is_part_of_number(word: str) -> bool:
    return re.fullmatch(r"[\d+()./-]+", word) is not None


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(mark)) for mark in text if mark.isdecimal())


def _has_letters_or_digits(word: str) -> bool:
    """Whether FTS5's tokenizer sees anything in it."""
    return any(unicodedata.category(mark)[0] in "LN" for mark in word)
