"""What things are: frozen values and their rules. No Qt, no network, no files."""
