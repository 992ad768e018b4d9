"""Ports that nobody else on this machine uses, also when several test runs go on side by side.

The first port of a block stays bound by this process as the sign that the block is taken, so a reservation ends with
the process that made it and leaves no file behind. The blocks lie below the range from which the kernel picks the
source ports of ordinary connections.
"""

import os
import random
import socket

_FIRST = 20_000
_LAST = 32_000
_SIZE = 200


class PortBlock:
    """199 ports on 127.0.0.1 that stay ours until `release`."""

    def __init__(self) -> None:
        self._sign, self._first = _reserve()

    @property
    def ports(self) -> range:
        return range(self._first + 1, self._first + _SIZE)

    def release(self) -> None:
        self._sign.close()


def _reserve() -> tuple[socket.socket, int]:
    starts = list(range(_FIRST, _LAST, _SIZE))
    random.Random(os.urandom(8)).shuffle(starts)
    for first in starts:
        sign = _bind(first, socket.SOCK_STREAM)
        if sign is None:
            continue
        if all(_is_free(port) for port in range(first + 1, first + _SIZE)):
            return sign, first
        sign.close()
    raise RuntimeError(f"no block of {_SIZE} free ports between {_FIRST} and {_LAST}")


def _bind(port: int, kind: socket.SocketKind) -> socket.socket | None:
    bound = socket.socket(socket.AF_INET, kind)
    if kind is socket.SOCK_STREAM:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(("127.0.0.1", port))
        if kind is socket.SOCK_STREAM:
            bound.listen(1)
    except OSError:
        bound.close()
        return None
    return bound


def _is_free(port: int) -> bool:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        bound = _bind(port, kind)
        if bound is None:
            return False
        bound.close()
    return True
