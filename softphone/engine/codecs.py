"""Codecs: as the profile names them, as PJSIP numbers them, and as the agent knows them."""

from __future__ import annotations

from collections.abc import Iterable

_PJSIP_IDS = {
    "opus": "opus/48000/2",
    "g722": "G722/16000/1",
    "pcma": "PCMA/8000/1",
    "pcmu": "PCMU/8000/1",
    "gsm": "GSM/8000/1",
    "speex": "speex/16000/1",
}
_OTHER_NAMES = {"alaw": "pcma", "ulaw": "pcmu", "g711a": "pcma", "g711u": "pcmu", "g.722": "g722"}
_SHOWN = {
    "opus": "Opus",
    "g722": "G.722",
    "pcma": "G.711 A-law",
    "pcmu": "G.711 μ-law",
    "gsm": "GSM",
    "speex": "Speex",
}
HIGHEST_PRIORITY = 250


def priorities(wanted: Iterable[str], known: Iterable[str]) -> dict[str, int]:
    """For each codec that PJSIP knows its priority, 0 = never. With nothing of use wanted all stay allowed."""
    order = [_PJSIP_IDS[_plain_name(name)] for name in wanted if _plain_name(name) in _PJSIP_IDS]
    available = [codec for codec in dict.fromkeys(order) if codec in set(known)]
    if not available:
        return {}
    return {codec: HIGHEST_PRIORITY - available.index(codec) if codec in available else 0 for codec in known}


def shown_name(pjsip_name: str) -> str:
    return _SHOWN.get(pjsip_name.lower(), pjsip_name)


def _plain_name(name: str) -> str:
    lower = name.strip().lower()
    return _OTHER_NAMES.get(lower, lower)
