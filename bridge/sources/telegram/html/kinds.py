"""What sort of chat this is. Its pages do not say; who speaks, and what happened, tells."""

from __future__ import annotations

from dataclasses import dataclass, field

from bridge.model.chat import ChatKind, Numbering
from bridge.model.event import AvatarChange, Membership, Notice, TitleChange
from bridge.model.message import Message

LISTED = {"private": ChatKind.DIRECT, "bot": ChatKind.DIRECT, "group": ChatKind.GROUP, "channel": ChatKind.CHANNEL}
"""What the list of an account's chats calls them."""

_SAVED = "saved messages"
_MOST_KEPT = 3
_A_MONOLOGUE = 10
"""So many messages of one author, who is called like the chat, are a channel rather than half of a conversation."""
_OF_GROUPS = frozenset({"create_group", "topic_created", "topic_edit", "boost_apply", "invite_to_group_call"})
_OF_SUPERGROUPS = frozenset({"migrate_from_group", "topic_created", "topic_edit", "boost_apply", "create_channel"})


@dataclass
class Traits:
    """What was seen of a chat, message by message."""

    title: str
    listed: ChatKind | None = None
    """What a list of chats says."""
    authors: set[str] = field(default_factory=set)
    """The names of those who wrote; no more than three are kept."""
    messages: int = 0
    is_group: bool = False
    is_numbered_for_all: bool = False
    has_signatures: bool = False
    has_calls: bool = False
    is_channel: bool = False

    def see(self, message: Message, author: str | None) -> None:
        """Take a message into account; ``author`` is who wrote it, when it was written."""
        content = message.content
        self.messages += 1
        if author is not None and len(self.authors) < _MOST_KEPT:
            self.authors.add(author)
        self.has_signatures = self.has_signatures or message.signature is not None
        if isinstance(content, Membership):
            self.is_group = True
        elif isinstance(content, Notice):
            self._happened(content.action)
        elif isinstance(content, TitleChange | AvatarChange):
            self.is_group = self.is_group or message.sender is not None
            self.is_channel = self.is_channel or message.sender is None

    def _happened(self, action: str) -> None:
        self.is_group = self.is_group or action in _OF_GROUPS
        self.has_calls = self.has_calls or action == "phone_call"
        self.is_numbered_for_all = self.is_numbered_for_all or action in _OF_SUPERGROUPS

    @property
    def kind(self) -> ChatKind:
        """What it is, as far as can be told."""
        if self.title.lower() == _SAVED:
            return ChatKind.SELF
        return self.listed or self._told()

    def _told(self) -> ChatKind:
        alone = self.authors == {self.title}
        if self.is_group:
            return ChatKind.GROUP
        if self.is_channel or self.has_signatures:
            return ChatKind.CHANNEL
        if alone and (self.is_numbered_for_all or self.messages >= _A_MONOLOGUE):
            return ChatKind.CHANNEL
        between_two = len(self.authors) <= 2 and self.title in self.authors
        return ChatKind.DIRECT if between_two or self.has_calls else ChatKind.GROUP

    @property
    def numbering(self) -> Numbering:
        """For whom the message numbers hold: for one account, unless something shows that they hold for all."""
        if self.kind is ChatKind.CHANNEL or (self.kind is ChatKind.GROUP and self.is_numbered_for_all):
            return Numbering.NETWORK
        return Numbering.ACCOUNT
