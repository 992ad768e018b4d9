from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication

from softphone.ui.resources import resource
from softphone.ui.theme.icons import pixmap
from softphone.ui.theme.theme import FAMILY, Scheme, theme
from softphone.ui.theme.tokens import DARK, LIGHT, PERSON, SMALL, SPOKEN, TEXT, Ink, Palette, contrast
from tests.structure.house import modules

PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


@PALETTES
@pytest.mark.parametrize("ink", list(Ink))
def test_words_stand_out_from_every_ground_they_are_written_on(palette: Palette, ink: Ink) -> None:
    tone = palette.tone(ink)
    grounds = [palette.card, palette.ground, tone.ground]
    for ground in [*grounds, palette.hover] if ink in (Ink.TEXT, Ink.QUIET) else grounds:
        assert contrast(tone.ink, ground) >= 4.5, f"{ink} on {ground}"


@PALETTES
def test_words_on_filled_buttons_stand_out(palette: Palette) -> None:
    for tone in (palette.accent, palette.ready, palette.missed):
        assert contrast(palette.on_fill, tone.ink) >= 4.5


@PALETTES
def test_text_and_quiet_text_can_be_read_on_a_chosen_row(palette: Palette) -> None:
    for ink in (palette.text, palette.quiet, palette.missed.ink, palette.ready.ink, palette.accent.ink):
        assert contrast(ink, palette.accent.ground) >= 4.5


@PALETTES
def test_the_edge_of_a_field_can_be_seen(palette: Palette) -> None:
    assert contrast(palette.edge, palette.card) >= 3.0


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_the_shipped_font_is_used_and_its_digits_have_one_width(qapp: QApplication) -> None:
    for size in (SMALL, TEXT, SPOKEN, PERSON):
        font = theme().font(size)
        assert QFontInfo(font).family() == FAMILY
        assert len({QFontMetrics(font).horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_dark_is_followed_and_chosen(qapp: QApplication) -> None:
    changes: list[bool] = []
    theme().changed.connect(lambda: changes.append(theme().palette.is_dark))
    theme().choose(Scheme.DARK, 1.0)
    assert changes[-1] is True
    assert DARK.card in qapp.styleSheet()
    theme().choose(Scheme.LIGHT, 1.0)
    assert changes[-1] is False


def test_larger_type_is_larger(qapp: QApplication) -> None:
    theme().choose(Scheme.LIGHT, 1.5)
    assert theme().font(TEXT).pixelSize() == 21


def test_every_icon_that_the_window_names_is_shipped_and_no_other() -> None:
    shipped = {file.stem for file in resource("icons").glob("*.svg")}
    drawn_by_style = {name for name in shipped if name.startswith("style-")} | {"softphone"}
    words = {word for module in modules("softphone/ui") for word in re.findall(r'"([a-z0-9-]+)"', module.text)}
    assert shipped - words - drawn_by_style == set()
    named = {word for module in modules("softphone/ui") for word in _icons_named(module.text)}
    assert named - shipped == set()


def _icons_named(text: str) -> list[str]:
    return re.findall(r'(?:Face|Glyph|Row|show_icon|EmptyState|draw_icon|icon)\(\s*"([a-z0-9-]+)"', text)


def test_an_icon_takes_the_colour_of_the_text(qapp: QApplication) -> None:
    picture = pixmap("phone", 20, "#C0322B", 2.0).toImage()
    assert picture.width() == 40
    colours = {
        picture.pixelColor(x, y).name() for x in range(40) for y in range(40) if picture.pixelColor(x, y).alpha() == 255
    }
    assert colours == {"#c0322b"}
