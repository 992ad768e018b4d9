"""Lucide icons, drawn in the colour of the text beside them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from softphone.ui.resources import resource
from softphone.ui.theme.tokens import ICON_SMALL

MIRRORED = frozenset({"arrow-right", "log-out", "log-in"})
"""Icons that point in the direction of reading."""


@lru_cache(maxsize=512)
def pixmap(name: str, size: int, colour: str, ratio: float = 1.0, mirrored: bool = False) -> QPixmap:
    """The icon `name` of `size` pixels in "#RRGGBB", for a screen of `ratio` device pixels a pixel."""
    from PySide6.QtSvg import QSvgRenderer

    source = resource("icons", f"{name}.svg").read_bytes().replace(b"currentColor", colour.encode())
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    if mirrored:
        painter.translate(picture.width(), 0)
        painter.scale(-1, 1)
    QSvgRenderer(source).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def draw_icon(painter: QPainter, name: str, place: QRect, colour: str) -> None:
    """Draw the icon into the square `place`; icons with a direction follow the direction of reading."""
    device = painter.device()
    ratio = device.devicePixelRatioF() if device else 1.0
    mirrored = name in MIRRORED and painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
    painter.drawPixmap(place.topLeft(), pixmap(name, place.width(), colour, ratio, mirrored))


def icon(name: str, colour: str, size: int = ICON_SMALL) -> QIcon:
    """For menus."""
    result = QIcon()
    for ratio in (1.0, 2.0):
        result.addPixmap(pixmap(name, size, colour, ratio))
    return result
