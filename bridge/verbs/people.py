"""``beringia people``: who is one person under several names."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.errors import PlanError
from bridge.verbs.loading import configuration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bridge.history.people import Decider, WhoIsWho
    from config.schema import Config

Pairs = list[tuple[str, str]]


def people(
    context: typer.Context,
    one: Annotated[
        list[str] | None,
        typer.Option(
            "--one",
            metavar="OTHER=PERSON",
            help="The two are one person: OTHER is PERSON. Ids, or names that only one of them has. May be given again.",
            show_default=False,
        ),
    ] = None,
    two: Annotated[
        list[str] | None,
        typer.Option(
            "--two", metavar="PERSON", help="PERSON is somebody of their own, whoever looks alike.", show_default=False
        ),
    ] = None,
    all_likely: Annotated[
        bool, typer.Option("--all-likely", help="All pairs that are shown as likely are one person each.")
    ] = False,
    network: Annotated[
        str | None, typer.Option("--network", help="Only this network: whatsapp.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write it as JSON.")] = False,
) -> None:
    """Show who may be one person under several names, and say who is. Nobody is taken for somebody else unasked.

    Exports call people as the exporter's address book does, by a name of their own, or by a number. Decide before the
    import: what somebody has said in a room stays said by them.
    """
    from bridge.verbs import likenesses

    pairs = [_pair(text) for text in one or []]
    found = asyncio.run(_people(configuration(context), pairs, two or [], network, all_likely=all_likely))
    (likenesses.as_json if as_json else likenesses.show)(found)


def _pair(text: str) -> tuple[str, str]:
    other, sign, person = text.partition("=")
    if not (sign and other.strip() and person.strip()):
        raise typer.BadParameter(f"{text!r} names no two people: write OTHER=PERSON.")
    return other.strip(), person.strip()


async def _people(
    config: Config, pairs: Pairs, apart: list[str], only: str | None, *, all_likely: bool
) -> Sequence[WhoIsWho]:
    from bridge.app import clock, identities, open_store
    from bridge.history.people import Decider, who_is_who

    async with open_store(config) as store:
        decider = Decider(store, identities(config), clock)
        networks = [name for name in await store.people.networks() if only in (None, name)]
        known = [await who_is_who(store, name) for name in networks]
        if not known:
            raise PlanError("Nobody is known here yet: stage an export with beringia plan EXPORT.")
        await _decide(decider, known, pairs, apart, all_likely=all_likely)
        return [await who_is_who(store, name) for name in networks]


async def _decide(
    decider: Decider, known: Sequence[WhoIsWho], pairs: Pairs, apart: list[str], *, all_likely: bool
) -> None:
    for text in apart:
        network, person = _found(known, text)
        await decider.part(network, person)
    for other_text, text in pairs:
        network, other = _found(known, other_text)
        await decider.join(network, other, _found([one for one in known if one.network == network], text)[1])
    for who in known if all_likely else ():
        for likeness in who.open:
            if likeness.is_likely:
                await decider.join(who.network, likeness.other.id, likeness.person.id)


def _found(known: Sequence[WhoIsWho], text: str) -> tuple[str, str]:
    """The network and the id of the one person who is called so."""
    ids = [(who.network, text) for who in known if text in who.people]
    named = [
        (who.network, person.id)
        for who in known
        for person in who.people.values()
        if text in (person.name, *person.also)
    ]
    found = ids or named
    if len(found) == 1:
        return found[0]
    if not found:
        raise PlanError(f"Nobody here is called {text!r}, nor has that id; beringia people --json names all.")
    raise PlanError(
        f"{len(found)} people are called {text!r}; say it with an id: {', '.join(one for _, one in found)}."
    )
