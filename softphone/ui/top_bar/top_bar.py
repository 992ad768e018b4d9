"""The top line from the start of reading to its end."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy

from softphone.ui.controls.surface import Rule, Surface
from softphone.ui.controls.surface import row as in_a_row
from softphone.ui.theme.tokens import AROUND, GAP, INSIDE, TIGHT, TOP_HEIGHT
from softphone.ui.top_bar.agent_menu import AgentMenu
from softphone.ui.top_bar.facts import HeardFact, ReachedFact, RegisteredFact
from softphone.ui.top_bar.state_button import StateButton
from softphone.ui.top_bar.summaries import QueueSummary, TodaySummary


class TopBar(Surface):
    def __init__(self) -> None:
        super().__init__("top")
        self.state = StateButton()
        self.queue = QueueSummary()
        self.today = TodaySummary()
        self.registered = RegisteredFact()
        self.reached = ReachedFact()
        self.heard = HeardFact()
        self.agent = AgentMenu()
        self.registered.reachable_changed.connect(self.state.show_reachable)
        self.heard.call_changed.connect(self.state.show_call)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        summaries = in_a_row(self.queue, _rule(), self.today, gap=INSIDE)
        facts = in_a_row(self.registered, self.reached, self.heard, gap=AROUND)
        layout = in_a_row(self.state, summaries, 1, facts, self.agent, gap=AROUND)
        layout.setSpacing(AROUND)
        layout.setContentsMargins(INSIDE, TIGHT, GAP, TIGHT)
        layout.insertSpacing(1, INSIDE - AROUND + GAP)
        self.setLayout(layout)

    def minimumSizeHint(self) -> QSize:
        """Not a minimum height, which would let large type be squeezed down to it."""
        return super().minimumSizeHint().expandedTo(QSize(0, TOP_HEIGHT))

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, TOP_HEIGHT))


def _rule() -> Rule:
    rule = Rule(upright=True)
    rule.setFixedHeight(32)
    return rule
