"""Model values in words: each function turns one value into a whole sentence or term for the screen."""
