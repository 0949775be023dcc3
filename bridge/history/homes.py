"""Which chat an export's chats are: mostly what their ids say, else what a person says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from bridge.errors import PlanError
from bridge.model.chat import Chat, Numbering
from bridge.model.codec import Item
from bridge.model.ids import ChatId
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.model.unreadable import Unreadable, Withheld
from bridge.store import Portal


@dataclass(frozen=True)
class Kinship:
    """What a person says of an export. ``same``: its chats are those that are here; ``other``: those without ids are not.

    ``into``: its only chat is the chat with this id or title.
    """

    same: bool = False
    other: bool = False
    into: str | None = None

    @property
    def is_sure(self) -> bool:
        """Need nothing else tell that it is the same chat?"""
        return self.same or self.into is not None


class Homes:
    """Leads the items of one export to the chats that they are of, as they stream by."""

    def __init__(self, portals: Sequence[Portal], kinship: Kinship, fingerprint: str) -> None:
        self._here = {(portal.chat.network, portal.chat.id): portal.chat for portal in portals}
        self.kinship = kinship
        self._mark = fingerprint[:8]
        self._homes: dict[ChatId, ChatId] = {}
        self._own: dict[ChatId, Chat] = {}

    @property
    def moved(self) -> Mapping[ChatId, ChatId]:
        """From the export's own ids of chats to those here, where they differ."""
        return {own: home for own, home in self._homes.items() if own != home}

    def own(self, home: ChatId) -> Chat:
        """The chat as the export has it."""
        return self._own[home]

    def lead(self, items: Iterable[Item]) -> Iterator[Item]:
        """The same items, each of the chat that it is of. Raises PlanError when ``into`` cannot be."""
        for item in items:
            match item:
                case Chat():
                    yield self._meet(item)
                case Person():
                    yield item
                case _:
                    yield moved(item, self._homes)

    def _meet(self, chat: Chat) -> Chat:
        home = self._homes.setdefault(chat.id, self._home(chat))
        self._own[home] = chat
        known = self._here.get((chat.network, home))
        return replace(chat, id=home) if known is None else together(known, chat)

    def _home(self, chat: Chat) -> ChatId:
        if self.kinship.into is not None:
            return self._named(chat, self.kinship.into)
        is_apart = self.kinship.other and chat.numbering is Numbering.NONE and (chat.network, chat.id) in self._here
        return ChatId(f"{chat.id}~{self._mark}") if is_apart else chat.id

    def _named(self, chat: Chat, name: str) -> ChatId:
        if self._homes and chat.id not in self._homes:
            raise PlanError("--into is for exports of one chat; this one has several.")
        ids = [known for known in self._here.values() if known.id == name]
        found = ids or [known for known in self._here.values() if known.title == name]
        alike = [known for known in found if known.network == chat.network]
        if len(alike) == 1:
            return alike[0].id
        if alike:
            raise PlanError(f"Several chats are called {name!r}: {', '.join(sorted(known.id for known in alike))}.")
        if found:
            raise PlanError(f"{name!r} is a chat of {found[0].network_name}, this export is of {chat.network_name}.")
        raise PlanError(f"No chat that was staged is called {name!r}, nor has that id.")


def moved(item: Message | Unreadable | Withheld, homes: Mapping[ChatId, ChatId]) -> Item:
    """The item, of the chat that its own one is here."""
    home = homes.get(item.chat, item.chat)
    return item if home == item.chat else replace(item, chat=home)


def together(known: Chat, chat: Chat) -> Chat:
    """What is known of a chat, with what another export says of it.

    An export without ids knows little of the chat itself. Where the inbox's own ids are not the network's, they stay so.
    """
    warnings = tuple(dict.fromkeys((*known.warnings, *chat.warnings)))
    if chat.numbering is Numbering.NONE and known.numbering is not Numbering.NONE:
        return replace(known, title=known.title or chat.title, warnings=warnings)
    if known.numbering is Numbering.NETWORK or known.numbering is chat.numbering:
        numbering = chat.numbering
    else:
        numbering = Numbering.ACCOUNT
    titles = (known.title, chat.title) if chat.id != known.id else (chat.title, known.title)
    return replace(chat, id=known.id, title=titles[0] or titles[1], numbering=numbering)
