"""Who it is and what was noted, now and earlier."""
