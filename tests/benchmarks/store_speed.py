"""How fast the encrypted store is, with 20,000 notes in it: `python -m tests.benchmarks.store_speed`."""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from softphone.gateways.sqlcipher_store.database import FILE_NAME, open_for_writing
from softphone.gateways.sqlcipher_store.notes_table import save_note
from softphone.gateways.sqlcipher_store.opener import SqlcipherOpener
from softphone.gateways.sqlcipher_store.store import SqlcipherStore
from softphone.model.calls import CallId
from softphone.model.notes import Note, NoteId

T = TypeVar("T")
NOTES = 20_000
KEY = "5a" * 32
_SYLLABLES = [first + second for first in "bdfghklmnprstv" for second in ("a", "e", "i", "o", "u", "an", "er", "ing")]
_WORDS = ["".join(random.Random(number).choices(_SYLLABLES, k=2 + number % 3)) for number in range(8000)]
_HOW_OFTEN = [1 / rank for rank in range(1, len(_WORDS) + 1)]
"""As in any language: the second word comes half as often as the first."""
_SEARCHES = ("a", "s", "ba", f"{_WORDS[0]} {_WORDS[1]}", _WORDS[5000][:5], "555 1", "08-555 12", "solved", "name1 ba")


async def measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        opener = SqlcipherOpener(lambda _: Path(folder))
        store = await timed("make the store", 1, lambda: opener.open("acme", KEY, _no_key))
        chance = random.Random(1)
        await store.close()
        _fill(Path(folder), [_note(number, chance) for number in range(NOTES)])
        store = await opener.open("acme", KEY, _no_key)
        long = _note(0, chance, words=400)
        await timed("save a note of 400 words", 200, lambda: store.save_note(long))
        for words in _SEARCHES:
            await _time_search(store, words)
        await timed("check every page", 3, store.check)
        await timed("close", 1, store.close)
        for _ in range(3):
            store = await timed("open", 1, lambda: opener.open("acme", KEY, _no_key))
            await store.close()


async def _time_search(store: SqlcipherStore, words: str) -> None:
    await timed(f"search {words!r}", 20, lambda: store.search(words))


async def timed(what: str, times: int, work: Callable[[], Awaitable[T]]) -> T:
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        answer = await work()
        spent.append((time.perf_counter() - began) * 1000)
    print(f"{what:32} median {statistics.median(spent):8.2f} ms   worst {max(spent):8.2f} ms")
    return answer


def _fill(folder: Path, notes: list[Note]) -> None:
    """All at once: one by one would take a minute."""
    with closing(open_for_writing(folder / FILE_NAME, KEY)) as connection:
        connection.execute("BEGIN")
        for note in notes:
            save_note(connection, note)
        connection.execute("COMMIT")


def _note(number: int, chance: random.Random, words: int = 60) -> Note:
    return Note(
        NoteId(f"n{number}"),
        CallId(f"c{number}"),
        float(number),
        float(number),
        " ".join(chance.choices(_WORDS, _HOW_OFTEN, k=words)),
        "solved",
        f"+468555{chance.randrange(10**5):05d}",
        f"Name{number % 500}",
        finished_at=1.0,
    )


async def _no_key(_: str) -> None:
    raise AssertionError("the key is known")


if __name__ == "__main__":
    asyncio.run(measure())
