"""The people of one portal, as its room will show them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from bridge.matrix.events import ContentUri, UserId
from bridge.matrix.names import display_names
from bridge.model.chat import Chat
from bridge.model.ids import Network, PersonId
from bridge.model.person import Person
from bridge.people.ghosts import Ghosts, Identities, Puppet
from bridge.store import Decisions, Ghost, Store

AWAKENED_TOGETHER = 8
"""Ghosts that are made at the same time."""
FindAvatar = Callable[[Person], Awaitable[ContentUri | None]]
"""Brings a person's picture to the homeserver; None: there is none."""


class Cast:
    """Ghost ids, names and pictures of everyone an item may mention, by person id.

    Whoever was named before, in whatever room, keeps the name; the others are named so that no two people of the chat
    look alike. What ``learn`` says of those others is only a proposal, until ``settle`` has had it written down.
    """

    def __init__(
        self, store: Store, identities: Identities, chat: Chat, senders: dict[str, Person], decisions: Decisions
    ) -> None:
        self._decisions = decisions
        self._also: defaultdict[PersonId, set[PersonId]] = defaultdict(set)
        self._store = store
        self._identities = identities
        self._chat = chat
        self._senders = senders
        self._assigned: dict[PersonId, str] = {}
        self._settled: set[PersonId] = set()
        self._awake: set[PersonId] = set()
        self.people: dict[str, Person] = {}
        self.ghosts: dict[str, UserId] = {}
        self.names: dict[str, str] = {}
        self.avatars: dict[str, ContentUri] = {}
        self._persons: dict[UserId, PersonId] = {}

    @classmethod
    async def of_portal(cls, store: Store, identities: Identities, portal: int, chat: Chat) -> Cast:
        """The cast of a portal, to be filled by ``learn``."""
        decisions = await store.one_person.of_network(chat.network)
        senders = await _meant(store, chat.network, decisions, await store.people.all_of_portal(portal))
        cast = cls(store, identities, chat, senders, decisions)
        cast._assigned = cast._propose(cast._senders.values(), await cast._standing(cast._senders.values()))
        return cast

    async def learn(self, people: Iterable[PersonId]) -> None:
        """Get to know these people, so that they can be named."""
        unknown = {person for person in people if person not in self.ghosts}
        strangers = sorted({self._meant(person) for person in unknown} - self.ghosts.keys())
        await self._meet(strangers)
        for person in unknown:
            self._share(person)

    async def _meet(self, strangers: list[PersonId]) -> None:
        if not strangers:
            return
        found = await self._store.people.get_many(self._chat.network, strangers)
        known = [found.get(person) or Person(id=person) for person in strangers]
        standing = await self._standing(known)
        for person in known:
            self._introduce(person, standing.get(person.id))

    async def settle(self, people: Iterable[PersonId], ghosts: Ghosts) -> None:
        """Have the names of these people written down: whatever is said of them now says the same for ever."""
        for person in map(self._meant, people):
            if person not in self._settled:
                self._note(person, await ghosts.name(self._puppet(person)))
                self._settled.add(person)

    def is_of(self, user_id: UserId) -> bool:
        """Is this the ghost of one of these people? Whoever takes back what they said once need not be known by name."""
        return user_id in self._persons

    def looks(self, user_id: UserId) -> dict[str, str]:
        """How the ghost of one of these people appears in a room's list of members."""
        person = self._persons[user_id]
        avatar = self.avatars.get(person)
        return {"displayname": self.names[person]} | ({} if avatar is None else {"avatar_url": avatar})

    async def awaken_all(self, people: Iterable[PersonId], ghosts: Ghosts, find_avatar: FindAvatar) -> None:
        """Make the ghosts of these people ready to speak, several at a time."""
        waking = [person for person in dict.fromkeys(map(self._meant, people)) if person not in self._awake]
        await self.settle(waking, ghosts)
        slots = asyncio.Semaphore(AWAKENED_TOGETHER)

        async def wake(person: PersonId) -> None:
            async with slots:
                await self.awaken(self.ghosts[person], ghosts, find_avatar)

        await asyncio.gather(*(wake(person) for person in waking))

    async def awaken(self, user_id: UserId, ghosts: Ghosts, find_avatar: FindAvatar) -> bool:
        """Make the ghost of one of these people ready to speak; tells whether it looks otherwise than was known."""
        person = self._persons[user_id]
        looks = self.names[person], self.avatars.get(person)
        self._note(person, await ghosts.awaken(self._puppet(person), partial(find_avatar, self.people[person])))
        self._awake.add(person)
        return looks != (self.names[person], self.avatars.get(person))

    async def _standing(self, people: Iterable[Person]) -> dict[PersonId, Ghost]:
        """Those of these people who have been named."""
        users = {self._identities.ghost(self._chat.network, person.id): person.id for person in people}
        return {users[UserId(user)]: ghost for user, ghost in (await self._store.ghosts.get_many(list(users))).items()}

    def _introduce(self, person: Person, standing: Ghost | None) -> None:
        user_id = self._identities.ghost(self._chat.network, person.id)
        self.people[person.id] = person
        self.ghosts[person.id] = user_id
        self._persons[user_id] = person.id
        if standing is None:
            self.names[person.id] = self._proposed(person)
        else:
            self._note(person.id, standing)
            self._settled.add(person.id)

    def _note(self, person: PersonId, ghost: Ghost) -> None:
        self.names[person] = ghost.name or self._proposed(self.people[person])
        if ghost.avatar_uri is not None:
            self.avatars[person] = ContentUri(ghost.avatar_uri)
        for name in self._also[person]:
            self._share(name)

    def _meant(self, person: PersonId) -> PersonId:
        return PersonId(self._decisions.meant(person))

    def _share(self, person: PersonId) -> None:
        """Whoever is somebody else under another name is that person in all respects."""
        meant = self._meant(person)
        if person == meant:
            return
        self._also[meant].add(person)
        self.people[person] = self.people[meant]
        self.ghosts[person] = self.ghosts[meant]
        self.names[person] = self.names[meant]
        if meant in self.avatars:
            self.avatars[person] = self.avatars[meant]

    def _puppet(self, person: PersonId) -> Puppet:
        return Puppet(self.ghosts[person], self._chat.network, person, self.names[person])

    def _proposed(self, person: Person) -> str:
        if person.id in self._assigned:
            return self._assigned[person.id]
        return display_names([*self._senders.values(), person], self._chat.network_name, self._assigned)[person.id]

    def _propose(self, people: Iterable[Person], standing: dict[PersonId, Ghost]) -> dict[PersonId, str]:
        names = {person: ghost.name for person, ghost in standing.items() if ghost.name}
        return display_names(people, self._chat.network_name, names)


async def _meant(store: Store, network: Network, decisions: Decisions, senders: dict[str, Person]) -> dict[str, Person]:
    """Whoever is meant by these senders, by their own ids."""
    meant = {decisions.meant(person) for person in senders}
    missing = await store.people.get_many(network, sorted(meant - senders.keys()))
    return {
        person: senders.get(person) or missing.get(person) or Person(id=PersonId(person)) for person in sorted(meant)
    }
