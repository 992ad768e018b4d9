"""Imports point down, neighbours never meet, and each library lives in the one room that needs it."""

from __future__ import annotations

import sys

from tests.structure.house import Module, modules

HEIGHT = {
    "runtime": 0,
    "model": 1,
    "ports": 2,
    "features": 3,
    "gateways": 3,
    "engine": 3,
    "practice": 3,
    "ui": 4,
    "assembly": 4,
    "app": 5,
    "cli": 6,
}
LIBRARIES = {
    "PySide6": ("ui", "app"),
    "pjsua2": ("engine",),
    "pjsua2_build": ("engine",),
    "_pjsua2": ("engine",),
    "msgspec": ("model", "gateways", "practice", "engine"),
    "platformdirs": ("runtime",),
    "httpx": ("gateways",),
    "keyring": ("gateways",),
    "sqlcipher3": ("gateways",),
    "phonenumbers": ("gateways",),
    "pulsectl": ("gateways",),
    "sipmessage": ("practice",),
    "starlette": ("practice",),
    "uvicorn": ("practice",),
    "numpy": ("gateways",),
}


def floor(module: Module) -> str:
    """The room a module is in: `cli_notes.py` belongs to `cli`, `__init__` and `__main__` to the roof."""
    first = module.parts[1]
    return first if first in HEIGHT else first.split("_")[0] or "cli"


def test_a_room_imports_only_from_floors_below() -> None:
    wrong = []
    for module in modules("softphone"):
        here = floor(module)
        for line, name in module.imports():
            there = name.split(".")[1].split("_")[0] if name.startswith("softphone.") else ""
            if there in HEIGHT and there != here and HEIGHT[there] >= HEIGHT.get(here, 9):
                wrong.append(f"{module.name}:{line} {here} imports {name}")
    assert not wrong


def test_a_library_lives_in_the_room_that_needs_it() -> None:
    wrong = []
    for module in modules("softphone"):
        here = floor(module)
        for line, name in module.imports():
            library = name.split(".")[0]
            if library in sys.stdlib_module_names or library in ("softphone", "__future__"):
                continue
            if here not in LIBRARIES.get(library, ()):
                wrong.append(f"{module.name}:{line} {library} is not at home in {here}")
    assert not wrong


def test_every_room_has_a_floor() -> None:
    rooms = {module.parts[1] for module in modules("softphone") if len(module.parts) > 2}
    assert rooms <= set(HEIGHT)
