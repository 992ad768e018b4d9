"""The telephone: pjsua2 in a process of its own; commands in, reports out."""
