"""Telephone numbers: one key for each person, written as people write them, and dialled as they were meant."""

from __future__ import annotations

import re
import subprocess
import sys

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.gateways.country_names import country_name
from softphone.gateways.phone_numbers import PhoneNumbers
from softphone.ports.numbers import NumberPlan

HERE: NumberPlan = PhoneNumbers(lambda: "SE")
NOWHERE: NumberPlan = PhoneNumbers()


@pytest.mark.parametrize(
    "number",
    ["+46855512345", "08-555 123 45", "0046 8 555 123 45", "+46 (0)8 555 123 45", "(08) 555 123 45", "٠٨٥٥٥١٢٣٤٥"],
)
def test_one_person_has_one_number_however_it_was_sent(number: str) -> None:
    assert HERE.normal(number) == "+46855512345"


@pytest.mark.parametrize("number", ["101", "*45", "anonymous", "+1", "", "1000", "112", "5551234"])
def test_what_is_no_number_of_the_world_stays_as_it_is(number: str) -> None:
    assert HERE.normal(number) == number
    assert HERE.formatted(number) == number
    assert HERE.region(number) == ""


def test_without_a_country_only_numbers_with_a_plus_are_read() -> None:
    assert NOWHERE.normal("+46 8-555 123 45") == "+46855512345"
    assert NOWHERE.normal("08-555 123 45") == "0855512345"


def test_numbers_are_written_as_people_write_them() -> None:
    assert HERE.formatted("+46855512345") == "08-555 123 45"
    assert HERE.formatted("+16502530000") == "+1 650-253-0000"
    assert PhoneNumbers(lambda: "US").formatted("+16502530000") == "(650) 253-0000"
    assert NOWHERE.formatted("+46855512345") == "+46 8 555 123 45"


def test_the_country_follows_the_workplace() -> None:
    country = ""
    numbers = PhoneNumbers(lambda: country)
    assert numbers.normal("0855512345") == "0855512345"
    country = "SE"
    assert numbers.normal("0855512345") == "+46855512345"


@pytest.mark.parametrize(
    ("number", "country"), [("+46855512345", "Sweden"), ("+16502530000", "United States"), ("+84912345678", "Vietnam")]
)
def test_the_country_of_a_number_is_named(number: str, country: str) -> None:
    assert NOWHERE.region(number) == country


def test_every_country_that_has_numbers_has_a_name() -> None:
    assert not [region for region in phonenumbers.SUPPORTED_REGIONS if not country_name(region)]
    assert country_name("") == country_name("XX") == ""


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (" 08-555 123 45 ", "0855512345"),
        ("+46 (0)8 555 123 45", "+46855512345"),
        ("tel:+46-8-555-123-45;ext=3", "+46855512345"),
        ("Ring Anna 08-555 123 45 after lunch", "0855512345"),
        ("101", "101"),
        ("*45", "*45"),
        ("#31#0855512345", "#31#0855512345"),
        ("٠٨٥٥٥١٢٣٤٥", "0855512345"),
        ("sip:710@pbx.acme.example", "sip:710@pbx.acme.example"),
        ("710@pbx.acme.example:5061", "sip:710@pbx.acme.example:5061"),
        ("<sips:710@pbx>", "sips:710@pbx"),
    ],
)
def test_what_was_typed_or_pasted_is_dialled(text: str, target: str) -> None:
    assert HERE.dialable(text) == target


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "hello",
        "sip:a@b\r\nX-Evil: 1",
        "sip:a@b;transport=tcp",
        "sip:a@b?Subject=x",
        "a b@c",
        "12+34",
        "javascript:1",
    ],
)
def test_what_cannot_be_dialled_is_not(text: str) -> None:
    assert HERE.dialable(text) == ""


@given(st.text() | st.text(alphabet="0123456789+*#()-. sip:@\r\n;<>"))
def test_no_text_harms_and_only_what_is_harmless_is_dialled(text: str) -> None:
    target = HERE.dialable(text)
    assert re.fullmatch(r"(\+?[0-9*#]+)?|sips?:[^\s<>\";?]+", target)
    assert HERE.formatted(text) is not None
    assert HERE.normal(HERE.normal(text)) == HERE.normal(text)
    assert HERE.region(text) is not None


def test_the_tables_of_towns_are_never_loaded() -> None:
    code = (
        "import sys; from softphone.gateways.phone_numbers import PhoneNumbers as P;"
        "print('phonenumbers' in sys.modules, P().region('+46855512345'), 'phonenumbers.geodata' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "False Sweden False\n"
