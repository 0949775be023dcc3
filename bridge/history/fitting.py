"""How an export fits to what is there of a chat, where no id tells which items are the same."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from bridge.store import Merged, SamePerson, Store

PEOPLE = 20
"""How many people with other names are told."""


class Namesake(Struct, frozen=True, kw_only=True):
    """Their person said ``times`` times what our person said: likely the same, under another name or id."""

    theirs: str
    ours: str
    their_name: str
    our_name: str
    times: int


class Disagreeing(Struct, frozen=True, kw_only=True):
    """An item of the chat, and what the export tells otherwise of it."""

    message: str
    what: str


class Fit(Struct, frozen=True, kw_only=True):
    """What was found when an export was laid beside the chat.

    ``overlap`` items lie in the time that both cover (on the side with fewer), ``matched`` of them are the same,
    ``telling`` of those say something that nobody says twice by chance. ``hours``: how far its clock was set forward.
    ``disagreements`` by what differs; ``first`` names 20 of them.
    """

    export: int
    sure: bool
    overlap: int
    matched: int
    telling: int
    hours: float = 0.0
    doubt: str = ""
    disagreements: dict[str, int] = {}
    first: tuple[Disagreeing, ...] = ()
    people: tuple[Namesake, ...] = ()


async def fits(store: Store, network: str, export: int, merged: Merged | None) -> tuple[Fit, ...]:
    """The one fit of an export that was just staged; none where ids told all, or where there was nothing to fit to."""
    if merged is None or merged.sureness is None:
        return ()
    found = merged.sureness
    return (
        Fit(
            export=export,
            sure=found.is_sure,
            overlap=found.overlap,
            matched=found.matched,
            telling=found.telling,
            hours=found.hours,
            doubt="" if found.is_sure else found.doubt,
            disagreements=dict(merged.disagreements),
            first=tuple(Disagreeing(message=one.message, what=one.what) for one in merged.disagreeing),
            people=await _namesakes(store, network, merged.people),
        ),
    )


async def _namesakes(store: Store, network: str, people: Sequence[SamePerson]) -> tuple[Namesake, ...]:
    others = [one for one in people if one.theirs != one.ours][:PEOPLE]
    known = await store.people.get_many(network, [person for one in others for person in (one.theirs, one.ours)])
    names = {person: known[person].name or person for person in known}
    return tuple(
        Namesake(
            theirs=one.theirs,
            ours=one.ours,
            their_name=names.get(one.theirs, one.theirs),
            our_name=names.get(one.ours, one.ours),
            times=one.times,
        )
        for one in others
    )
