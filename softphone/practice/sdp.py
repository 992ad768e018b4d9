"""The little of SDP that a feature code needs: one audio stream with one codec."""

from __future__ import annotations

import re

_MIRRORED = {"sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive", "sendrecv": "sendrecv"}


class NoAudio(ValueError):
    """The offer has no audio stream that we could take."""


def answer(offer: bytes, port: int) -> bytes:
    """Take the offer's first codec and, if it is there, telephone-event; every other stream is refused."""
    streams = _streams(offer.decode("utf-8", "replace"))
    if not any(_is_audio(stream) for stream in streams):
        raise NoAudio
    lines = [*_head(port)]
    taken = False
    for stream in streams:
        takes = not taken and _is_audio(stream)
        lines += _audio(stream, port) if takes else [re.sub(r"^(m=\S+) \S+", r"\1 0", stream[0])]
        taken = taken or takes
    return ("\r\n".join(lines) + "\r\n").encode()


def offer(port: int) -> bytes:
    """For an INVITE that brought none: G.711."""
    lines = [*_head(port), f"m=audio {port} RTP/AVP 8 0", "a=rtpmap:8 PCMA/8000", "a=rtpmap:0 PCMU/8000"]
    return ("\r\n".join(lines) + "\r\n").encode()


def _head(port: int) -> list[str]:
    return ["v=0", f"o=practice {port} 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"]


def _streams(text: str) -> list[list[str]]:
    streams: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("m="):
            streams.append([line])
        elif streams:
            streams[-1].append(line)
    return streams


def _is_audio(stream: list[str]) -> bool:
    return re.fullmatch(r"m=audio [1-9]\d{0,4} RTP/AVP( \d{1,3})+", stream[0]) is not None


def _audio(stream: list[str], port: int) -> list[str]:
    kinds = stream[0].split()[3:]
    events = {found[1] for line in stream if (found := re.match(r"a=rtpmap:(\d+) telephone-event/", line))}
    codec = next((kind for kind in kinds if kind not in events), kinds[0])
    taken = [codec, *(kind for kind in kinds if kind in events and kind != codec)][:2]
    about = [line for line in stream if re.match(rf"a=(rtpmap|fmtp):({'|'.join(taken)}) ", line)]
    direction = next((line[2:] for line in stream if line[2:] in _MIRRORED), "sendrecv")
    return [f"m=audio {port} RTP/AVP {' '.join(taken)}", *about, f"a={_MIRRORED[direction]}"]
