"""Streams that end with their device: a headset that is pulled out never leaves the customer's voice to a loudspeaker.

PulseAudio moves such a stream elsewhere unless it was told not to when it began, and ALSA's plugin for it never tells.
The wheel of pjsua2 brings a library that does; it has to be there before the first device is looked at.
"""

from __future__ import annotations

import ctypes
import logging
import sys
from importlib.util import find_spec
from pathlib import Path

LIBRARY = "pjsua2_stay.so"
log = logging.getLogger(__name__)


def stay_on_device() -> bool:
    """Whether streams stay; only PulseAudio moves any, so that other systems need nothing."""
    library = _library()
    if library is None or not library.is_file():
        log.warning("this pjsua2 has no %s: PulseAudio may move a stream to another device", LIBRARY)
        return False
    ctypes.CDLL(str(library), ctypes.RTLD_GLOBAL)
    return True


def _library() -> Path | None:
    found = find_spec("pjsua2") if sys.platform == "linux" else None
    return Path(found.origin).with_name(LIBRARY) if found and found.origin else None
