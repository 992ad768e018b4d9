"""The theme: light or dark as the system says or the agent chose, fonts and the style sheet, told to all who paint."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from softphone.ui.resources import resource
from softphone.ui.theme.style_sheet import style_sheet
from softphone.ui.theme.tokens import DARK, LIGHT, TEXT, Palette

FAMILY = "Inter"
SCALES = (1.0, 1.15, 1.3, 1.5)


class Scheme(Enum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


_QT_SCHEMES = {
    Scheme.SYSTEM: Qt.ColorScheme.Unknown,
    Scheme.LIGHT: Qt.ColorScheme.Light,
    Scheme.DARK: Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """One for the program, see `theme()`."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.palette: Palette = LIGHT
        self.scheme = Scheme.SYSTEM
        self.scale = 1.0
        self._fonts: dict[tuple[int, bool], QFont] = {}
        self._application = application
        application.setStyle("Fusion")
        for weight in ("Regular", "SemiBold"):
            QFontDatabase.addApplicationFont(str(resource("fonts", f"Inter-{weight}.otf")))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self._follow()

    def choose(self, scheme: Scheme, scale: float) -> None:
        """Light, dark or as the system; sizes of type times `scale`."""
        if (scheme, scale) == (self.scheme, self.scale):
            return
        self.scheme, self.scale = scheme, scale
        self._fonts.clear()
        QGuiApplication.styleHints().setColorScheme(_QT_SCHEMES[scheme])
        self._follow()

    @staticmethod
    def system_scale() -> float:
        """The size of type that is nearest to what the system asks for."""
        screen = QGuiApplication.primaryScreen()
        wanted = screen.logicalDotsPerInch() / 96 if screen else 1.0
        return min(SCALES, key=lambda scale: abs(scale - wanted))

    def font(self, size: int = TEXT, bold: bool = False) -> QFont:
        """The font of one of the four sizes; digits keep one width."""
        key = (size, bold)
        if key not in self._fonts:
            font = QFont(FAMILY)
            font.setPixelSize(self.scaled(size))
            font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
            font.setFeature(QFont.Tag("tnum"), 1)
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self._fonts[key] = font
        return self._fonts[key]

    def scaled(self, pixels: int) -> int:
        return round(pixels * self.scale)

    def widened(self, pixels: int) -> int:
        """For columns: half as much wider as the type is larger."""
        return round(pixels * (1 + (self.scale - 1) / 2))

    def _follow(self) -> None:
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        if self.scheme is not Scheme.SYSTEM:
            dark = self.scheme is Scheme.DARK
        self.palette = DARK if dark else LIGHT
        self._application.setFont(self.font())
        self._application.setPalette(_qt_palette(self.palette))
        self._application.setStyleSheet(style_sheet(self.palette, self.scale))
        self.changed.emit()


def theme() -> Theme:
    """The program's theme, dressed at the first asking; a QApplication must be there."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise RuntimeError("the theme needs a QApplication")
    found = application.findChild(Theme)
    return found or Theme(application)


def _qt_palette(palette: Palette) -> QPalette:
    """For what the style sheet does not reach: native dialogs, selections, tool tips."""
    roles = {
        QPalette.ColorRole.Window: palette.ground,
        QPalette.ColorRole.Base: palette.card,
        QPalette.ColorRole.AlternateBase: palette.ground,
        QPalette.ColorRole.Button: palette.card,
        QPalette.ColorRole.WindowText: palette.text,
        QPalette.ColorRole.Text: palette.text,
        QPalette.ColorRole.ButtonText: palette.text,
        QPalette.ColorRole.PlaceholderText: palette.quiet,
        QPalette.ColorRole.Highlight: palette.accent.ink,
        QPalette.ColorRole.HighlightedText: palette.on_fill,
        QPalette.ColorRole.ToolTipBase: palette.card,
        QPalette.ColorRole.ToolTipText: palette.text,
        QPalette.ColorRole.Link: palette.accent.ink,
    }
    result = QPalette()
    for role, colour in roles.items():
        result.setColor(role, QColor(colour))
    return result
