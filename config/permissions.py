"""Who may do what with the bridge's bot, as the configuration says it."""

from __future__ import annotations

import re

_PATTERN = re.compile(r"\*|\*:[^\s:@*]+(:\d{1,5})?|@[^\s:*]+:[^\s:@*]+(:\d{1,5})?")


def permissions(value: object) -> object:
    """A mapping as it is; of a text, as the environment gives it, ``*:example.org=user, @anna:example.org=admin``."""
    if not isinstance(value, str):
        return {} if value is None else value
    entries = [entry.strip().rpartition("=") for entry in value.split(",") if entry.strip()]
    if any(not sign for _, sign, _ in entries):
        raise ValueError("expected '*:example.org=user, @anna:example.org=admin'")
    return {pattern.strip(): level.strip() for pattern, _, level in entries}


def pattern(value: str) -> str:
    """Whom a line is about: one person, all people of a server, or everybody."""
    if not _PATTERN.fullmatch(value):
        raise ValueError("expected '@anna:example.org', '*:example.org' or '*'")
    return value


def unmatched(patterns: list[str], domain: str) -> list[str]:
    """Those that would never hold: people of other servers are named one by one."""
    return [known for known in patterns if known.startswith("*:") and known != f"*:{domain}"]
