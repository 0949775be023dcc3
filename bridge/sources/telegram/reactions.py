"""Reactions below a message: how many gave each emoji, and the few people that the export names."""

from __future__ import annotations

from pathlib import PurePosixPath

from bridge.model.ids import ChatId
from bridge.model.message import Reaction, Reactor
from bridge.sources.telegram.files import Files, existing
from bridge.sources.telegram.ids import FORBIDDEN
from bridge.sources.telegram.people import People
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.times import Clock

PAID = "⭐"
_CUSTOM = "custom emoji"


def read(record: Record, chat: ChatId, people: People, clock: Clock, files: Files) -> tuple[Reaction, ...]:
    """The reactions of one message, each emoji once."""
    found: dict[str, Reaction] = {}
    for entry in record.rows("reactions"):
        if not isinstance(entry, dict):
            record.ledger.note_unread("reactions")
            continue
        reaction = _one(record.within(entry, "reactions"), record, chat, people, clock, files)
        if reaction is not None:
            key = _free(reaction.emoji, found)
            found[key] = Reaction(emoji=key, count=reaction.count, by=reaction.by, media=reaction.media)
    return tuple(found.values())


def _one(entry: Record, message: Record, chat: ChatId, people: People, clock: Clock, files: Files) -> Reaction | None:
    entry.expect(("type", "count", "emoji", "document_id", "recent"))
    emoji, count = _emoji(entry), entry.whole("count")
    if emoji is None:
        entry.ledger.note_unread("reactions.type")
        return None
    if count is not None and count < 1:
        return None
    by = _reactors(entry, message, chat, people, clock)
    media = existing(entry.fields.get("document_id"), files)
    return Reaction(emoji=emoji, count=max(count or 1, len(by)), by=by, media=media)


def _emoji(entry: Record) -> str | None:
    if emoji := entry.text("emoji"):
        return emoji
    match entry.text("type"):
        case "paid":
            return PAID
        case "custom_emoji":
            return f":{_name(entry.fields.get('document_id'))}:"
    return None


def _name(document: object) -> str:
    # A path in newer exports, a number in older ones, an explanation in brackets when the file was left out.
    if not isinstance(document, str) or document.startswith("("):
        return _CUSTOM
    return PurePosixPath(document).name.split(".")[0] or _CUSTOM


def _free(emoji: str, taken: dict[str, Reaction]) -> str:
    # Two emoji of which nothing is known but that they differ remain two.
    stem, end = (emoji[:-1], ":") if emoji.endswith(":") else (emoji, "")
    key, number = emoji, 2
    while key in taken:
        key, number = f"{stem} {number}{end}", number + 1
    return key


def _reactors(entry: Record, message: Record, chat: ChatId, people: People, clock: Clock) -> tuple[Reactor, ...]:
    reactors: dict[str, Reactor] = {}
    for recent in entry.rows("recent"):
        if not isinstance(recent, dict):
            entry.ledger.note_unread("reactions.recent")
            continue
        person = people.identify(chat, recent.get("from_id"), recent.get("from"))
        if person is not None and person not in FORBIDDEN:
            people.meet(person, recent.get("from"))
            reactors.setdefault(person, Reactor(person=person, time=clock.beside(recent.get("date"), message.fields)))
    return tuple(reactors.values())
