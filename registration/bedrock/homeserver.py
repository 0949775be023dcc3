"""The Synapse that the module runs in: those parts of it that are used, under names of ours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synapse.api.room_versions import KNOWN_ROOM_VERSIONS
from synapse.module_api.errors import SynapseError
from synapse.types import create_requester
from synapse.types.state import StateFilter

from .refusals import FORBIDDEN

if TYPE_CHECKING:
    from synapse.api.room_versions import RoomVersion
    from synapse.appservice import ApplicationService
    from synapse.events import EventBase
    from synapse.module_api import ModuleApi, Requester
    from synapse.server import HomeServer
    from synapse.storage.controllers import StorageControllers
    from synapse.storage.databases.main import DataStore
    from synapse.types import StateMap

ROOM_VERSIONS = ("11", "12")
"""Whose rules are followed here."""


@dataclass(frozen=True)
class Homeserver:
    """Synapse, and the appservice that may lay history on it.

    Of what Synapse caches, its types are known to a plugin of its own only: so some calls have their types ignored.
    """

    synapse: HomeServer
    api: ModuleApi
    appservice: ApplicationService

    @property
    def store(self) -> DataStore:
        """The database."""
        return self.synapse.get_datastores().main

    @property
    def storage(self) -> StorageControllers:
        """State, and what is built upon the database."""
        return self.synapse.get_storage_controllers()

    @property
    def bot(self) -> str:
        """The appservice's own user."""
        return self.appservice.sender.to_string()

    @property
    def as_bot(self) -> Requester:
        """What the bot does is done in its name."""
        return create_requester(self.appservice.sender, app_service=self.appservice)

    def is_ours(self, user: str) -> bool:
        """Whether it is the bot, or a user of this homeserver in the appservice's namespaces."""
        return user == self.bot or (self.synapse.is_mine_id(user) and self.appservice.is_user_in_namespace(user))

    async def last_events(self, room: str) -> Collection[str]:
        """The room's events that no other follows."""
        found: Collection[str] = await self.store.get_latest_event_ids_in_room(room)  # type: ignore[call-arg,arg-type,misc]
        return found

    async def account_data(self, user: str, kind: str) -> Mapping[str, Any]:
        """What the account's owner has set for all rooms; empty when there is nothing of this type."""
        found = await self.store.get_global_account_data_by_type_for_user(user, kind)  # type: ignore[call-arg]
        return found or {}

    async def state_of(self, room: str, *types: str) -> StateMap[EventBase]:
        """The room's current state of these types with an empty state key, and the bot's membership.

        Raises SynapseError when the bot is not in the room, and so also when there is no such room.
        """
        wanted = [(kind, "") for kind in types]
        membership = ("m.room.member", self.bot)
        state = await self.storage.state.get_current_state(room, StateFilter.from_types([*wanted, membership]))
        if membership not in state or state[membership].membership != "join":
            raise SynapseError(403, f"{self.bot} is not in {room}", FORBIDDEN)
        return state


def room_version(create: EventBase) -> RoomVersion:
    """Of the room that begins with this event."""
    return KNOWN_ROOM_VERSIONS[create.content["room_version"]]
