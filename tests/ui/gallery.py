"""Pictures of the window in every state: `python -m tests.ui.gallery FOLDER [STATE …] [--quick]`.

Each state in light and dark at 1280 x 720 and 1920 x 1080, mirrored as for Arabic, and with large type.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

SIZES = ((1280, 720), (1920, 1080))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("states", nargs="*")
    parser.add_argument("--quick", action="store_true", help="light, 1280 x 720 only")
    given = parser.parse_args()
    if "DISPLAY" not in os.environ:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    given.folder.mkdir(parents=True, exist_ok=True)
    _prepare()
    from tests.ui.stage import STATES

    for name in given.states or STATES:
        _draw_all(name, given.folder, quick=given.quick)


def _prepare() -> None:
    from PySide6.QtCore import QLocale
    from PySide6.QtWidgets import QApplication

    from softphone.ui.translations import load_translation

    application = QApplication([])
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    load_translation(application)


def _draw_all(name: str, folder: Path, *, quick: bool) -> None:
    from softphone.ui.theme.theme import Scheme

    _draw(name, Scheme.LIGHT, SIZES[0], folder / f"{name}-light.png")
    if quick:
        return
    _draw(name, Scheme.DARK, SIZES[0], folder / f"{name}-dark.png")
    _draw(name, Scheme.LIGHT, SIZES[1], folder / f"{name}-light-1080.png")
    _draw(name, Scheme.DARK, SIZES[1], folder / f"{name}-dark-1080.png")
    _draw(name, Scheme.LIGHT, SIZES[0], folder / f"{name}-mirrored.png", mirrored=True)
    _draw(name, Scheme.LIGHT, SIZES[0], folder / f"{name}-large.png", scale=1.3)


def _draw(
    name: str, scheme: object, size: tuple[int, int], file: Path, *, mirrored: bool = False, scale: float = 1.0
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from softphone.ui.theme.theme import Scheme, theme
    from tests.ui.stage import STATES, Stage

    direction = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
    QApplication.setLayoutDirection(direction)
    stage = Stage()
    assert isinstance(scheme, Scheme)
    theme().choose(scheme, scale)
    stage.window.resize(*size)
    stage.window.show()
    STATES[name](stage)
    for _ in range(5):
        QApplication.processEvents()
    stage.window.grab().save(str(file))
    stage.close()


if __name__ == "__main__":
    main()
