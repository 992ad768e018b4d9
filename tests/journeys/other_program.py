"""Another program on the agent's screen: one field to write in; what is in it is written to a file.

python -m tests.journeys.other_program FILE
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QPlainTextEdit

TITLE = "Customer register"


def main() -> None:
    file = Path(sys.argv[1])
    application = QApplication(sys.argv[:1])
    field = QPlainTextEdit()
    field.setWindowTitle(TITLE)
    field.textChanged.connect(lambda: file.write_text(field.toPlainText()))
    field.resize(500, 300)
    field.show()
    application.exec()


if __name__ == "__main__":
    main()
