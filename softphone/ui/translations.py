"""Words in the language of the system; English needs its file too, for "1 call" and "2 calls"."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from softphone.ui.resources import resource


def load_translation(application: QCoreApplication, locale: QLocale | None = None) -> str:
    """Load the best language there is for `locale` (the system's); returns its name, "en" when there is no better."""
    wanted = [name.replace("-", "_") for name in (locale or QLocale()).uiLanguages()]
    names = [part for name in wanted for part in (name, name.partition("_")[0])]
    for name in (*names, "en"):
        translator = QTranslator(application)
        if translator.load(str(resource("translations", f"softphone_{name}.qm"))):
            application.installTranslator(translator)
            return name
    return ""
