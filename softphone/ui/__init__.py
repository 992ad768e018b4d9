"""Qt: panes that show, signals that ask."""
