"""Messages made wrong, the same ones in every run."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

_PIECES = (
    b"\0",
    b"\r\n",
    b"\r\n ",
    b'"',
    b"<",
    b"%00",
    b"%s%n",
    b";" * 40,
    b"9" * 30,
    b"-1",
    b"\xff\xfe",
    b"=",
    b":",
    b"[",
    b",",
    b"A" * 300,
)


def mutations(messages: list[bytes], count: int, seed: int) -> Iterator[bytes]:
    """`count` messages, each one of `messages` with one to eleven changes."""
    chance = random.Random(seed)
    changes: tuple[Callable[[random.Random, bytearray], None], ...] = (_spoil, _cut, _put_in, _repeat, _shuffle)
    for _ in range(count):
        message = bytearray(chance.choice(messages))
        for _ in range(chance.randrange(1, 12)):
            chance.choice(changes)(chance, message)
        yield bytes(message[:65_000])


def _spoil(chance: random.Random, message: bytearray) -> None:
    if message:
        message[chance.randrange(len(message))] ^= 1 << chance.randrange(8)


def _cut(chance: random.Random, message: bytearray) -> None:
    at = chance.randrange(len(message) + 1)
    del message[at : at + chance.randrange(1, 30)]


def _put_in(chance: random.Random, message: bytearray) -> None:
    at = chance.randrange(len(message) + 1)
    message[at:at] = chance.choice(_PIECES)


def _repeat(chance: random.Random, message: bytearray) -> None:
    at, source = chance.randrange(len(message) + 1), chance.randrange(len(message) + 1)
    message[at:at] = message[source : source + chance.randrange(1, 60)]


def _shuffle(chance: random.Random, message: bytearray) -> None:
    lines = bytes(message).split(b"\r\n")
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    message[:] = b"\r\n".join(lines)
