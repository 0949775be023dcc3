"""The lists beside the messages: chats, channels, teams, users and members; and where a message belongs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from bridge.errors import ArchiveError
from bridge.model.chat import Chat, ChatKind
from bridge.model.ids import ChatId
from bridge.model.person import Person
from bridge.sources.archive import Archive
from bridge.sources.json_stream import items
from bridge.sources.limits import MIB
from bridge.sources.loose_values import Fields, first_words, identifier, record, records
from bridge.sources.teams.graph_layout import Entry, lowered
from bridge.sources.teams.graph_people import TEAMS, person_id

_LARGEST = 64 * MIB
_TEAM_FILE = re.compile(r"channels_([0-9a-fA-F-]{36})\.json")
_IN_CONTEXT = re.compile(r"(?:chats|channels)\(?['/]([^'/)?#]{1,300})['/)]")
_IN_ADDRESS = re.compile(r"/l/message/([^/?#]{1,300})/")
_DIRECT = "@unq.gbl.spaces"


@dataclass
class Directory:
    """What the lists say, by ids. Memory grows with chats and people."""

    chats: dict[str, Fields] = field(default_factory=dict)
    channels: dict[str, Fields] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    complete: bool = False
    """Is there a list of all users?"""
    teams_of_channels: dict[str, str] = field(default_factory=dict)

    def chat(self, chat: str, about: Fields) -> Chat:
        """A chat or channel. ``about`` is its record where the messages' own file holds one; keys in lower case."""
        fields = {**about, **self.channels.get(chat, {}), **self.chats.get(chat, {})}
        kind = self._kind(chat, fields)
        return Chat(
            network=TEAMS,
            network_title="Microsoft Teams",
            id=ChatId(chat),
            kind=kind,
            title=self._title(chat, fields, kind),
            description=first_words(fields, "description"),
        )

    def _kind(self, chat: str, fields: Fields) -> ChatKind:
        if chat == "48:notes":
            return ChatKind.SELF
        kind = (first_words(fields, "chattype") or "").casefold()
        return ChatKind.DIRECT if kind == "oneonone" or (not kind and _DIRECT in chat) else ChatKind.GROUP

    def _title(self, chat: str, fields: Fields, kind: ChatKind) -> str | None:
        title = first_words(fields, "topic", "displayname")
        team = self.teams.get(self.teams_of_channels.get(chat, ""))
        if title:
            return f"{team} / {title}" if team else title
        if chat.startswith("title:"):
            return chat.removeprefix("title:")
        named = [name for member in records(fields.get("members")) if (name := first_words(member, "displayname"))]
        return ", ".join(named[:4]) if named and kind is not ChatKind.SELF else None


def directory(archive: Archive, names: Iterable[str]) -> Directory:
    """Reads the lists; files that are none, or far too large for one, are passed over."""
    found = Directory()
    for name in names:
        if archive.size(name) <= _LARGEST:
            with suppress(ArchiveError):
                _read(archive, name, found)
    return found


def _read(archive: Archive, name: str, found: Directory) -> None:
    base = PurePosixPath(name).name
    team = _TEAM_FILE.fullmatch(base)
    with archive.open_file(name) as stream:
        for whole in items(stream, "", archive.limits, name=name):
            content = lowered(whole)
            listed = content if isinstance(content, list) else record(content).get("value")
            for entry in records(listed) if isinstance(listed, list) else [record(content)]:
                _note(entry, found, team[1].casefold() if team else None, base.casefold())


def _note(entry: dict[str, Any], found: Directory, team: str | None, file: str) -> None:
    number = identifier(entry.get("id"))
    if number and "chattype" in entry:
        found.chats[number] = entry
    elif number and ("membershiptype" in entry or team or file.startswith("channel")):
        found.channels[number] = entry
        if team:
            found.teams_of_channels[number] = team
    elif number and file.startswith("team") and not file.startswith("teammember"):
        found.teams[number.casefold()] = first_words(entry, "displayname", "name") or ""
    found.complete = found.complete or "userprincipalname" in entry
    _note_person(entry, found)
    for member in records(entry.get("members")):
        _note_person(member, found)


def _note_person(entry: dict[str, Any], found: Directory) -> None:
    if not entry.keys() & {"userprincipalname", "userid", "mail", "email"}:
        return
    number = identifier(entry.get("userid")) or identifier(entry.get("id"))
    name = first_words(entry, "displayname")
    if number and "teamtype" not in entry and "membershiptype" not in entry:
        person, phone = person_id(number)
        email = first_words(entry, "mail", "email")
        found.people.setdefault(person, Person(id=person, name=name, email=email, phone=phone))


def chat_of(fields: Fields, entry: Entry, name: str) -> str:
    """To which chat a message belongs: it says so itself, or its file does, or else the file's name must do."""
    own = identifier(fields.get("chatid")) or identifier(record(fields.get("channelidentity")).get("channelid"))
    if own:
        return own
    if address := _IN_ADDRESS.search(first_words(fields, "weburl") or ""):
        return unquote(address[1])
    said = {key.casefold().rpartition(".")[2]: value for key, value in entry.around.items()}
    for value in entry.around.values():
        if found := _in_context(value):
            return found
    told = identifier(said.get("chatid") or said.get("channelid") or said.get("id"))
    return told or _in_context(entry.page_before) or f"title:{_stem(name)}"


def _in_context(value: object) -> str | None:
    found = _IN_CONTEXT.search(value) if isinstance(value, str) else None
    return unquote(found[1]) if found else None


def _stem(name: str) -> str:
    """Of several pages of one chat, the same: ``Garden-2.json`` and ``Garden.json``."""
    stem = re.sub(r"[ _.(-]*(?:page|part)?[ _.(-]*[0-9]{1,6}\)?$", "", PurePosixPath(name).stem, flags=re.IGNORECASE)
    return stem or PurePosixPath(name).parent.name or "Teams"
