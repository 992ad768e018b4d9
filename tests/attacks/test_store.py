"""The notes' file in strange hands: what is said to be saved is there, and what is not ours is not touched."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from softphone.gateways.sqlcipher_store.database import FILE_NAME
from softphone.gateways.sqlcipher_store.opener import SqlcipherOpener
from softphone.gateways.sqlcipher_store.store import SqlcipherStore
from softphone.model.calls import CallId
from softphone.model.notes import Note, NoteId
from softphone.model.problems import StoreProblem, StoreUnwritable
from tests.fakes.loop import on_loop

KEY = "ab" * 32
TYPING = """
import asyncio, itertools, sys
from pathlib import Path
from tests.attacks.test_store import note, opened

async def type_on() -> None:
    store = await opened(Path(sys.argv[1]))
    for number in itertools.count(len(await store.all_notes())):
        await store.save_note(note(number))
        print(number, flush=True)

asyncio.run(type_on())
"""


def note(number: int) -> Note:
    return Note(NoteId(f"n{number}"), CallId(f"c{number}"), float(number), 1.0, text=f"word{number} " * 50)


async def opened(folder: Path) -> SqlcipherStore:
    async def keep(key: str) -> None:
        assert key == KEY

    return await SqlcipherOpener(lambda key: folder).open("workplace", KEY, keep)


@pytest.mark.parametrize("is_replaced", [False, True])
@on_loop
async def test_a_note_in_a_file_that_was_taken_away_is_not_called_saved(tmp_path: Path, is_replaced: bool) -> None:
    store = await opened(tmp_path)
    await store.save_note(note(1))
    (tmp_path / FILE_NAME).rename(tmp_path / "away.db")
    if is_replaced:
        (tmp_path / FILE_NAME).touch()
    with pytest.raises(StoreUnwritable):
        await store.save_note(note(2))
    (tmp_path / "away.db").rename(tmp_path / FILE_NAME)
    await store.save_note(note(2))
    assert len(await store.all_notes()) == 2
    await store.close()


def test_a_store_killed_twelve_times_at_any_moment_has_all_that_was_saved(tmp_path: Path) -> None:
    chance = random.Random(4)
    saved = -1
    for _ in range(12):
        command = [sys.executable, "-c", TYPING, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as typing:
            assert typing.stdout is not None
            said = typing.stdout.readline()
            time.sleep(chance.uniform(0.0, 0.05))
            typing.kill()
            told = [
                int(line) for line in (said + typing.stdout.read()).splitlines(keepends=True) if line.endswith("\n")
            ]
        assert told[0] == saved + 1 or told[0] == saved + 2, "the one that was not told yet may be there"
        saved = told[-1]


@pytest.mark.parametrize("what", ["folder", "text", "link"])
@on_loop
async def test_what_lies_in_the_files_place_is_neither_followed_nor_overwritten(tmp_path: Path, what: str) -> None:
    place = tmp_path / FILE_NAME
    if what == "folder":
        place.mkdir()
    elif what == "text":
        place.write_text("Dear diary")
    else:
        place.symlink_to("/nonexistent/store.db")
    with pytest.raises(StoreProblem):
        await opened(tmp_path)
    assert what != "text" or place.read_text() == "Dear diary"
