"""The reader of Slack's export: a folder for each chat, in it a file for each day.

What the format is, and how each part of it is carried over: ``docs/sources/slack.md``. Slack on its own export:
https://slack.com/help/articles/220556107-How-to-read-Slack-data-exports
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import ClassVar

from msgspec import structs

from bridge.model.chat import Chat, ChatKind
from bridge.model.codec import Item
from bridge.model.ids import ChatId, Network
from bridge.sources.archive import Archive
from bridge.sources.chat_history import ChatHistory
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Access, Guide, Reader
from bridge.sources.loose_values import joined, listed, record, rows, words
from bridge.sources.slack import mrkdwn
from bridge.sources.slack.day_file import records_of
from bridge.sources.slack.files import HOSTS, Files
from bridge.sources.slack.layout import (
    DIRECT,
    GROUPED,
    Conversation,
    conversations,
    days_of,
    entries_of,
    is_export,
    people_files,
)
from bridge.sources.slack.message import Scene, read
from bridge.sources.slack.names import Names
from bridge.sources.slack.people import PICTURES, People
from bridge.sources.slack.pins import Pins
from bridge.sources.slack.secrets import token_in

_SLACK = Network("slack")
_BESIDE = {
    "canvases": "canvases, of which only those that were posted as files are imported",
    "lists": "lists, which are not imported",
    "huddle_transcripts": "transcripts of huddles, which are not imported",
}


class SlackExport(Reader):
    """Slack's export of a workspace or an organisation, and what other programs write in the same form."""

    name: ClassVar[str] = "slack-export"
    network: ClassVar[Network] = _SLACK
    title: ClassVar[str] = "Slack export"
    guide: ClassVar[Guide | None] = Guide(
        network="Slack",
        export="an owner or administrator: *Tools & settings* → *Workspace settings* → *Import/Export Data* → *Export* "
        "(all conversations, where the plan allows it)",
        kept="messages with their formatting, threads, reactions, mentions, files while the export's link is valid, apps' "
        "cards, who came and went, topics, pins, edit marks, people's pictures",
        lost="pictures of custom emoji, earlier versions and deleted messages (except in exports for compliance); "
        "private channels and direct messages in a standard export; what is older than the plan keeps",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a day with Slack's messages?"""
        return is_export(archive)

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:  # noqa: ARG002 - all its times are in UTC
        """Chat by chat, day by day."""
        export = _Export(archive)
        for conversation in export.chats:
            yield from export.chat(conversation)

    def access(self, archive: Archive, hints: Hints) -> Access | None:  # noqa: ARG002 - the export has the secret
        """The token that the export's own addresses bear; it is valid until the link of the export is revoked."""
        tokens = (token_in(archive, name) for name in days_of(archive))
        token = next((token for token in tokens if token), None)
        return Access(hosts=HOSTS | {PICTURES}, query={"t": token} if token else {})


class _Export:
    """All chats of one export, and whoever was met in them."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._files = Files(archive)
        self._people = People()
        for name in people_files(archive):
            for entry in entries_of(archive, name):
                self._people.note(entry)

    @cached_property
    def chats(self) -> list[Conversation]:
        return conversations(self._archive)

    @cached_property
    def _names(self) -> Names:
        return Names(self._people, {chat.number: chat.name for chat in self.chats if chat.name})

    def chat(self, conversation: Conversation) -> Iterator[Item]:
        history = ChatHistory(self._chat(conversation))
        yield history.chat
        pins = Pins(history.chat.id, conversation.entry.get("pins"))
        for day in conversation.days:
            scene = Scene(history, self._names, self._files, pins, day)
            for value in records_of(self._archive, day):
                yield from read(value, scene)
        yield from self._pinned(pins, history)
        yield from history.closing()

    def _pinned(self, pins: Pins, history: ChatHistory) -> Iterator[Item]:
        for by, message in pins.unsaid():
            pinned = structs.replace(message, sender=self._people.of(by))
            yield from self._people.introductions()
            yield from history.admitted(pinned)

    def _chat(self, conversation: Conversation) -> Chat:
        return Chat(
            network=_SLACK,
            id=ChatId(conversation.number),
            kind=_kind(conversation),
            title=self._title(conversation),
            description=self._description(conversation),
            warnings=tuple(self._warnings(conversation)),
        )

    def _title(self, conversation: Conversation) -> str | None:
        """Conversations without a name are named after their people, as Slack does."""
        people = list(dict.fromkeys(self._people.names(rows(conversation.entry.get("members")))))
        if conversation.kind in {DIRECT, GROUPED} and people:
            return listed(people)
        return conversation.name

    def _description(self, conversation: Conversation) -> str | None:
        if conversation.kind in {DIRECT, GROUPED}:
            return None
        said = (words(record(conversation.entry.get(key)).get("value")) for key in ("topic", "purpose"))
        return joined(dict.fromkeys(mrkdwn.plain(one, self._names) for one in said if one)) or None

    def _warnings(self, conversation: Conversation) -> Iterator[str]:
        if conversation.number.startswith("title:"):
            yield "the export does not list this channel: its id was made from the name of its folder"
        if conversation.sharing:
            yield "two channels of this export bear this name, and their messages lie in one folder"
        if conversation is self.chats[0]:
            yield from self._left_out()

    def _left_out(self) -> Iterator[str]:
        """What lies beside the chats and belongs to none; told once, with the first of them."""
        for kind, called in _BESIDE.items():
            count = sum(1 for name in self._archive.find(f"{kind}.json") for _ in entries_of(self._archive, name))
            if count:
                yield f"beside the chats the export has {called}: {count:,}"


def _kind(conversation: Conversation) -> ChatKind:
    if conversation.kind != DIRECT:
        return ChatKind.GROUP
    members = rows(conversation.entry.get("members"))
    alone = bool(members) and all(member == members[0] for member in members)
    return ChatKind.SELF if alone else ChatKind.DIRECT
