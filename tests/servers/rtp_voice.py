"""The voice of SIPp's callers, as a process of its own so that a busy test does not make it stutter.

    rtp_voice.py PORT SENTENCE.ulaw FOLDER

Sends the sentence (raw G.711 mu-law) over and over, from the first answer on, to every port that stands in
FOLDER/answered, one port a line, and writes what comes back from each to FOLDER/heard-PORT.ulaw, every packet at the
place that its time stamp says.
"""

import random
import select
import socket
import struct
import sys
import time
from pathlib import Path
from typing import BinaryIO

_PACKET = 160
_SECONDS = 0.02
_LONGEST = 8000 * 600
_HEADER = struct.Struct("!BBHII")


class Ear:
    """Writes one sender's packets to a file; what is lost stays silence."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sender = self._start = self._end = self._base = 0

    def hear(self, packet: bytes) -> None:
        if len(packet) <= _HEADER.size:
            return
        _, kind, _, stamp, sender = _HEADER.unpack_from(packet)
        if kind & 0x7F:
            return
        if not self._end or sender != self._sender:
            self._sender, self._start, self._base = sender, stamp, self._end
        place = self._base + (stamp - self._start) % 2**32
        if place < self._end + _LONGEST:
            self._write(place, packet[_HEADER.size :])

    def _write(self, place: int, payload: bytes) -> None:
        if place > self._end:
            self._file.seek(self._end)
            self._file.write(b"\xff" * (place - self._end))
        self._file.seek(place)
        self._file.write(payload)
        self._end = max(self._end, place + len(payload))


class Voice:
    def __init__(self, port: int, sentence: bytes, folder: Path) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", port))
        self._sentence = sentence + b"\xff" * (-len(sentence) % _PACKET)
        self._folder = folder
        self._number = 0
        self._sender = random.getrandbits(32)
        self._ears: dict[int, Ear] = {}

    def run(self) -> None:
        due = time.monotonic()
        while True:
            due += _SECONDS
            self._say()
            while (rest := due - time.monotonic()) > 0:
                if select.select([self._socket], [], [], rest)[0]:
                    self._hear()

    def _say(self) -> None:
        ports = self._answered()
        if not ports:
            return
        place = self._number * _PACKET % len(self._sentence)
        header = _HEADER.pack(0x80, 0, self._number & 0xFFFF, self._number * _PACKET & 0xFFFFFFFF, self._sender)
        for port in ports:
            self._socket.sendto(header + self._sentence[place : place + _PACKET], ("127.0.0.1", port))
        self._number += 1

    def _answered(self) -> set[int]:
        file = self._folder / "answered"
        return {int(line) for line in file.read_text().split("\n")[:-1]} if file.exists() else set()

    def _hear(self) -> None:
        try:
            packet, (_, port) = self._socket.recvfrom(2048)
        except ConnectionError:  # an earlier packet of ours found its port closed
            return
        if port not in self._ears:
            file = (self._folder / f"heard-{port}.ulaw").open("wb", buffering=0)
            self._ears[port] = Ear(file)
        self._ears[port].hear(packet)


if __name__ == "__main__":
    Voice(int(sys.argv[1]), Path(sys.argv[2]).read_bytes(), Path(sys.argv[3])).run()
