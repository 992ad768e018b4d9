"""Calls PJSIP from a thread that it does not know: what the flavour with asserts ends with an abort."""

from __future__ import annotations

import os
import threading

import pjsua2 as pj


def main() -> None:
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    config = pj.EpConfig()
    config.uaConfig.threadCnt = 0
    endpoint.libInit(config)
    stranger = threading.Thread(target=endpoint.codecEnum2)
    stranger.start()
    stranger.join()
    # What an unknown thread did must not be looked at again.
    os._exit(0)


if __name__ == "__main__":
    main()
