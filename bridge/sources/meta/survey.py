"""The first look at a chat: what stands before and behind its messages, how many items they give, in which order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.ids import ChatId, Network
from bridge.sources.archive import Archive
from bridge.sources.json_stream import walk
from bridge.sources.meta.contents import count_of
from bridge.sources.meta.layout import MESSENGER, Thread
from bridge.sources.meta.mojibake import mended
from bridge.sources.meta.record import classic, text, time

MESSAGES = "messages.item"
_WHOLE = ("participants", MESSAGES, "joinable_mode", "image", "magic_words")
_HEADER = ("title", "thread_path", "thread_type", "threadName", "is_still_participant")
_MOST_NAMES = 10_000
_NUMBERED = re.compile(r"_([0-9]{10,20})$")
_COUNTED = re.compile(r"_[0-9]{1,9}$")
_NOBODY = frozenset({"", "Facebook user", "Facebook User", "Instagram User", "Instagram user"})
"""How everybody is called whose account is gone: no names of anyone."""


@dataclass
class Page:
    """One file of a chat. ``items``: how many its records give."""

    name: str
    items: int = 0
    first: int | None = None
    last: int | None = None

    @property
    def newest_first(self) -> bool:
        """So Meta writes them; other programs that write the same format may not."""
        return self.first is None or self.last is None or self.first >= self.last

    def note(self, record: object) -> None:
        """One more record of this page."""
        self.items += count_of(record)
        when = time(classic(record), "timestamp_ms") if isinstance(record, dict) else None
        if when is not None:
            self.first = when if self.first is None else self.first
            self.last = when


@dataclass
class Survey:
    """What is known of a chat before its messages are read."""

    thread: Thread
    pages: list[Page] = field(default_factory=list)
    header: dict[str, object] = field(default_factory=dict)
    participants: list[str] = field(default_factory=list)
    speakers: dict[str, None] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """As the exporter saw it."""
        said = text(self.header, "title")
        return said or _COUNTED.sub("", text(self.header, "threadName"))

    @property
    def members(self) -> Sequence[str]:
        """Whoever is known to take part."""
        return self.participants or list(self.speakers)

    @property
    def kind(self) -> ChatKind:
        """Two people talk in a direct chat, which bears the other's name; whatever can be joined is a group."""
        joinable = "joinable_mode" in self.header or self.header.get("thread_type") == "RegularGroup"
        named_otherwise = bool(self.title) and self.title not in self.members
        if joinable or len(self.members) > 2 or (self.participants and named_otherwise):
            return ChatKind.GROUP
        return ChatKind.SELF if len(self.participants) == 1 and self.participants[0] == self.title else ChatKind.DIRECT

    def chat(self, network: Network, network_title: str | None, taken: dict[ChatId, str]) -> Chat:
        """The chat. ``taken`` holds the ids of the archive's other chats: two of one name are two."""
        chat = self._id(network)
        if taken.setdefault(chat, self.thread.key) != self.thread.key:
            chat = ChatId(f"{chat}#{self.thread.key}")
            taken[chat] = self.thread.key
        return Chat(
            network=network,
            network_title=network_title,
            id=chat,
            kind=self.kind,
            title=self.title or None,
            # There are no ids at all. Times are exact to the ms and the same for all members; what each of them has
            # deleted, and how they call each other, is not.
            numbering=Numbering.NONE,
            warnings=self._warnings(),
        )

    def _id(self, network: Network) -> ChatId:
        path = text(self.header, "thread_path") or self.thread.key
        numbered = _NUMBERED.search(path)
        names = sorted(set(self.members))
        if self.kind is not ChatKind.GROUP and names and not _NOBODY & set(names):
            return ChatId("title:" + " + ".join(names))
        # Instagram numbers its threads anew in each download.
        if numbered and (network == MESSENGER or not self.title):
            return ChatId(f"thread:{numbered[1]}")
        if self.kind is ChatKind.GROUP and self.title:
            return ChatId(f"title:{self.title}")
        return ChatId(f"thread:{path.rpartition('/')[2]}")

    def _warnings(self) -> tuple[str, ...]:
        if self.header.get("is_still_participant") is False:
            return ("the exporter had left this chat: what was said afterwards is not in the export",)
        return ()


def surveyed(archive: Archive, thread: Thread) -> Survey:
    """Reads all pages of a chat once, and keeps next to nothing of them."""
    survey = Survey(thread)
    for name in thread.pages:
        page = Page(name)
        survey.pages.append(page)
        for path, value in values(archive, name):
            _note(survey, page, path, value)
    return survey


def values(archive: Archive, name: str) -> Iterator[tuple[str, object]]:
    """What stands in a page, with its messages as wholes."""
    with archive.open_file(name) as stream:
        yield from walk(stream, _WHOLE, archive.limits, name=name)


def _note(survey: Survey, page: Page, path: str, value: object) -> None:
    if path == MESSAGES:
        page.note(value)
        if isinstance(value, dict) and len(survey.speakers) < _MOST_NAMES:
            survey.speakers.setdefault(text(classic(value), "sender_name"))
    elif path == "participants":
        survey.participants.extend(name for name in _names(value) if name not in survey.participants)
    elif path in _HEADER or path == "joinable_mode":
        survey.header.setdefault(path, value)


def _names(value: object) -> Iterator[str]:
    entries = value[:_MOST_NAMES] if isinstance(value, list) else []
    for entry in entries:
        if isinstance(entry, dict):
            yield text(entry, "name")
        elif isinstance(entry, str):
            yield mended(entry)
