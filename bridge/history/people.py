"""Who is who in what was staged: which names may mean one person, and the decisions about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bridge.errors import PlanError
from bridge.matrix.events import UserId
from bridge.model.ids import Network, PersonId
from bridge.model.person import Person
from bridge.people.ghosts import Identities
from bridge.people.likely import Likeness, likenesses
from bridge.store import Decisions, Store


@dataclass(frozen=True)
class WhoIsWho:
    """The people of one network: what was decided, and what is open."""

    network: str
    people: Mapping[str, Person]
    decisions: Decisions
    open: Sequence[Likeness]


async def who_is_who(store: Store, network: str) -> WhoIsWho:
    """Everyone known in a network."""
    people = await store.people.all_of_network(network)
    decisions = await store.one_person.of_network(network)
    spoken = await store.aliases.same_people(network)
    return WhoIsWho(network, people, decisions, likenesses(people, spoken, decisions))


@dataclass(frozen=True)
class Decider:
    """Carries out what whoever carries the import decides about people. ``clock`` gives ms since 1970."""

    store: Store
    identities: Identities
    clock: Callable[[], int]

    async def join(self, network: str, other: str, person: str) -> None:
        """From now on ``other`` is ``person``. Raises PlanError when ``other`` has spoken in a room already."""
        decisions = await self.store.one_person.of_network(network)
        meant = decisions.meant(person)
        if meant == other:
            raise PlanError(f"{person} is {other} already; to turn it round, decide first that they are two: --two.")
        await self._refuse_speakers(network, {other, *decisions.names_of(other)})
        await self.store.one_person.decide(network, other, meant, now=self.clock())

    async def part(self, network: str, person: str) -> None:
        """``person`` is somebody of their own; nobody is asked again."""
        await self._refuse_speakers(network, {person})
        await self.store.one_person.decide(network, person, person, now=self.clock())

    async def _refuse_speakers(self, network: str, people: set[str]) -> None:
        """What was said in a room was said by somebody: that stays."""
        decisions = await self.store.one_person.of_network(network)
        users = {
            self.identities.ghost(Network(network), PersonId(decisions.meant(person))): person for person in people
        }
        spoken = sorted(users[UserId(user)] for user in await self.store.ghosts.get_many(list(users)))
        if spoken:
            raise PlanError(f"{spoken[0]} speaks in a room already, and what was said there stays as it is.")
