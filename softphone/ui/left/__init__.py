"""The left column: my work."""
