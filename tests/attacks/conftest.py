"""A fresh engine for each attack, for none may spoil another; and the window of the tests of panes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.conftest import folder
from tests.engine.engine_client import EngineClient, running_engine
from tests.ui.conftest import english, plain_look, qapp_args, stage

__all__ = ["english", "folder", "plain_look", "qapp_args", "stage"]


@pytest.fixture
def engine(folder: Path) -> Iterator[EngineClient]:
    with running_engine(folder) as client:
        yield client
