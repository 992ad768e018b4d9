"""The two commands, the locks and the wheel."""
