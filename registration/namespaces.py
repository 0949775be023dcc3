"""Whose ids are ours: exactly those that we make, on this homeserver."""

from __future__ import annotations

import re

NETWORK = "[a-z][a-z0-9_-]*"
"""What a network may be called, as in the neutral format."""
OPAQUE = "[a-z2-7]{26}"
"""What a person's or a chat's id becomes: 26 characters of base32."""


def users(prefix: str, domain: str) -> str:
    """The ghosts: ``@<prefix>_<network>_<26 characters>:<domain>``. The bot is ours by being ``sender_localpart``."""
    return _exactly("@", prefix, domain)


def aliases(prefix: str, domain: str) -> str:
    """The rooms' aliases, which look like the ghosts."""
    return _exactly("#", prefix, domain)


def _exactly(sigil: str, prefix: str, domain: str) -> str:
    return f"^{sigil}{re.escape(prefix)}_{NETWORK}_{OPAQUE}:{re.escape(domain)}$"
