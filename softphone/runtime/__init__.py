"""What everyone stands on: events, the loop thread, the clock, folders, logs, the local link."""
