"""Softphone: calls, notes and soon chats and mails of people who work for a call centre from home."""

__version__ = "0.1.0"
