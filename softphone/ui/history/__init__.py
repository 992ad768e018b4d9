"""The calls that were."""
