"""The one style sheet, for the controls of Qt that we do not paint ourselves."""

from __future__ import annotations

from softphone.ui.resources import resource
from softphone.ui.theme.tokens import CORNER, CORNER_CARD, CORNER_SMALL, TEXT, Palette

_TEMPLATE = """
QWidget {{ color: {text}; }}
QMainWindow, QDialog {{ background: {ground}; }}
QWidget[surface="ground"] {{ background: {ground}; }}
QWidget[surface="column"] {{ background: {card}; }}
QFrame[surface="card"] {{ background: {card}; border: 1px solid {line}; border-radius: {corner_card}px; }}
QFrame[surface="ringing"] {{ background: {card}; border: 2px solid {ready}; border-radius: {corner_card}px; }}
QFrame[surface="top"] {{ background: {card}; border: none; border-bottom: 1px solid {line}; }}
QFrame[surface="left"] {{ background: {card}; border: none; border-right: 1px solid {line}; }}
QFrame[surface="right"] {{ background: {card}; border: none; border-left: 1px solid {line}; }}
QFrame[surface="rule"] {{ background: {line}; border: none; }}

QAbstractScrollArea {{ background: transparent; border: none; }}
QLabel {{ background: transparent; border: none; }}
QLabel[ink="quiet"] {{ color: {quiet}; }}
QLabel[ink="accent"] {{ color: {accent}; }}
QLabel[ink="ready"] {{ color: {ready}; }}
QLabel[ink="break"] {{ color: {break_}; }}
QLabel[ink="wrap-up"] {{ color: {wrap_up}; }}
QLabel[ink="missed"] {{ color: {missed}; }}

QLineEdit, QPlainTextEdit, QComboBox {{
    background: {card}; color: {text}; border: 1px solid {edge}; border-radius: {corner}px; padding: 0 11px;
    selection-background-color: {accent}; selection-color: {on_fill};
}}
QLineEdit, QComboBox {{ min-height: {field}px; }}
QPlainTextEdit {{ padding: 7px 7px; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border: 2px solid {accent}; padding: 0 10px; }}
QPlainTextEdit:focus {{ padding: 6px 6px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ color: {quiet}; border-color: {line}; }}
QLineEdit[wrong="true"] {{ border-color: {missed}; }}
QLineEdit[flat="true"] {{
    border: 2px solid transparent; padding: 0; min-height: {flat}px;
}}
QLineEdit[flat="true"]:hover {{ border-color: {line}; }}
QLineEdit[flat="true"]:focus {{ border: 2px solid {accent}; padding: 0; }}

QComboBox::drop-down {{ border: none; width: 32px; }}
QComboBox::down-arrow {{ image: url("{arrow}"); width: 16px; height: 16px; }}
QComboBox QAbstractItemView {{
    background: {card}; border: 1px solid {line}; padding: 4px; outline: none;
    selection-background-color: {accent_ground}; selection-color: {text};
}}
QComboBox QAbstractItemView::item {{ min-height: {item}px; padding: 0 8px; border-radius: {corner_small}px; }}
QComboBox QAbstractItemView::item:selected {{ background: {accent_ground}; color: {text}; }}

QCheckBox {{ spacing: 8px; background: transparent; min-height: 24px; }}
QCheckBox::indicator {{
    width: 16px; height: 16px; border: 1px solid {edge}; border-radius: 4px; background: {card};
}}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; image: url("{tick}"); }}
QCheckBox:focus {{ color: {accent}; }}

QListView {{ background: transparent; border: none; outline: none; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {line}; min-height: 32px; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical:hover {{ background: {edge}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: none; border: none; height: 0;
}}
QScrollBar:horizontal {{ height: 0; }}

QMenu {{ background: {card}; border: 1px solid {line}; border-radius: {corner}px; padding: 4px; }}
QMenu::item {{ padding: 7px 32px 7px 12px; border-radius: {corner_small}px; min-width: 168px; }}
QMenu::icon {{ padding-left: 8px; padding-right: 8px; }}
QMenu::item:selected {{ background: {accent_ground}; color: {text}; }}
QMenu::item:disabled {{ color: {quiet}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QToolTip {{ background: {card}; color: {text}; border: 1px solid {line}; padding: 6px 8px; }}

QSlider::groove:horizontal {{ height: 4px; background: {line}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{
    width: 16px; height: 16px; margin: -8px 0; border-radius: 10px; background: {card}; border: 2px solid {accent};
}}
QSlider::handle:horizontal:focus {{ background: {accent}; }}
QSlider::sub-page:horizontal:disabled {{ background: {edge}; }}
QSlider::handle:horizontal:disabled {{ border-color: {edge}; }}
"""


def style_sheet(palette: Palette, scale: float) -> str:
    shade = "dark" if palette.is_dark else "light"
    return _TEMPLATE.format(
        text=palette.text,
        quiet=palette.quiet,
        ground=palette.ground,
        card=palette.card,
        line=palette.line,
        edge=palette.edge,
        on_fill=palette.on_fill,
        accent=palette.accent.ink,
        accent_ground=palette.accent.ground,
        ready=palette.ready.ink,
        break_=palette.break_.ink,
        wrap_up=palette.wrap_up.ink,
        missed=palette.missed.ink,
        corner_small=CORNER_SMALL,
        corner=CORNER,
        corner_card=CORNER_CARD,
        field=round(TEXT * scale) + 20,
        flat=round(TEXT * scale) + 12,
        item=round(TEXT * scale) + 18,
        arrow=resource("icons", f"style-arrow-{shade}.svg").as_posix(),
        tick=resource("icons", f"style-tick-{shade}.svg").as_posix(),
    )
