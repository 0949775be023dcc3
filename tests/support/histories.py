"""Made-up histories, small or large, with something of everything that an import can stumble over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bridge.model.chat import Chat, ChatKind
from bridge.model.codec import Item
from bridge.model.content import Attachment, Poll, PollOption, Unsupported, Written
from bridge.model.event import Change, Member, Membership, Notice, Pin, TitleChange
from bridge.model.ids import ChatId, MediaId, MessageId, Network, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content, Message, Reaction, Reactor, Reply
from bridge.model.person import Person
from bridge.model.text import Text
from bridge.model.unreadable import Unreadable, Withheld
from bridge.sources.jsonl import write

NETWORK = Network("campfire")
CAST = ("anna", "bora", "chidi", "dana")
BEGINNING = 1_500_000_000_000
FILE = "list.txt"


def message(number: int, content: Content | None = None, *, chat: str = "ops", **more: object) -> Message:
    """A message with a default for every field; the cast takes turns, two messages share each second."""
    defaults: dict[str, object] = {
        "chat": ChatId(chat),
        "id": MessageId(str(number)),
        "time": BEGINNING + number // 2 * 1000,
        "place": number,
        "sender": PersonId(CAST[number // 3 % len(CAST)]),
        "content": content or Written(Text(f"message {number % 5}")),
    }
    return Message(**{**defaults, **more})  # type: ignore[arg-type]


def chat(name: str = "ops", title: str | None = None) -> Chat:
    """A group with a default for every field."""
    return Chat(network=NETWORK, id=ChatId(name), kind=ChatKind.GROUP, title=title or name.title())


def people() -> Iterator[Person]:
    """The cast."""
    for name in CAST:
        yield Person(id=PersonId(name), name=name.title())


def eventful(rounds: int, *, name: str = "ops") -> Iterator[Item]:
    """Ten items a round: twins, a reply, a thread, reactions, a file, a poll, a pin, a new title, and what is lost."""
    yield chat(name)
    yield from people()
    for number in range(0, rounds * 10, 10):
        yield from _round(number, name)


def plain(count: int, *, name: str = "ops") -> Iterator[Item]:
    """Nothing but short texts."""
    yield chat(name)
    yield from people()
    for number in range(count):
        yield message(number, chat=name)


def write_export(folder: Path, *histories: Iterator[Item]) -> Path:
    """An export in the neutral format, with the file that its items speak of."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(b"bread\nsalt\n")
    with (folder / "history.jsonl").open("wb") as stream:
        write((item for history in histories for item in history), stream)
    return folder


def _round(number: int, name: str) -> Iterator[Item]:
    def say(offset: int, content: Content | None = None, **more: object) -> Message:
        return message(number + offset, content, chat=name, **more)

    yield say(0)
    yield say(1)
    yield say(2, reply=Reply(message=MessageId(str(number))))
    yield say(3, thread=MessageId(str(number)))
    yield say(4, reactions=(Reaction(emoji="👍", count=5, by=(_reactor("dana"), _reactor("anna"))),))
    yield say(5, Attachment(media=_file(), caption=Text("what to bring")))
    yield say(6, _poll())
    yield say(7, Pin(MessageId(str(number + 1))))
    yield from _rarities(number, name)


def _rarities(number: int, name: str) -> Iterator[Item]:
    """Two items that differ from round to round."""
    match number // 10 % 4:
        case 0:
            yield message(number + 8, TitleChange(f"Ops {number}"), chat=name)
            yield Withheld(chat=ChatId(name), id=MessageId(f"{number + 9}"), reason="must not be read", count=3)
        case 1:
            yield message(number + 8, Unsupported(what="hologram"), chat=name)
            yield Unreadable(
                chat=ChatId(name),
                id=MessageId(f"{number + 9}"),
                time=BEGINNING + (number + 9) // 2 * 1000,
                place=number + 9,
                reason="no sender",
            )
        case 2:
            yield message(number + 8, _leaving("chidi"), sender=PersonId("chidi"), chat=name)
            yield message(number + 9, sender=PersonId("chidi"), chat=name)
        case _:
            yield message(number + 8, Notice("started a call"), chat=name)
            yield message(number + 9, Attachment(media=_lost()), chat=name)


def _reactor(name: str) -> Reactor:
    return Reactor(person=PersonId(name))


def _poll() -> Poll:
    return Poll(question="Soup?", options=(PollOption(text="yes", votes=3), PollOption(text="no", votes=0)), voters=3)


def _leaving(name: str) -> Membership:
    return Membership(change=Change.LEFT, members=(Member(person=PersonId(name), name=name.title()),))


def _file() -> Media:
    return Media(
        kind=MediaKind.FILE,
        state=MediaState.PRESENT,
        reference=MediaId(FILE),
        file_name=FILE,
        mime_type="text/plain",
        size=11,
    )


def _lost() -> Media:
    return Media(kind=MediaKind.IMAGE, state=MediaState.LOST, file_name="beach.jpg", reason="not in the export")
