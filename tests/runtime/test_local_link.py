"""The wire between our processes: only who knows the secret gets in, and no byte stream breaks the framing."""

from __future__ import annotations

import asyncio
import secrets
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.runtime.local_link import (
    MOST_BYTES,
    NONCE_BYTES,
    PROOF_BYTES,
    LinkRefused,
    Meeting,
    Unframer,
    call,
    frame,
    new_secret,
    proof,
)
from tests.fakes.loop import on_loop


@given(st.lists(st.binary(max_size=300), max_size=8), st.integers(1, 50))
def test_whatever_the_pieces_the_payloads_come_out_whole(payloads: list[bytes], size: int) -> None:
    stream = b"".join(map(frame, payloads))
    unframer = Unframer()
    heard = [payload for at in range(0, len(stream), size) for payload in unframer.feed(stream[at : at + size])]
    assert heard == payloads


def test_a_frame_that_claims_too_much_is_refused_before_it_is_read() -> None:
    with pytest.raises(LinkRefused):
        Unframer().feed((MOST_BYTES + 1).to_bytes(4, "big"))


def test_the_meeting_file_is_for_its_owner_alone_and_read_back_as_written(tmp_path: Path) -> None:
    file = tmp_path / "engine.json"
    meeting = Meeting("/run/engine.sock", new_secret(), 4711)
    meeting.write(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Meeting.read(file) == meeting


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "[" * 100_000,
        '{"address": "x"}',
        '{"address": 1, "secret": 2, "pid": "three"}',
        '{"address": "/run/engine.sock", "secret": "s", "pid": -1}',
        '{"address": "/run/engine.sock", "secret": "s", "pid": 1e400}',
        '{"address": "/run/engine.sock", "secret": "s", "pid": 99999999999999999999}',
        '{"address": "/run/\\u0000engine.sock", "secret": "s", "pid": 1}',
        '{"address": "127.0.0.1:port", "secret": "s", "pid": 1}',
        '{"address": "192.0.2.1:80", "secret": "s", "pid": 1}',
    ],
)
def test_a_meeting_file_that_cannot_be_read_is_no_meeting(tmp_path: Path, text: str) -> None:
    file = tmp_path / "engine.json"
    file.write_text(text)
    assert Meeting.read(file) is None
    assert Meeting.read(tmp_path / "missing.json") is None


def test_the_proofs_of_the_two_sides_differ() -> None:
    assert proof("s", "caller", b"l" * 32, b"c" * 32) != proof("s", "listener", b"l" * 32, b"c" * 32)


async def _call_a_listener(listener_secret: str, caller_secret: str, *, is_liar: bool = False) -> bytes:
    """What the caller hears when it is let in."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonce = secrets.token_bytes(NONCE_BYTES)
        writer.write(nonce)
        claim = await reader.readexactly(NONCE_BYTES + PROOF_BYTES)
        caller_nonce = claim[:NONCE_BYTES]
        knows = claim[NONCE_BYTES:] == proof(listener_secret, "caller", nonce, caller_nonce)
        if is_liar:
            writer.write(bytes(PROOF_BYTES))
        elif knows:
            writer.write(proof(listener_secret, "listener", nonce, caller_nonce) + b"welcome")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await call(Meeting(f"127.0.0.1:{port}", caller_secret, 1))
        heard = await reader.read()
        writer.close()
        return heard


@on_loop
async def test_who_knows_the_secret_gets_in() -> None:
    assert await _call_a_listener("secret", "secret") == b"welcome"


@on_loop
async def test_a_listener_that_does_not_let_us_in_is_refused_not_waited_for() -> None:
    with pytest.raises(LinkRefused):
        await _call_a_listener("secret", "another")


@on_loop
async def test_a_listener_that_does_not_know_the_secret_is_not_believed() -> None:
    with pytest.raises(LinkRefused):
        await _call_a_listener("secret", "secret", is_liar=True)


@on_loop
async def test_a_place_where_nobody_listens_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        await call(Meeting(str(tmp_path / "nobody.sock"), "secret", 1))
