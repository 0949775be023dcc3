"""Ghosts: each remote person's puppet on the homeserver, made when it first has something to say."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bridge.matrix.client import Homeserver
from bridge.matrix.events import ContentUri, UserId
from bridge.matrix.user_ids import ghost_id, room_alias
from bridge.model.chat import Chat
from bridge.model.ids import Network, PersonId
from bridge.store import Ghost, Store

FindAvatar = Callable[[], Awaitable[ContentUri | None]]


@dataclass(frozen=True)
class Identities:
    """Makes the Matrix ids of people and rooms, the same for ever under one secret."""

    secret: bytes
    prefix: str
    domain: str

    def ghost(self, network: Network, person: PersonId) -> UserId:
        """The Matrix id of a person's ghost."""
        return ghost_id(self.secret, self.prefix, network, person, self.domain)

    def alias(self, chat: Chat) -> str:
        """The alias by which a chat's room is found again."""
        return room_alias(self.secret, self.prefix, chat.network, chat.id, self.domain)


@dataclass(frozen=True)
class Puppet:
    """A person who is about to speak or to be spoken of, and what their ghost is to be called."""

    user_id: UserId
    network: Network
    person: PersonId
    name: str


class Ghosts:
    """Gives people their names and their ghosts, once each.

    The name is decided by whoever first speaks of the person, and kept: a later export that spells it otherwise does
    not rewrite history. The ghost (an account with a device and a profile) is made when it first has something to say.
    """

    def __init__(self, store: Store, homeserver: Homeserver, clock: Callable[[], int]) -> None:
        self._store = store
        self._homeserver = homeserver
        self._clock = clock
        self._awake: dict[UserId, Ghost] = {}
        self._locks: defaultdict[UserId, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def name(self, puppet: Puppet) -> Ghost:
        """What this person's ghost is called from now on, in all rooms: so, unless that was decided before."""
        return self._awake.get(puppet.user_id) or await self._store.ghosts.name(_named(puppet))

    async def awaken(self, puppet: Puppet, find_avatar: FindAvatar) -> Ghost:
        """Make the ghost ready to speak. Repeating it is harmless, also after a crash halfway."""
        async with self._locks[puppet.user_id]:
            if puppet.user_id not in self._awake:
                ghost = await self.name(puppet)
                self._awake[puppet.user_id] = ghost if ghost.registered_at else await self._make(ghost, find_avatar)
            return self._awake[puppet.user_id]

    async def _make(self, ghost: Ghost, find_avatar: FindAvatar) -> Ghost:
        user = UserId(ghost.user_id)
        avatar = await find_avatar()
        is_new = await self._homeserver.register(user)
        await self._homeserver.ensure_device(user)
        await self._present(user, ghost.name, avatar, known={} if is_new else await self._profile(user))
        return await self._store.ghosts.complete(replace(ghost, registered_at=self._clock(), avatar_uri=avatar))

    async def _present(
        self, user: UserId, name: str | None, avatar: ContentUri | None, known: Mapping[str, Any]
    ) -> None:
        """Set name and picture unless they are set: each time, the homeserver says so in every room of the ghost."""
        if name is not None and known.get("displayname") != name:
            await self._homeserver.set_display_name(user, name)
        if avatar is not None and known.get("avatar_url") != avatar:
            await self._homeserver.set_avatar(user, avatar)

    async def _profile(self, user_id: UserId) -> Mapping[str, Any]:
        return await self._homeserver.profile(user_id) or {}


def _named(puppet: Puppet) -> Ghost:
    return Ghost(
        user_id=puppet.user_id, network=puppet.network, person=puppet.person, registered_at=0, name=puppet.name
    )
