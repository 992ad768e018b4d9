"""The small parts that panes are made of: text, buttons, chips, meters, cards."""
