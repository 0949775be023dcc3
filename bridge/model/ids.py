"""Identifiers of things on a network.

Every identifier is an opaque string made by its source, and parsed by nobody else.
"""

from __future__ import annotations

from typing import NewType

Network = NewType("Network", str)
"""A source's short name, lower case: ``telegram``."""

ChatId = NewType("ChatId", str)
"""A chat, unique within its network."""

PersonId = NewType("PersonId", str)
"""Whoever can speak in a chat (a user, a bot, a channel), unique within its network."""

MessageId = NewType("MessageId", str)
"""A message or service notice, unique within its chat."""

MediaId = NewType("MediaId", str)
"""Where the source finds a file's bytes, unique within one archive (a path) or one login."""
