"""The table of notes: every text comes back, and none of it runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.model.calls import CallId
from softphone.model.notes import Note, NoteId
from softphone.model.notes_csv import HEADER, csv_bytes

NOTE = Note(NoteId("n"), CallId("c"), 0.0, 0.0)


def cells(note: Note, workplace: str = "Acme") -> dict[str, str]:
    rows = list(csv.reader(io.StringIO(csv_bytes([(workplace, note)]).decode(), newline=""), strict=True))
    assert len(rows) == 2
    return dict(zip(HEADER, rows[1], strict=True))


@given(text=st.text(), name=st.text(), workplace=st.text())
def test_any_text_comes_back(text: str, name: str, workplace: str) -> None:
    read = cells(replace(NOTE, text=text, name=name), workplace)
    for kept, given_text in ((read["text"], text), (read["name"], name), (read["workplace"], workplace)):
        assert kept in (given_text, f"'{given_text}")


@given(start=st.sampled_from("=+-@\t\r\n＝＋－＠"), rest=st.text(max_size=10))
def test_nothing_begins_like_a_formula(start: str, rest: str) -> None:
    read = cells(replace(NOTE, text=start + rest, name=start + rest))
    for cell in (read["text"], read["name"]):
        assert cell[0] == "'" or (cell[0] == "+" and cell[1:].isdecimal())


@pytest.mark.parametrize("number", ["+46855512345", "101", "anonymous"])
def test_a_telephone_number_stays_what_it_is(number: str) -> None:
    assert cells(replace(NOTE, number=number))["number"] == number


@pytest.mark.parametrize("number", ["+46855512345+cmd|' /C calc'!A0", "+", "-101", "=1+1", "+1234567890123456"])
def test_what_only_looks_like_a_number_is_guarded(number: str) -> None:
    assert cells(replace(NOTE, number=number))["number"] == f"'{number}"


def test_lines_end_as_the_standard_says_and_line_breaks_in_a_note_stay() -> None:
    content = csv_bytes([("Acme", replace(NOTE, text='say "hi",\nthen go'))])
    assert content.endswith(b'"say ""hi"",\nthen go",c\r\n')
    assert content.split(b"\r\n")[0].decode() == ",".join(HEADER)
