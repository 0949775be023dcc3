"""The reader of Slack's export of a workspace, or of an organisation.

What the format is, and how each part of it is carried over: ``docs/sources/slack.md``; as Slack describes it:
https://slack.com/help/articles/220556107-How-to-read-Slack-data-exports
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

from bridge.model.chat import Chat, ChatKind
from bridge.model.codec import Item
from bridge.model.ids import ChatId, Network
from bridge.sources import beside
from bridge.sources.archive import Archive
from bridge.sources.chat_history import ChatHistory
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Access, Guide, Reader
from bridge.sources.json_stream import items
from bridge.sources.loose_values import first_words, identifier, record, rows
from bridge.sources.slack.files import HOSTS, Files
from bridge.sources.slack.layout import Conversation, conversations, is_export, people
from bridge.sources.slack.message import Scene, read
from bridge.sources.slack.mrkdwn import Names
from bridge.sources.slack.people import PICTURES, People

_SLACK = Network("slack")
_TOKEN = re.compile(rb"[?&]t=(xox[a-z]-[A-Za-z0-9-]{8,200})")
_PIECE, _OVERLAP = 1 << 20, 512
_KINDS: Mapping[str, ChatKind] = {"dms": ChatKind.DIRECT}


class SlackExport(Reader):
    """Slack, JSON: public channels, and whatever else the export was allowed to hold."""

    name: ClassVar[str] = "slack-export"
    network: ClassVar[Network] = _SLACK
    title: ClassVar[str] = "Slack export (zip with channels.json)"
    guide: ClassVar[Guide | None] = Guide(
        network="Slack",
        export="owners and admins: workspace settings → Import/Export Data → Export; on plans that allow it also "
        "private channels and direct messages",
        kept="messages with their formatting, threads, files (fetched during the import), reactions with names, mentions, "
        "edit marks, apps' cards, who came and went, topics, pins",
        lost="files whose addresses no longer open, pictures of custom emoji, earlier versions, private conversations in a "
        "standard export, on the free plan all older than 90 days",
    )

    def identify(self, archive: Archive) -> bool:
        """Are there conversations as Slack lays them down?"""
        return is_export(archive)

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:  # noqa: ARG002 - all its times are in UTC
        """Conversation by conversation, day by day."""
        everybody = People()
        for user in people(archive):
            everybody.note(user)
        found = conversations(archive)
        channels = {
            number: name
            for one in found
            if (number := identifier(one.entry.get("id"))) and (name := first_words(one.entry, "name"))
        }
        names, near = Names(everybody, channels), beside.Files(archive)
        for conversation in found:
            yield from _conversation(archive, conversation, names, near)

    def access(self, archive: Archive, hints: Hints) -> Access | None:  # noqa: ARG002 - the export brings its own
        """The export's own token opens its files; without one only pictures of people may be had."""
        token = next(_tokens(archive), None)
        return Access(hosts=HOSTS | {PICTURES}, query={"t": token} if token else {})


def _conversation(archive: Archive, conversation: Conversation, names: Names, near: beside.Files) -> Iterator[Item]:
    history = ChatHistory(_chat(conversation, names))
    yield history.chat
    find = near.beside("")
    scene = Scene(history, names, Files(find, conversation.root, conversation.folder))
    for day in conversation.days:
        with archive.open_file(day) as stream:
            for value in items(stream, "item", archive.limits, name=day):
                yield from read(value, scene) if isinstance(value, dict) else [history.broken("a message is no object")]
    yield from history.closing()


def _chat(conversation: Conversation, names: Names) -> Chat:
    entry = conversation.entry
    number = identifier(entry.get("id")) or conversation.folder
    return Chat(
        network=_SLACK,
        id=ChatId(number),
        kind=_KINDS.get(conversation.kind, ChatKind.GROUP) if conversation.kind else _kind(number),
        title=_title(conversation, names),
        description=first_words(record(entry.get("topic")), "value")
        or first_words(record(entry.get("purpose")), "value"),
    )


def _kind(number: str) -> ChatKind:
    return ChatKind.DIRECT if re.fullmatch(r"D[A-Z0-9]{6,}", number) else ChatKind.GROUP


def _title(conversation: Conversation, names: Names) -> str | None:
    """Conversations of a few people have no name that people know."""
    if conversation.kind in {"dms", "mpims"}:
        members = [_called(member, names) for member in rows(conversation.entry.get("members"))]
        return ", ".join(dict.fromkeys(members)) or conversation.folder
    return first_words(conversation.entry, "name") or conversation.folder


def _called(member: object, names: Names) -> str:
    number = identifier(member) or "somebody"
    return names.people.name(number) or number


def _tokens(archive: Archive) -> Iterator[str]:
    for name in archive.find("*.json"):
        with archive.open_file(name) as stream:
            kept = b""
            while piece := stream.read(_PIECE):
                text = kept + piece.replace(b"\\/", b"/")
                if found := _TOKEN.search(text):
                    yield found[1].decode()
                kept = text[-_OVERLAP:]
