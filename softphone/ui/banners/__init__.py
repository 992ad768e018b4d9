"""What went wrong, said in one place above the work."""
