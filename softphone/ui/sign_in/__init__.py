"""Signing in to a workplace."""
