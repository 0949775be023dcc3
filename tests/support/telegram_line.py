"""A line to a Telegram that lives in memory: one chat, what this account says there, and refusals on demand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from telethon.tl import functions, types

from bridge.errors import NetworkRefused, NetworkUnavailable
from bridge.model.content import Written
from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.message import Content, Message
from bridge.model.text import Text
from bridge.sources.connector import Account, Utterance

ANNA = PersonId("user1")
GARDEN = ChatId("channel7")
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
NOON_MS = int(NOON.timestamp()) * 1000


class Bytes:
    """A file in memory."""

    def __init__(self, content: bytes = b"beans", *, chunk: int = 1000, size: int | None = None) -> None:
        self.content, self.chunk = content, chunk
        self.size = len(content) if size is None else size

    async def chunks(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.content), self.chunk):
            yield self.content[start : start + self.chunk]


class MemoryLine:
    """Does what is asked, once for each ``random_id``, and remembers what was asked."""

    def __init__(self, *, is_bot: bool = False) -> None:
        self.account = Account(ANNA, "Anna", is_bot=is_bot)
        self.asked: list[Any] = []
        self.messages: dict[int, Any] = {}
        self.refusals: list[tuple[type, str]] = []
        self.unheard: list[type] = []
        self.answers: dict[type, Any] = {}
        self.strangers: set[str] = set()
        self.media_of: Callable[[Any], Any] = lambda _: types.MessageMediaPhoto()
        self._random_ids: set[int] = set()

    def refuse(self, request: type, code: str) -> None:
        """The next request of this type is refused."""
        self.refusals.append((request, code))

    def lose_answer(self, request: type) -> None:
        """The next request of this type is carried out, and its answer never comes."""
        self.unheard.append(request)

    def sent(self, *kinds: type) -> list[Any]:
        """What was asked, of these types."""
        return [request for request in self.asked if isinstance(request, kinds)]

    def said(self, words: str, *, out: bool = True, minutes: int = 0, media: Any = None, peer: Any = None) -> int:
        """Let a message stand in the chat; its number."""
        number = max(self.messages, default=100) + 1
        self.messages[number] = types.Message(
            id=number,
            peer_id=peer or types.PeerChannel(7),
            date=NOON + timedelta(minutes=minutes),
            message=words,
            out=out,
            media=media,
        )
        return number

    async def peer(self, name: str) -> Any:
        if name in self.strangers:
            raise NetworkRefused("This account cannot reach that person or chat.", code="PEER_ID_INVALID")
        number = int("".join(filter(str.isdecimal, name)))
        if name.startswith("user"):
            return types.InputPeerUser(number, 5)
        return types.InputPeerChannel(number, 5) if name.startswith("channel") else types.InputPeerChat(number)

    async def ask(self, request: Any) -> Any:
        self.asked.append(request)
        for refusal in self.refusals:
            if isinstance(request, refusal[0]):
                self.refusals.remove(refusal)
                raise NetworkRefused("", code=refusal[1])
        answer = self._do(request)
        if type(request) in self.unheard:
            self.unheard.remove(type(request))
            raise NetworkUnavailable("Telegram does not answer.")
        return answer

    def pieces(self, location: Any, offset: int, size: int | None, dc: int | None) -> AsyncIterator[bytes]:
        raise NotImplementedError

    def _do(self, request: Any) -> Any:
        if type(request) in self.answers:
            return self.answers[type(request)]
        if isinstance(request, functions.messages.SendMessageRequest | functions.messages.SendMediaRequest):
            return self._say(request)
        if isinstance(request, functions.messages.GetHistoryRequest):
            before = [number for number in sorted(self.messages) if number < (request.offset_id or 10**9)]
            return _page([self.messages[number] for number in reversed(before[-request.limit :])])
        if isinstance(request, functions.messages.GetMessagesRequest | functions.channels.GetMessagesRequest):
            return _page([self.messages.get(wanted.id) or types.MessageEmpty(wanted.id, None) for wanted in request.id])
        return True

    def _say(self, request: Any) -> Any:
        if request.random_id in self._random_ids:
            raise NetworkUnavailable("RANDOM_ID_DUPLICATE")
        self._random_ids.add(request.random_id)
        media = self.media_of(request.media) if hasattr(request, "media") else None
        number = self.said(request.message, media=media)
        updates = [
            types.UpdateMessageID(number, request.random_id),
            types.UpdateNewChannelMessage(self.messages[number], pts=1, pts_count=1),
        ]
        return types.Updates(updates, users=[], chats=[], date=NOON, seq=0)


def note(number: int) -> Any:
    """An answer that holds a message which Telegram made itself."""
    message = types.MessageService(
        id=number, peer_id=types.PeerChannel(7), date=NOON, action=types.MessageActionPinMessage()
    )
    new = types.UpdateNewChannelMessage(message, pts=1, pts_count=1)
    return types.Updates([new], users=[], chats=[], date=NOON, seq=0)


def poll_in_chat(line: MemoryLine, *, closed: bool = False) -> str:
    """A poll about lunch that stands in the chat; its message."""
    answers = [types.PollAnswer(types.TextWithEntities(words, []), words.encode()) for words in ("beans", "peas")]
    poll = types.Poll(id=8, question=types.TextWithEntities("Lunch?", []), answers=answers, hash=0, closed=closed)
    return str(line.said("", media=types.MessageMediaPoll(poll, types.PollResults())))


def written(plain: str, *spans: Any) -> Written:
    """Words to be said."""
    return Written(Text(plain, spans))


def utterance(content: Content, *, key: str = "first", chat: str = GARDEN, **more: Any) -> Utterance:
    """Something to be said in the garden at noon; fields of the message or of the utterance."""
    own = {name: more.pop(name) for name in ("files", "repeated", "also", "after") if name in more}
    more = {"time": NOON_MS} | more
    item = Message(chat=ChatId(chat), id=MessageId("$event"), place=0, content=content, **more)
    return Utterance(key=key, item=item, **own)


def _page(messages: list[Any]) -> Any:
    return types.messages.ChannelMessages(pts=1, count=len(messages), messages=messages, topics=[], chats=[], users=[])
