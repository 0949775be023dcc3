"""What an export holds, counted while it streams by: the numbers of ``inspect`` and ``plan``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bridge.errors import ArchiveError
from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.content import Poll
from bridge.model.ids import ChatId, PersonId
from bridge.model.kinds import kind_of, media_of
from bridge.model.media import MediaState
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.model.unreadable import Unreadable, Withheld


@dataclass
class ChatInventory:
    """One chat's numbers. ``items`` counts all of them: messages, unreadable and withheld ones alike."""

    chat: Chat
    items: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    media: Counter[MediaState] = field(default_factory=Counter)
    senders: Counter[PersonId] = field(default_factory=Counter)
    reactions: int = 0
    nameless_reactions: int = 0
    """Given by people whom the source does not name."""
    votes: int = 0
    unreadable: list[str] = field(default_factory=list)
    """Why, for the first hundred."""
    events: int = 0
    """About how many Matrix events say all this: the items, named reactions and ends of polls."""
    bytes: int = 0
    """What the present files take, as far as their sizes are known."""
    first: int | None = None
    last: int | None = None

    def add(self, item: Message | Unreadable | Withheld) -> None:
        """Count one item."""
        match item:
            case Message():
                self._add_message(item)
            case Unreadable():
                self._add_unreadable(item)
            case Withheld(count=count):
                self.items += count
                self.kinds["withheld"] += count

    def _add_message(self, message: Message) -> None:
        self.items += 1
        self.kinds[kind_of(message)] += 1
        if message.sender is not None:
            self.senders[message.sender] += 1
        for media in media_of(message):
            self.media[media.state] += 1
            self.bytes += (media.size or 0) if media.reference is not None else 0
        for reaction in message.reactions:
            self.reactions += reaction.count
            self.nameless_reactions += max(0, reaction.count - len(reaction.by))
        if isinstance(message.content, Poll):
            self.votes += sum(option.votes or 0 for option in message.content.options)
        self.events += 1 + isinstance(message.content, Poll) + sum(len(reaction.by) for reaction in message.reactions)
        self._span(message.time)

    def _add_unreadable(self, item: Unreadable) -> None:
        self.items += 1
        self.kinds["unreadable"] += 1
        self.events += 1
        if len(self.unreadable) < 100:
            self.unreadable.append(f"{item.id}: {item.reason}")
        self._span(item.time)

    def _span(self, time: int) -> None:
        self.first = time if self.first is None else min(self.first, time)
        self.last = time if self.last is None else max(self.last, time)


@dataclass
class Inventory:
    """A whole export's numbers."""

    chats: dict[ChatId, ChatInventory] = field(default_factory=dict)
    people: dict[PersonId, Person] = field(default_factory=dict)

    def add(self, item: Item) -> None:
        """Count one item of any kind."""
        match item:
            case Chat():
                self._add_chat(item)
            case Person():
                self.people[item.id] = item
            case _ if item.chat in self.chats:
                self.chats[item.chat].add(item)
            case _:
                raise ArchiveError(f"Item {item.id} is of chat {item.chat}, which was not introduced before it.")

    def _add_chat(self, chat: Chat) -> None:
        known = self.chats.get(chat.id)
        if known is None:
            self.chats[chat.id] = ChatInventory(chat)
        else:
            known.chat = chat

    def counted(self, items: Iterable[Item]) -> Iterator[Item]:
        """The same items, counted as they pass."""
        for item in items:
            self.add(item)
            yield item


def take_inventory(items: Iterable[Item]) -> Inventory:
    """The numbers of everything a reader yields."""
    inventory = Inventory()
    for item in items:
        inventory.add(item)
    return inventory


def foreseeable_losses(chat: ChatInventory) -> dict[str, int]:
    """What a look at the export already says cannot be carried over, for people, with numbers."""
    losses = {
        "files left out of the export": chat.media[MediaState.NOT_EXPORTED],
        "files that are not where the export says": chat.media[MediaState.LOST],
        "reactions whose givers the export does not name": chat.nameless_reactions,
        "votes in polls, whose voters the export does not name": chat.votes,
        "items of a kind that is not known": chat.kinds["unsupported"],
        "items that cannot be read": chat.kinds["unreadable"],
        "items that must not be read": chat.kinds["withheld"],
    }
    return {reason: count for reason, count in losses.items() if count}
