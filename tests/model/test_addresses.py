"""A workplace's address: tidied as it was meant, refused where it would send the password in the clear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.model.addresses import is_loopback, may_be_asked, tidy_address
from softphone.model.problems import BadAddress
from softphone.model.sign_in import WorkplaceLogin


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("acme.example", "https://acme.example"),
        (" Acme.Example/ ", "https://acme.example"),
        ("https://acme.example:443/softphone/", "https://acme.example/softphone"),
        ("acme.example:8443", "https://acme.example:8443"),
        ("HTTP://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:80/", "http://localhost"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("10.0.0.7", "https://10.0.0.7"),
        ("Örebro.example", "https://örebro.example"),
    ],
)
def test_an_address_is_tidied(typed: str, tidy: str) -> None:
    assert tidy_address(typed) == tidy
    assert tidy_address(tidy) == tidy


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            " ",
            "acme example",
            "acme.example?x=1",
            "acme.example#x",
            "acme.example:0",
            "acme.example:99999",
            "-acme",
        ),
        *("http://acme.example", "http://127.0.0.1.evil.test", "http://127.0.0.2", "ftp://acme.example"),
        *("https://anna:secret@acme.example", "https://", "https:/acme.example", "javascript:alert(1)"),
        *("acme\\.example", "acme\n.example", "a..b", "file:///etc/passwd", "x" * 400),
    ],
)
def test_what_is_no_address_or_would_leak_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress):
        tidy_address(typed)


@given(st.text() | st.text(alphabet="htps:/[]@.%:?#\\ 127.0localhost"))
def test_whatever_is_typed_is_refused_or_safe(typed: str) -> None:
    try:
        tidy = tidy_address(typed)
    except BadAddress:
        return
    assert tidy.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]"))
    assert "@" not in tidy
    assert tidy_address(tidy) == tidy


def test_only_three_names_are_this_machine() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "localhost", "::1")))
    assert not any(map(is_loopback, ("127.0.0.2", "localhost.evil.test", "", None)))


def test_urls_of_a_document_need_a_scheme() -> None:
    assert may_be_asked("https://acme.example/notes?x=1")
    assert may_be_asked("http://127.0.0.1:8080/queues")
    assert not may_be_asked("acme.example")
    assert not may_be_asked("http://acme.example")


def test_the_names_of_folders_and_secrets_never_meet() -> None:
    pairs = [
        ("https://acme.example", agent) for agent in ("anna", "Anna", "an-na", "an na", "anna@x", "anna-x", "a" * 99)
    ]
    pairs += [("https://acme.example/anna", "x"), ("https://acme.example", "anna/x"), ("http://localhost", "..")]
    keys = {WorkplaceLogin(address, agent).key.lower() for address, agent in pairs}
    assert len(keys) == len(pairs)
    assert all(len(key) < 80 and not set(key) & set("/\\: ") and not key.startswith(".") for key in keys)
