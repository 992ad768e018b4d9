"""The collector rests while the program starts, and then never looks at what the start has built."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from softphone.runtime.garbage import rest_while_starting, resume_after_start


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_nothing_is_collected_while_the_program_starts() -> None:
    rest_while_starting()
    assert not gc.isenabled()


def test_what_the_start_has_built_is_not_looked_at_again_and_what_comes_later_is() -> None:
    built = [[number] for number in range(1000)]
    rest_while_starting()
    resume_after_start()
    later = [[number] for number in range(1000)]
    looked_at = {id(each) for each in gc.get_objects()}
    assert gc.isenabled()
    assert not any(id(each) in looked_at for each in built)
    assert all(id(each) in looked_at for each in later)
