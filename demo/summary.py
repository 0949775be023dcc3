"""What the demonstration says at its end, read from the report."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Summary:
    """The rooms, as (title, room id); how many items have which outcome; and how many items and seconds that were."""

    rooms: tuple[tuple[str, str], ...]
    outcomes: dict[str, int]
    seconds: float

    @property
    def items(self) -> int:
        """All items of the source."""
        return sum(self.outcomes.values())


def read_summary(report: Path) -> Summary:
    """Read ``report.json``."""
    made = json.loads(report.read_text())
    chats = made["chats"]
    started = min(chat["started_at"] for chat in chats)
    finished = max(chat["finished_at"] or started for chat in chats)
    return Summary(
        rooms=tuple((chat["title"], chat["room_id"] or "no room") for chat in chats),
        outcomes={outcome: count for outcome, count in made["books"]["items"].items() if count},
        seconds=max(0.001, (finished - started) / 1000),
    )
