"""Through which login an event is said on the network, and in whose name."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.errors import NetworkRefused
from bridge.matrix.client import Homeserver
from bridge.matrix.events import RoomId
from bridge.matrix.from_event import as_words, relayed
from bridge.model.amendment import ReactionChange, Vote
from bridge.model.event import AvatarChange, DescriptionChange, Membership, Pin, RankChange, TitleChange
from bridge.model.message import Message
from bridge.store import Login, OutboxRow, OutboxState, Portal, Store

NOBODY = (
    "you have not linked an account, and no bot relays in this chat. Write `login` to the bridge bot to link yours."
)
UNKNOWN_END = (
    "the account through which this was being sent is no longer linked; whether it arrived is not known. Look there"
    " before you write it again."
)
IN_WORDS = (ReactionChange, Vote, Pin, TitleChange, DescriptionChange, AvatarChange, Membership, RankChange)
"""What a relay does not do in somebody else's name; it tells of it."""


@dataclass(frozen=True)
class Voice:
    """Who says it on the network. ``name``: whose words these are, if not the login's own; None: its own."""

    login: Login
    name: str | None = None

    def words(self, message: Message, *, is_emote: bool) -> Message | None:
        """The message as this voice says it; None: it has nothing to say."""
        if self.name is None:
            return message
        if isinstance(message.content, IN_WORDS):
            return as_words(message, self.name)
        return relayed(message, self.name, is_emote=is_emote)


@dataclass(frozen=True)
class Voices:
    """Finds the voice of whoever said something."""

    store: Store
    homeserver: Homeserver

    async def of(self, portal: Portal, row: OutboxRow, sender: str) -> Voice:
        """Raises NetworkRefused when nobody can say it there."""
        logins = [login for login in await self.store.logins.list() if login.network == portal.chat.network]
        if row.state is OutboxState.SENDING:
            logins = [login for login in logins if login.id == row.login]
            if not logins or logins[0].lost is not None:
                raise NetworkRefused(UNKNOWN_END)
        own = [login for login in logins if login.user_id == sender and not login.is_bot and login.lost is None]
        if own:
            return Voice(own[0])
        relay = [login for login in logins if login.id == portal.relay and login.lost is None]
        if relay:
            return Voice(relay[0], await self._name(portal, sender))
        raise NetworkRefused(NOBODY)

    async def _name(self, portal: Portal, user: str) -> str:
        """What the person is called in the room."""
        if portal.room_id is None:
            return user
        member = await self.homeserver.state_event(RoomId(portal.room_id), "m.room.member", user) or {}
        name = member.get("displayname")
        return name if isinstance(name, str) and name.strip() else user[1:].partition(":")[0]
