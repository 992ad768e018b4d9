"""What is really so about a call's media: read from the running stream, never from what was offered."""

from __future__ import annotations

from dataclasses import dataclass

import pjsua2 as pj

from softphone.engine.codecs import shown_name
from softphone.model.calls import Media


@dataclass(frozen=True, slots=True)
class MediaFacts:
    media: Media
    is_held_by_us: bool


def read_media(live: pj.Call) -> MediaFacts:
    info = live.getInfo()
    statuses = [(m.index, m.status) for m in info.media if m.type == pj.PJMEDIA_TYPE_AUDIO]
    index, status = statuses[0] if statuses else (0, pj.PJSUA_CALL_MEDIA_NONE)
    is_held = status == pj.PJSUA_CALL_MEDIA_LOCAL_HOLD
    if status in (pj.PJSUA_CALL_MEDIA_NONE, pj.PJSUA_CALL_MEDIA_ERROR):
        return MediaFacts(Media(), is_held)
    return MediaFacts(_stream(live, index), is_held)


def _stream(live: pj.Call, index: int) -> Media:
    try:
        info = live.getStreamInfo(index)
    except pj.Error:
        return Media()
    return Media(
        active=True,
        codec=shown_name(info.codecName),
        encrypted=_is_encrypted(live),
        telephone_event=info.audTxEventPt >= 0,
    )


def _is_encrypted(live: pj.Call) -> bool:
    """The SRTP transport's own word: its profile (AVP or SAVP) does not tell."""
    return "SRTP status: Active" in live.dump(True, "")
