"""What exports do not say themselves: told by the person who carries the import."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Hints:
    """Answers to what an export leaves open."""

    timezone: ZoneInfo | None = None
    """Where the exporting computer stood; None: not told, readers that need it take UTC and warn in ``Chat.warnings``."""
