"""The log: what happened, and nobody's name, number or secret."""

from __future__ import annotations

import pytest

from softphone.runtime.logs import without_personal_data


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (
            '"Anna Berg" <sip:101@pbx.example>: registration success',
            '"<name>" <sip:…@pbx.example>: registration success',
        ),
        ("<sips:+46701234567@pbx>", "<sips:…@pbx>"),
        ("dialled 08-555 123 45", "dialled <number>"),
        ("mail of anna.berg@acme.example", "mail of <address>"),
        ("password=geheim and more", "password=<secret>"),
        ("closed after 3.25 s", "closed after 3.25 s"),
    ],
)
def test_the_log_says_what_happened_and_not_to_whom(said: str, written: str) -> None:
    assert without_personal_data(said) == written
