"""The wire between two of our processes: framed messages over a private local socket, opened with a shared secret.

The socket lies in a folder that only its owner can enter; the secret keeps out programs of the same user that were
not told it (it is in a file of that folder, readable by the owner alone, never on a command line).

Handshake, HMAC-SHA-256 under the secret: listener → `nonce_l`; caller → `nonce_c` + HMAC("caller", nonce_l, nonce_c);
listener → HMAC("listener", nonce_l, nonce_c). Then each side sends frames: 4 bytes length (big-endian), payload.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import re
import secrets
import struct
from dataclasses import dataclass
from pathlib import Path

NONCE_BYTES = 32
PROOF_BYTES = 32
MOST_BYTES = 1 << 20
_LENGTH = struct.Struct(">I")


class LinkRefused(Exception):
    """The other end does not know the secret, or speaks something else."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where the listener listens and what proves that the caller was told: kept in one file of mode 0600."""

    address: str
    secret: str
    pid: int

    def write(self, file: Path) -> None:
        spare = file.with_suffix(f".{self.pid}")
        with os.fdopen(os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            json.dump({"address": self.address, "secret": self.secret, "pid": self.pid}, stream)
        spare.replace(file)

    @staticmethod
    def read(file: Path) -> Meeting | None:
        try:
            facts = json.loads(file.read_text())
            meeting = Meeting(str(facts["address"]), str(facts["secret"]), int(facts["pid"]))
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return None
        return meeting if meeting.is_possible else None

    @property
    def is_possible(self) -> bool:
        is_port = re.fullmatch(r"127\.0\.0\.1:\d{1,5}", self.address) is not None
        is_file = Path(self.address).is_absolute() and "\0" not in self.address
        return (is_port or is_file) and 0 < self.pid < 1 << 31


def new_secret() -> str:
    return secrets.token_hex(32)


def proof(secret: str, side: str, listener_nonce: bytes, caller_nonce: bytes) -> bytes:
    return hmac.digest(secret.encode(), side.encode() + listener_nonce + caller_nonce, "sha256")


def frame(payload: bytes) -> bytes:
    return _LENGTH.pack(len(payload)) + payload


class Unframer:
    """Turns a stream of bytes into payloads. Raises LinkRefused when a frame claims more than MOST_BYTES."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        self._buffer += data
        payloads = []
        while (payload := self._next()) is not None:
            payloads.append(payload)
        return payloads

    def _next(self) -> bytes | None:
        if len(self._buffer) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._buffer)
        if length > MOST_BYTES:
            raise LinkRefused(f"a frame of {length} bytes")
        end = _LENGTH.size + length
        if len(self._buffer) < end:
            return None
        payload = bytes(self._buffer[_LENGTH.size : end])
        del self._buffer[:end]
        return payload


async def call(meeting: Meeting) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to the listener of `meeting` and prove the secret both ways; LinkRefused or OSError when that fails."""
    reader, writer = await _connect(meeting.address)
    try:
        await _prove(meeting.secret, reader, writer)
    except asyncio.IncompleteReadError as error:
        writer.close()
        raise LinkRefused("the listener closed the link") from error
    return reader, writer


async def _connect(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if address.startswith("127.0.0.1:"):
        return await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
    return await asyncio.open_unix_connection(address)


async def _prove(secret: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    listener_nonce = await reader.readexactly(NONCE_BYTES)
    caller_nonce = secrets.token_bytes(NONCE_BYTES)
    writer.write(caller_nonce + proof(secret, "caller", listener_nonce, caller_nonce))
    answer = await reader.readexactly(PROOF_BYTES)
    if not hmac.compare_digest(answer, proof(secret, "listener", listener_nonce, caller_nonce)):
        writer.close()
        raise LinkRefused("the listener does not know the secret")
