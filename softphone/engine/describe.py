"""What this build of PJSIP can do and which sound devices are here: `python -m softphone.engine.describe`.

A process of its own, because the window never imports pjsua2, and because asking opens every sound device once.
"""

from __future__ import annotations

import ctypes
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pjsua2 as pj
from pjsua2_build import FACTS


def describe() -> dict[str, Any]:
    """Facts as JSON can hold them; no other use of pjsua2 may go on in this process."""
    with _library() as endpoint:
        devices = endpoint.audDevManager().enumDev2()
        return {
            "pjsip": endpoint.libVersion().full,
            "flavour": FACTS["flavour"],
            "openssl": linked_openssl(),
            "codecs": [codec.codecId for codec in endpoint.codecEnum2() if codec.priority],
            "sound_drivers": sound_drivers(),
            "sound_devices": [f"{device.driver}: {device.name}" for device in devices],
            "srtp_keys": srtp_keys(),
            "echo_cancellers": [part for part in FACTS["parts"] if part.endswith((" AEC", " AEC3"))],
            "max_calls": FACTS["switches"]["PJSUA_MAX_CALLS"],
        }


def sound_drivers() -> list[str]:
    """The native drivers that are compiled in, whether or not the machine has a device for them."""
    return [part for part in FACTS["parts"] if part == "ALSA"]


def srtp_keys() -> list[str]:
    return [name for name in ("SDES", "DTLS") if FACTS["switches"][f"PJMEDIA_SRTP_HAS_{name}"]]


def linked_openssl() -> str:
    """What the OpenSSL that PJSIP has loaded says of itself."""
    version = ctypes.CDLL(pj._pjsua2.__file__).OpenSSL_version
    version.restype = ctypes.c_char_p
    return str(version(0).decode())


@contextmanager
def _library() -> Iterator[Any]:
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    try:
        config = pj.EpConfig()
        config.uaConfig.threadCnt = 0
        config.uaConfig.mainThreadOnly = True
        config.logConfig.level = config.logConfig.consoleLevel = 0
        endpoint.libInit(config)
        yield endpoint
    finally:
        endpoint.libDestroy(pj.PJSUA_DESTROY_NO_RX_MSG)


def main() -> None:
    # PJSIP and the sound libraries print to stdout; only the answer may go there.
    answer = os.dup(1)
    os.dup2(2, 1)
    with os.fdopen(answer, "w") as out:
        json.dump(describe(), out)
        out.write("\n")


if __name__ == "__main__":
    main()
