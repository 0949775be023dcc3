"""What this is, as others are told."""

VERSION = "0.2.0"
PROTOCOL = 1
"""Raised when a request or an answer changes in a way that the other side would not understand."""
