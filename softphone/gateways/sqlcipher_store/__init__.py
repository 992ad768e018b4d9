"""Notes, calls and settings in one SQLCipher file for each workplace: one writer, one thread that owns it."""
