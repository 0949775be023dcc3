"""What a chat's records held that found no place in the model: counted, and said once for the whole chat."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

_NAMES_KEPT = 100
_NAMES_SAID = 20
_NAME_LENGTH = 60


@dataclass(frozen=True)
class Ledger:
    """Counts of oddities, by the field's name."""

    unknown: Counter[str] = field(default_factory=Counter)
    """Fields and kinds that this reader does not know."""
    unread: Counter[str] = field(default_factory=Counter)
    """Fields whose value was not what it should be; the message came over without it."""

    def note_unknown(self, name: str) -> None:
        """A field or kind of which nothing is known."""
        _count(self.unknown, name)

    def note_unread(self, name: str) -> None:
        """A side matter (a width, a reaction) that could not be understood."""
        _count(self.unread, name)

    def warnings(self) -> tuple[str, ...]:
        """One sentence for each sort of oddity, for people."""
        said = []
        if self.unknown:
            said.append(f"not known to this version, and left out: {_listed(self.unknown)}")
        if self.unread:
            said.append(f"not understood, and left out: {_listed(self.unread)}")
        return tuple(said)


def _count(counter: Counter[str], name: str) -> None:
    # The names come from the export: their number and their length are a stranger's choice.
    short = name if len(name) <= _NAME_LENGTH else name[:_NAME_LENGTH] + "…"
    counter[short if short in counter or len(counter) < _NAMES_KEPT else "others"] += 1


def _listed(counter: Counter[str]) -> str:
    common = sorted(counter.items(), key=lambda entry: (-entry[1], entry[0]))
    names = [f"{name} ({count:,}×)" for name, count in common[:_NAMES_SAID]]
    if len(common) > _NAMES_SAID:
        names.append(f"{len(common) - _NAMES_SAID} more")
    return ", ".join(names)
