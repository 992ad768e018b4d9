"""From one form of the store to the next: whole or not at all, and by whoever opens it first."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from softphone.gateways.sqlcipher_store import migrations
from softphone.gateways.sqlcipher_store.opener import reading
from tests.gateways.test_sqlcipher_store_trouble import KEY, NOTE, fingerprint, open_store

NEXT = "ALTER TABLE notes ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'; CREATE TABLE moods (mood TEXT) STRICT;"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    async def make() -> None:
        store = await open_store(tmp_path)
        await store.save_note(NOTE)
        await store.close()

    asyncio.run(make())
    return tmp_path


async def open_and_read(folder: Path) -> None:
    store = await open_store(folder)
    assert await store.note_of(NOTE.call_id) == NOTE
    await store.close()


def test_an_older_store_is_brought_to_the_newest_form(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, NEXT))
    before = fingerprint(older)
    asyncio.run(open_and_read(older))
    after = fingerprint(older)
    assert after != before
    asyncio.run(open_and_read(older))
    assert fingerprint(older) == after, "once"


def test_reading_brings_an_older_store_to_the_newest_form_too(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, NEXT))
    with reading(older, KEY) as notes:
        assert notes.all_notes() == (NOTE,)
    after = fingerprint(older)
    asyncio.run(open_and_read(older))
    assert fingerprint(older) == after


def test_a_step_that_fails_half_way_changes_nothing(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint(older)
    with monkeypatch.context() as wrong:
        wrong.setattr(migrations, "STEPS", (*migrations.STEPS, f"{NEXT} SELECT no_such_thing;"))
        with pytest.raises(Exception, match="no_such_thing"):
            asyncio.run(open_store(older))
    assert fingerprint(older) == before
    asyncio.run(open_and_read(older))
