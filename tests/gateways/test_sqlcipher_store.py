"""The encrypted store: what is saved is there, is found, is secret, and has one writer."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from softphone.gateways.sqlcipher_store.opener import SqlcipherOpener, reading
from softphone.model.availability import AgentState
from softphone.model.calls import Call, CallEnd, CallId, CallState, EndedBy, EndReason, Media, Transfer, TransferState
from softphone.model.history import Today
from softphone.model.notes import Note, NoteId
from softphone.model.problems import StoreInUse, StoreUnwritable
from softphone.ports.sign_in import StoreOpener
from softphone.ports.store import Store
from tests.fakes.loop import on_loop

KEY = "5a" * 32
NUMBER = "+46855512345"
NOTE = Note(
    NoteId("n1"), CallId("c1"), 10.0, 11.0, "Wants a refund", "follow-up", NUMBER, "Åsa Berg", "support", 5, None
)
CALL = Call(CallId("c1"), True, CallState.RINGING, "08-555 123 45", 10.0, name="Berg", queue="support")
ENDED = replace(
    CALL,
    state=CallState.ENDED,
    answered_at=12.0,
    ended_at=72.0,
    media=Media(True, "Opus", True, True),
    transfer=Transfer("sip:710@pbx", TransferState.REFUSED, 486),
    end=CallEnd(EndedBy.THEM, EndReason.HUNG_UP, 200, "OK"),
)
MISSED = replace(CALL, state=CallState.ENDED, ended_at=30.0, end=CallEnd(EndedBy.THEM, EndReason.CANCELLED, 487))


async def keep_no_key(_: str) -> None:
    raise AssertionError("a new key was made for a store that has one")


@asynccontextmanager
async def opened(folder: Path, key: str = KEY) -> AsyncIterator[Store]:
    opener: StoreOpener = SqlcipherOpener(lambda _: folder)
    store = await opener.open("acme", key, keep_no_key)
    try:
        yield store
    finally:
        await store.close()


async def found(store: Store, words: str) -> list[str]:
    return [str(hit.note.id) for hit in await store.search(words)]


@on_loop
async def test_a_note_comes_back_as_it_was(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await store.save_note(NOTE)
    async with opened(tmp_path) as store:
        assert await store.note_of(CallId("c1")) == NOTE
        assert await store.open_note() == NOTE
        await store.save_note(finished := replace(NOTE, text="Got it", finished_at=99.0, cursor=0))
        assert await store.open_note() is None
        assert await store.all_notes() == (finished,)


@on_loop
async def test_empty_notes_are_open_notes_but_are_found_nowhere(tmp_path: Path) -> None:
    empty = replace(NOTE, text=" \n", disposition="")
    async with opened(tmp_path) as store:
        await store.save_note(empty)
        assert await store.open_note() == empty
        assert await store.all_notes() == ()
        assert await store.notes_with(NUMBER) == ()
        assert await found(store, "Berg") == []
        await store.drop_note(empty)
        assert await store.open_note() is None


@on_loop
async def test_a_note_with_words_cannot_be_dropped(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await store.save_note(NOTE)
        await store.drop_note(NOTE)
        assert await store.note_of(CallId("c1")) == NOTE


@pytest.mark.parametrize(
    "words",
    [
        *(
            "refund",
            "REFUND",
            "ref",
            "wants refund",
            "asa",
            "Åsa",
            "berg ref",
            "follow",
            '"refund"',
            "refund!",
            "(wants)",
        ),
        *("555 123", "5551", "08-555 123 45", "+46 8 555", "46855512345", "12345", "asa 555 123"),
    ],
)
def test_a_note_is_found_by(words: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as store:
            await store.save_note(NOTE)
            assert await found(store, words) == ["n1"]

    asyncio.run(run())


@pytest.mark.parametrize(
    "words", ["", " ", "fund", "refund invoice", "555 124", "***", '"', "NOT refund", "und", "8551"]
)
def test_a_note_is_not_found_by(words: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path) as store:
            await store.save_note(NOTE)
            assert await found(store, words) == []

    asyncio.run(run())


@on_loop
async def test_a_number_that_stands_in_the_text_is_found_however_it_is_grouped(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await store.save_note(replace(NOTE, text="call back on 070-123 45 67 please", number="101"))
        assert await found(store, "070 123") == ["n1"]
        assert await found(store, "070-123") == ["n1"]


@on_loop
async def test_half_a_character_harms_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await store.save_note(replace(NOTE, text="before \ud83d after"))
        assert await found(store, "\ud83d after") == ["n1"]


@on_loop
async def test_the_newest_is_found_first_and_the_hit_is_marked(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await store.save_note(NOTE)
        await store.save_note(
            replace(NOTE, id=NoteId("n2"), call_id=CallId("c2"), created_at=20.0, text="A refund came")
        )
        hits = await store.search("refu")
        assert [hit.snippet for hit in hits] == ["A \u2068refund\u2069 came", "Wants a \u2068refund\u2069"]


@on_loop
async def test_what_was_changed_is_found_and_what_was_replaced_is_not(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await store.save_note(NOTE)
        await store.save_note(replace(NOTE, text="Wants an invoice"))
        assert await found(store, "refund") == []
        assert await found(store, "invoice") == ["n1"]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=60) | st.text(alphabet='"*(){}:^-+. NEAR AND OR NOT\0\n0123\u2068é', max_size=60))
def test_no_words_confuse_the_search(words: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    async def run() -> None:
        async with opened(tmp_path_factory.getbasetemp() / "confuse") as store:
            await store.save_note(NOTE)
            await store.search(words)

    (tmp_path_factory.getbasetemp() / "confuse").mkdir(exist_ok=True)
    asyncio.run(run())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(st.text(max_size=8) | st.text("aBc", min_size=1, max_size=5), max_size=20).map(" ".join))
def test_any_text_comes_back_and_each_of_its_words_finds_it(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    note = replace(NOTE, text=text)

    async def run() -> None:
        async with opened(tmp_path_factory.getbasetemp() / "any") as store:
            await store.save_note(note)
            assert await store.note_of(note.call_id) == note
            for word in (word for word in text.split() if word.isascii() and word.isalpha()):
                assert await found(store, word) == ["n1"]

    (tmp_path_factory.getbasetemp() / "any").mkdir(exist_ok=True)
    asyncio.run(run())


@on_loop
async def test_a_name_given_once_is_known_in_notes_and_calls(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await store.save_note(NOTE)
        await store.save_call(ENDED, NUMBER)
        await store.name_person(NUMBER, "Berta Bok")
        assert await store.name_of(NUMBER) == "Berta Bok"
        assert [note.name for note in await store.notes_with(NUMBER)] == ["Berta Bok"]
        assert [past.name for past in await store.calls()] == ["Berta Bok"]
        assert await found(store, "bok") == ["n1"]
        await store.name_person(NUMBER, "")
        assert await store.name_of(NUMBER) == ""


@on_loop
async def test_a_call_comes_back_whole_with_the_disposition_of_its_note(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await store.save_call(CALL, NUMBER)
        assert await store.unfinished_calls() == (CALL,)
        await store.save_call(ENDED, NUMBER)
        await store.save_note(NOTE)
    async with opened(tmp_path) as store:
        assert await store.unfinished_calls() == ()
        (past,) = await store.calls()
        assert (past.call, past.number, past.disposition) == (ENDED, NUMBER, "follow-up")
        assert past.name == "Berg", "as the server sent it, while the agent gave no other"


@on_loop
async def test_missed_calls_are_counted_until_they_were_seen(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await store.save_call(MISSED, NUMBER)
        await store.save_call(replace(ENDED, id=CallId("c2")), NUMBER)
        assert await store.unseen_missed() == 1
        await store.mark_missed_seen()
        await store.save_call(MISSED, NUMBER)
        assert await store.unseen_missed() == 0
        assert [past.missed_seen for past in await store.calls() if past.call.was_missed] == [True]
        assert await store.today(0.0) == Today(answered=1, missed=1, talk_seconds=60.0)
        assert await store.today(11.0) == Today()
        assert await store.count_with(NUMBER) == 2
        assert await store.count_with(NUMBER, besides=CallId("c2")) == 1


@on_loop
async def test_settings_and_states_are_kept(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        assert await store.setting("ring-device") == ""
        await store.keep_setting("ring-device", "Speakers")
        await store.keep_setting("ring-device", "Headset")
        await store.write_state(AgentState())
        assert await store.setting("ring-device") == "Headset"


@on_loop
async def test_a_second_window_does_not_get_the_store(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await store.save_note(NOTE)
        with pytest.raises(StoreInUse):
            await SqlcipherOpener(lambda _: tmp_path).open("acme", KEY, keep_no_key)
        assert await store.note_of(NOTE.call_id) == NOTE
    async with opened(tmp_path) as store:
        assert await store.note_of(NOTE.call_id) == NOTE


@on_loop
async def test_notes_can_be_read_beside_the_window(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await store.save_note(NOTE)
        with reading(tmp_path, KEY) as notes:
            assert notes.all_notes() == (NOTE,)
            await store.save_note(replace(NOTE, text="and on"))
            assert [hit.note.text for hit in notes.search("and")] == ["and on"]


@on_loop
async def test_a_closed_store_says_so_and_can_be_closed_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await store.close()
        with pytest.raises(StoreUnwritable):
            await store.save_note(NOTE)


_SAVE_AND_WAIT = """
import asyncio, sys
from pathlib import Path
from tests.gateways.test_sqlcipher_store import KEY, NOTE, keep_no_key
from softphone.gateways.sqlcipher_store.opener import SqlcipherOpener

async def main():
    store = await SqlcipherOpener(lambda _: Path(sys.argv[1])).open("acme", KEY, keep_no_key)
    await store.save_note(NOTE)
    print("saved", flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def test_kill_9_loses_nothing_and_leaves_no_lock(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _SAVE_AND_WAIT, str(tmp_path)], stdout=subprocess.PIPE) as window:
        assert window.stdout is not None
        assert window.stdout.readline() == b"saved\n"
        os.kill(window.pid, signal.SIGKILL)
    assert (tmp_path / "store.db-wal").stat().st_size > 0

    with reading(tmp_path, KEY) as notes:
        assert notes.all_notes() == (NOTE,), "also read without a window"

    async def open_again() -> None:
        async with opened(tmp_path) as store:
            assert await store.open_note() == NOTE

    asyncio.run(open_again())


@on_loop
async def test_nothing_that_was_typed_can_be_read_in_any_file(tmp_path: Path) -> None:
    marked = replace(NOTE, text="Xylophonquark " * 500, name="Zebrawusel", number="+46812398765")
    async with opened(tmp_path) as store:
        await store.save_note(marked)
        await store.save_call(CALL, marked.number)
        await store.name_person(marked.number, "Zebrawusel")
        await store.search("Xylophonquark")
        while_open = _all_bytes(tmp_path)
        assert "store.db-wal" in _sizes(tmp_path)
    for content in (while_open, _all_bytes(tmp_path)):
        assert len(content) > 4096
        for secret in (b"Xylophonquark", b"Zebrawusel", b"12398765", b"CREATE TABLE", b"SQLite format", KEY.encode()):
            assert secret not in content
            assert secret.lower() not in content
            assert secret.decode().encode("utf-16-le") not in content


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@on_loop
async def test_only_the_owner_may_read_the_files(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await store.save_note(NOTE)
        modes = _modes(tmp_path)
    assert modes == {0o600}


def _modes(folder: Path) -> set[int]:
    return {file.stat().st_mode & 0o777 for file in folder.iterdir()}


def _sizes(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_size for file in folder.iterdir() if file.stat().st_size}


def _all_bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
