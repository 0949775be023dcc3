"""The people of one portal, as its room will show them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from bridge.matrix.events import ContentUri, UserId
from bridge.matrix.names import display_names
from bridge.model.chat import Chat
from bridge.model.ids import PersonId
from bridge.model.person import Person
from bridge.people.ghosts import Ghosts, Identities, Puppet
from bridge.store import Store

FindAvatar = Callable[[Person], Awaitable[ContentUri | None]]
"""Brings a person's picture to the homeserver; None: there is none."""


class Cast:
    """Ghost ids, names and pictures of everyone an item may mention, by person id.

    A ghost that stands already keeps its name; the others are named so that no two people of the chat look alike.
    """

    def __init__(self, store: Store, identities: Identities, chat: Chat, senders: dict[str, Person]) -> None:
        self._store = store
        self._identities = identities
        self._chat = chat
        self._senders = senders
        self._assigned = display_names(senders.values(), chat.network_name)
        self.people: dict[str, Person] = {}
        self.ghosts: dict[str, UserId] = {}
        self.names: dict[str, str] = {}
        self.avatars: dict[str, ContentUri] = {}
        self._persons: dict[UserId, PersonId] = {}

    @classmethod
    async def of_portal(cls, store: Store, identities: Identities, portal: int, chat: Chat) -> Cast:
        """The cast of a portal, to be filled by ``learn``."""
        return cls(store, identities, chat, await store.people.all_of_portal(portal))

    async def learn(self, people: Iterable[PersonId]) -> None:
        """Get to know these people, so that they can be named."""
        strangers = sorted({person for person in people if person not in self.ghosts})
        if not strangers:
            return
        found = await self._store.people.get_many(self._chat.network, strangers)
        for person in strangers:
            await self._introduce(found.get(person) or Person(id=person))

    async def _introduce(self, person: Person) -> None:
        user_id = self._identities.ghost(self._chat.network, person.id)
        standing = await self._store.ghosts.get(user_id)
        self.people[person.id] = person
        self.ghosts[person.id] = user_id
        self._persons[user_id] = person.id
        self.names[person.id] = (standing and standing.name) or self._name(person)
        if standing is not None and standing.avatar_uri is not None:
            self.avatars[person.id] = ContentUri(standing.avatar_uri)

    def _name(self, person: Person) -> str:
        if person.id in self._assigned:
            return self._assigned[person.id]
        return display_names([*self._senders.values(), person], self._chat.network_name)[person.id]

    async def awaken(self, user_id: UserId, ghosts: Ghosts, find_avatar: FindAvatar) -> None:
        """Make the ghost of one of these people ready to speak, and note how it is called from now on."""
        person = self._persons[user_id]
        puppet = Puppet(user_id, self._chat.network, person, self.names[person])
        ghost = await ghosts.awaken(puppet, partial(find_avatar, self.people[person]))
        self.names[person] = ghost.name or puppet.name
        if ghost.avatar_uri is not None:
            self.avatars[person] = ContentUri(ghost.avatar_uri)
