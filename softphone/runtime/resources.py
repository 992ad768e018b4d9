"""Where the files lie that are shipped beside the code: `resources/` in a checkout, the prefix's share elsewhere."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import softphone


class ResourceMissing(FileNotFoundError):
    """This installation is not whole."""


@cache
def resources() -> Path:
    """The folder of resources; ResourceMissing when there is none."""
    package = Path(softphone.__file__).resolve().parent
    places = (package.parent / "resources", package / "resources", Path(sys.prefix) / "share" / "softphone")
    for place in places:
        if (place / "practice").is_dir():
            return place
    raise ResourceMissing(f"no resources in any of {', '.join(map(str, places))}")
