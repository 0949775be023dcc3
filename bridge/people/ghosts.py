"""Ghosts: each remote person's puppet on the homeserver, made when it first has something to say."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
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
    """A person who is about to speak, and what their ghost is to be called."""

    user_id: UserId
    network: Network
    person: PersonId
    name: str


class Ghosts:
    """Gives people their ghosts, once each: registered, with a device and a profile."""

    def __init__(self, store: Store, homeserver: Homeserver, clock: Callable[[], int]) -> None:
        self._store = store
        self._homeserver = homeserver
        self._clock = clock
        self._known: dict[UserId, Ghost] = {}
        self._locks: defaultdict[UserId, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def known(self, user_id: UserId) -> Ghost | None:
        """What this ghost is called by now; None when it was never awakened."""
        if user_id not in self._known:
            ghost = await self._store.ghosts.get(user_id)
            if ghost is None:
                return None
            self._known[user_id] = ghost
        return self._known[user_id]

    async def awaken(self, puppet: Puppet, find_avatar: FindAvatar) -> Ghost:
        """Make the ghost ready to speak. Repeating it is harmless, also after a crash halfway.

        The name is set once and kept: a later export that spells it otherwise does not rewrite history.
        """
        async with self._locks[puppet.user_id]:
            ghost = await self.known(puppet.user_id)
            return ghost or await self._make(puppet, await find_avatar())

    async def _make(self, puppet: Puppet, avatar: ContentUri | None) -> Ghost:
        is_new = await self._homeserver.register(puppet.user_id)
        await self._homeserver.ensure_device(puppet.user_id)
        await self._present(puppet, avatar, known={} if is_new else await self._profile(puppet.user_id))
        ghost = Ghost(
            user_id=puppet.user_id,
            network=puppet.network,
            person=puppet.person,
            registered_at=self._clock(),
            name=puppet.name,
            avatar_uri=avatar,
        )
        await self._store.ghosts.put(ghost)
        self._known[puppet.user_id] = ghost
        return ghost

    async def _present(self, puppet: Puppet, avatar: ContentUri | None, known: Mapping[str, Any]) -> None:
        """Set name and picture unless they are set: each time, the homeserver says so in every room of the ghost."""
        if known.get("displayname") != puppet.name:
            await self._homeserver.set_display_name(puppet.user_id, puppet.name)
        if avatar is not None and known.get("avatar_url") != avatar:
            await self._homeserver.set_avatar(puppet.user_id, avatar)

    async def _profile(self, user_id: UserId) -> Mapping[str, Any]:
        return await self._homeserver.profile(user_id) or {}
