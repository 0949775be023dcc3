"""How an export fits to what is there, in words."""

from __future__ import annotations

from collections.abc import Iterator

from bridge.history.fitting import Fit, Namesake
from bridge.words import counted, plain

NAMED = 5
"""How many ids and people one line names; JSON has more."""


def told(fit: Fit) -> Iterator[tuple[str, str]]:
    """Rows of a table: what it is about, and what was found."""
    yield "one chat?", _sureness(fit)
    if fit.hours:
        yield "clock", f"{abs(fit.hours):g} hours {'behind' if fit.hours > 0 else 'ahead'}; set by what was there"
    if fit.disagreements:
        yield "exports disagree", _disagreements(fit)
    if fit.people:
        more = len(fit.people) - NAMED
        people = "; ".join(_namesake(one) for one in fit.people[:NAMED])
        yield "other names", people + (f"; and {more} more" if more > 0 else "")


def _sureness(fit: Fit) -> str:
    if not fit.sure:
        return f"taken as one, as you said. {fit.doubt}"
    return (
        f"yes: {fit.matched:,} of {counted(fit.overlap, 'item')} in the time that both cover are the same"
        f" ({fit.telling:,} say what nobody says twice by chance)"
    )


def _disagreements(fit: Fit) -> str:
    kinds = ", ".join(f"{what}: {count:,}" for what, count in sorted(fit.disagreements.items()))
    named = ", ".join(plain(one.message) for one in fit.first[:NAMED])
    return f"{kinds} (items {named}{' …' if len(fit.first) > NAMED else ''})"


def _namesake(one: Namesake) -> str:
    return f"{plain(one.their_name)} speaks like {plain(one.our_name)} ({counted(one.times, 'time')})"
