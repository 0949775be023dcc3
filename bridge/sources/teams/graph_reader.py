"""The reader of Teams messages as Microsoft Graph gives them, saved to files by whatever program.

What the format is, and how each part of it is carried over: ``docs/sources/teams.md``. The records:
https://learn.microsoft.com/graph/api/resources/chatmessage
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from bridge.model.codec import Item
from bridge.model.ids import Network
from bridge.sources.archive import Archive
from bridge.sources.beside import Files
from bridge.sources.chat_history import ChatHistory
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.loose_values import first_words, identifier, records
from bridge.sources.teams.graph_directory import Directory, chat_of, directory
from bridge.sources.teams.graph_layout import Entry, Pages, entries, lowered, pages_of
from bridge.sources.teams.graph_message import Scene, read
from bridge.sources.teams.graph_people import TEAMS, People

_ANY_FILE = "*.json"
_MESSAGES = "messages*.json"
_MOST_LOOKED_AT = 20


class TeamsGraph(Reader):
    """Teams at work or school: chats and channels."""

    name: ClassVar[str] = "teams-graph"
    network: ClassVar[Network] = TEAMS
    title: ClassVar[str] = "Microsoft Teams (messages of Microsoft Graph, JSON)"
    guide: ClassVar[Guide | None] = Guide(
        network="Microsoft Teams",
        export="an administrator's program that saves what Microsoft Graph answers: `/chats/{id}/messages`, "
        "`/teams/{id}/channels/{id}/messages?$expand=replies`",
        kept="messages with their formatting, threads, quotes, forwards, mentions, reactions, cards, edit marks, what "
        "happened; pictures in messages where the program saved them",
        lost="files in SharePoint (their addresses are kept), the text of deleted messages, earlier versions",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a JSON file with Graph's messages?"""
        names = dict.fromkeys([*archive.find(_MESSAGES)[:_MOST_LOOKED_AT], *archive.find(_ANY_FILE)[:_MOST_LOOKED_AT]])
        return any(pages_of(archive, name) for name in names)

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:  # noqa: ARG002 - all its times are in UTC
        """Every chat and channel, in the order of the files."""
        names = archive.find(_ANY_FILE)
        pages = [found for name in names if (found := pages_of(archive, name))]
        with_messages = {found.name for found in pages}
        lists = directory(archive, [name for name in names if name not in with_messages])
        export = _Export(archive, lists)
        for found in pages:
            yield from export.file(found)
        yield from export.closing()


class _Export:
    """All chats of one export. Several files may hold pages of one chat, and the same chat more than once."""

    def __init__(self, archive: Archive, lists: Directory) -> None:
        self._archive = archive
        self._near = Files(archive)
        self._lists = lists
        self._people = People(dict(lists.people), complete=lists.complete)
        self._chats: dict[str, ChatHistory] = {}

    def file(self, pages: Pages) -> Iterator[Item]:
        find = self._near.beside(pages.name)
        for entry in entries(self._archive, pages):
            fields = lowered(entry.record) if isinstance(entry.record, dict) else {}
            number = chat_of(fields, entry, pages.name)
            history = self._chats.get(number)
            if history is None:
                history = self._chats[number] = ChatHistory(self._lists.chat(number, _about(entry)))
                yield history.chat
            yield from _messages(fields, Scene(history, self._people, find))

    def closing(self) -> Iterator[Item]:
        for history in self._chats.values():
            yield from history.closing()


def _messages(fields: dict[str, Any], scene: Scene) -> Iterator[Item]:
    """A message, and the answers that stand in it."""
    if not fields:
        yield scene.history.broken("a message is no object")
        return
    yield from read(fields, scene)
    replies = fields.get("replies")
    for reply in records(replies):
        yield from read(reply, scene, identifier(fields.get("id")))
    if isinstance(replies, list) and len(replies) != len(records(replies)):
        yield scene.history.broken("an answer is no object")
    if first_words(fields, "replies@odata.nextlink"):
        scene.history.warn("some threads have more answers than were exported: the program did not fetch all pages")


def _about(entry: Entry) -> dict[str, Any]:
    """What the file of a chat says of it, beside the messages."""
    return {path.casefold().rpartition(".")[2]: value for path, value in entry.around.items() if value is not None}
