"""Telegram's objects with a default for every field, and what is heard of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from telethon.tl import types

from bridge.model.ids import PersonId
from bridge.model.message import Message
from bridge.sources.connector import Account
from bridge.sources.telegram.live.hearing import Scene, by_name, hear
from bridge.sources.telegram.live.hearing.messages import messages_of

NOON = datetime(2024, 6, 1, 10, tzinfo=UTC)
ME, ANNA, BORA, CHIDI, DANA = 100, 101, 102, 103, 104
GARDEN, LOFT, NEWS = 700, 20001, 500
NAMES = {ME: "Mara", ANNA: "Anna", BORA: "Bora", CHIDI: "Chidi", DANA: "Dana"}
NOW = 1_717_243_200_000
"""1 June 2024, 12:00 UTC, in ms."""


def at(second: int) -> datetime:
    """So many seconds after noon."""
    return datetime.fromtimestamp(NOON.timestamp() + second, UTC)


def user(number: int = ANNA, **fields: Any) -> Any:
    return types.User(id=number, **{"first_name": NAMES.get(number, "Somebody"), "access_hash": number, **fields})


def supergroup(number: int = GARDEN, **fields: Any) -> Any:
    known = {"title": "Garden", "photo": types.ChatPhotoEmpty(), "date": NOON, "megagroup": True, "access_hash": number}
    return types.Channel(id=number, **{**known, **fields})


def channel(number: int = NEWS, **fields: Any) -> Any:
    return supergroup(number, **{"title": "Seed news", "megagroup": False, "broadcast": True, **fields})


def group(number: int = LOFT, **fields: Any) -> Any:
    known = {"title": "Loft", "photo": types.ChatPhotoEmpty(), "participants_count": 3, "date": NOON, "version": 1}
    return types.Chat(id=number, **{**known, **fields})


def everybody() -> list[Any]:
    return [*(user(number, is_self=number == ME) for number in NAMES), supergroup(), channel(), group()]


def scene(*more: Any, me: int = ME, **fields: Any) -> Scene:
    account = Account(person=PersonId(f"user{me}"), name=NAMES.get(me, "Somebody"))
    return Scene(**{"account": account, "peers": by_name(everybody(), more), "now": NOW, **fields})


def said(words: str = "Hello", number: int = 1, sender: int | None = ANNA, chat: Any = None, **fields: Any) -> Any:
    """A message; later numbers are later times."""
    known = {
        "peer_id": chat or types.PeerChannel(GARDEN),
        "from_id": types.PeerUser(sender) if sender else None,
        "date": at(number),
    }
    return types.Message(id=number, message=words, **{**known, **fields})


def done(action: Any, number: int = 1, actor: int | None = ANNA, chat: Any = None, **fields: Any) -> Any:
    """A service message."""
    known = {
        "peer_id": chat or types.PeerChannel(GARDEN),
        "from_id": types.PeerUser(actor) if actor else None,
        "date": at(number),
    }
    return types.MessageService(id=number, action=action, **{**known, **fields})


def heard(message: Any, *more: Any, **surroundings: Any) -> list[Any]:
    """All that a message says."""
    return list(messages_of(message, scene(*more, **surroundings)))


def content(message: Any, *more: Any, **surroundings: Any) -> Any:
    """What a message says first."""
    return heard(message, *more, **surroundings)[0].content


def happens(update: Any, *more: Any, **surroundings: Any) -> list[Any]:
    """What is delivered of an update, without the people."""
    return [told for told in hear(update, scene(*more, **surroundings)) if not hasattr(told, "avatar")]


def amendments(update: Any, **surroundings: Any) -> list[Any]:
    return [told for told in happens(update, **surroundings) if isinstance(told, Message)]


def words(text: str) -> Any:
    return types.TextWithEntities(text, [])


def photo(number: int = 9, **fields: Any) -> Any:
    sizes = [types.PhotoSize("m", 320, 200, 900), types.PhotoSizeProgressive("y", 1280, 800, [100, 5000])]
    known = {"access_hash": 1, "file_reference": b"f", "date": NOON, "sizes": sizes, "dc_id": 2}
    return types.Photo(id=number, **{**known, **fields})


def document(*attributes: Any, number: int = 9, **fields: Any) -> Any:
    known = {
        "access_hash": 1,
        "file_reference": b"f",
        "date": NOON,
        "mime_type": "application/pdf",
        "size": 1234,
        "dc_id": 2,
    }
    return types.Document(id=number, attributes=list(attributes), **{**known, **fields})


def sent_document(*attributes: Any, **fields: Any) -> Any:
    return types.MessageMediaDocument(document=document(*attributes, **fields))


def poll(*answers: str, question: str = "Seeds?", **fields: Any) -> Any:
    options = [types.PollAnswer(words(answer), answer.encode()) for answer in answers or ("Yes", "No")]
    return types.Poll(id=5, question=words(question), answers=options, hash=0, **fields)


def results(*votes: int, voters: int = 0, **fields: Any) -> Any:
    counted = [types.PollAnswerVoters(name, voters=count) for name, count in zip((b"Yes", b"No"), votes, strict=False)]
    return types.PollResults(results=counted, total_voters=voters, **fields)


def reacted(*counts: tuple[str, int], by: tuple[tuple[int, str], ...] = (), **fields: Any) -> Any:
    """``reacted(("👍", 2), by=((ANNA, "👍"),))``."""
    return types.MessageReactions(
        results=[types.ReactionCount(types.ReactionEmoji(emoji), count) for emoji, count in counts],
        recent_reactions=[
            types.MessagePeerReaction(types.PeerUser(person), NOON, types.ReactionEmoji(emoji)) for person, emoji in by
        ],
        **fields,
    )
