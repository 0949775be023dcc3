"""Polls: their questions, their options, and how many chose which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from bridge.model.content import Poll, PollOption
from bridge.sources.archive import Archive
from bridge.sources.threema.tables import Row, table


@dataclass
class _Ballot:
    row: Row
    choices: list[Row] = field(default_factory=list)
    votes: Counter[str] = field(default_factory=Counter)
    voters: set[str] = field(default_factory=set)

    def poll(self) -> Poll:
        ordered = sorted(self.choices, key=lambda choice: choice.get("order", "").zfill(10))
        options = tuple(
            PollOption(text=choice.get("name", ""), votes=self.votes[choice.get("aid", "")]) for choice in ordered
        )
        return Poll(
            question=self.row.get("name", ""),
            options=options,
            voters=len(self.voters),
            closed=self.row.get("state", "").upper() == "CLOSED",
            several="MULTIPLE" in self.row.get("assessment", "").upper(),
        )


def polls(archive: Archive) -> Mapping[str, Poll]:
    """All polls of a backup by the number under which messages refer to them. Memory grows with polls."""
    by_number: dict[str, _Ballot] = {}
    by_name: dict[str, _Ballot] = {}
    for row in table(archive, "ballot"):
        ballot = _Ballot(row)
        by_number[row.get("id", "")] = ballot
        by_name[f"{row.get('aid', '')}-{row.get('creator', '')}".casefold()] = ballot
    for row in table(archive, "ballot_choice"):
        if asked := by_name.get(row.get("ballot", "").casefold()):
            asked.choices.append(row)
    for row in table(archive, "ballot_vote"):
        if (voted := by_name.get(row.get("ballot_uid", "").casefold())) and row.get("choice") == "1":
            voted.votes[row.get("choice_uid", "").rpartition("-")[2]] += 1
            voted.voters.add(row.get("identity", ""))
    return {number: ballot.poll() for number, ballot in by_number.items()}
