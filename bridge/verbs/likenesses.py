"""What ``people`` shows."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from rich.console import Console
from rich.table import Table

from bridge.history.people import WhoIsWho
from bridge.model.person import Person
from bridge.words import counted, plain


def show(found: Sequence[WhoIsWho]) -> None:
    """For people."""
    console = Console()
    for who in found:
        console.print(_heading(who), highlight=False, markup=False)
        if who.open:
            console.print(_table(who))
    if any(who.open for who in found):
        console.print(
            "Say who is who before the import: beringia people --one OTHER=PERSON, or --two OTHER;"
            " --all-likely for all that are likely.",
            highlight=False,
            markup=False,
        )


def _heading(who: WhoIsWho) -> str:
    decided = [f"{_called(who, other)} is {_called(who, meant)}" for other, meant in _joined(who)]
    return f"{who.network}: {counted(len(who.people), 'person', 'people')}. " + (
        f"Decided: {'; '.join(decided)}." if decided else "Nothing is decided."
    )


def _joined(who: WhoIsWho) -> list[tuple[str, str]]:
    return sorted((other, meant) for other, meant in who.decisions.same_as.items() if other != meant)


def _table(who: WhoIsWho) -> Table:
    table = Table("other", "may be", "since they", "")
    for likeness in who.open:
        other, person = _shown(likeness.other), _shown(likeness.person)
        table.add_row(other, person, "; ".join(likeness.why), "likely" if likeness.is_likely else "")
    return table


def _called(who: WhoIsWho, person: str) -> str:
    return _shown(who.people[person]) if person in who.people else person


def _shown(person: Person) -> str:
    return f"{plain(person.name or '(no name)')} [{plain(person.id)}]".replace("[", "\\[")


def as_json(found: Sequence[WhoIsWho]) -> None:
    """For programs."""
    networks = [
        {
            "network": who.network,
            "people": [{"id": one.id, "name": one.name, "also": one.also} for one in who.people.values()],
            "decided": [{"other": other, "person": meant} for other, meant in sorted(who.decisions.same_as.items())],
            "open": [
                {
                    "other": one.other.id,
                    "person": one.person.id,
                    "why": one.why,
                    "likely": one.is_likely,
                }
                for one in who.open
            ],
        }
        for who in found
    ]
    print(msgspec.json.format(msgspec.json.encode(networks), indent=2).decode())
