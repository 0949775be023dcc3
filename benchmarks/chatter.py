"""A made-up history as groups of people write it: short and long texts, answers, reactions, files, comings and goings."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bridge.model.chat import Chat, ChatKind
from bridge.model.codec import Item
from bridge.model.content import Attachment, Poll, PollOption, Written
from bridge.model.event import Change, Member, Membership, Pin, TitleChange
from bridge.model.ids import ChatId, MediaId, MessageId, Network, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content, Message, Reaction, Reactor, Reply
from bridge.model.person import Person
from bridge.model.text import Span, Style, Text

NETWORK = Network("campfire")
BEGINNING = 1_500_000_000_000
PEOPLE = 20
"""In each chat."""
FILES = 12
FILE_SIZE = 20_000
WORDS = (
    "the boats leave at seven bring a coat and something warm to drink who has the key for the shed I saw it on the "
    "table yesterday it rained all night so mind the path above the bridge there will be soup for everybody"
)
EMOJI = ("👍", "❤️", "😂", "🎉")
STYLES = (Style.BOLD, Style.ITALIC, Style.CODE, Style.LINK)
RARE = 200
"""Every so many messages somebody leaves and comes back, asks, pins, and gives the chat another name."""


@dataclass(frozen=True)
class Chatter:
    """One chat, whose people are those of a ``crowd`` from ``first`` on; the same chat is always the same history."""

    name: str
    crowd: str
    first: int = 0

    def items(self, count: int) -> Iterator[Item]:
        """The chat, its people, and so many items of history."""
        yield Chat(network=NETWORK, id=ChatId(self.name), kind=ChatKind.GROUP, title=self.name.title())
        for person in self._people():
            yield Person(id=person, name=f"Person {person}")
        chance = random.Random(self.name)
        for number in range(count):
            yield self._item(number, chance)

    def _people(self) -> Sequence[PersonId]:
        return [PersonId(f"{self.crowd}-{number}") for number in range(self.first, self.first + PEOPLE)]

    def _item(self, number: int, chance: random.Random) -> Message:
        sender, leaver = chance.choice(self._people()), self._people()[number // RARE % PEOPLE]
        content = _rarity(number, leaver)
        if content is None:
            return self._said(number, sender, _words(self._people(), chance), chance)
        return self._message(number, leaver if isinstance(content, Membership) else sender, content)

    def _said(self, number: int, sender: PersonId, words: Text, chance: random.Random) -> Message:
        kind = chance.random()
        content: Content = Attachment(media=_file(chance), caption=words) if kind < 0.06 else Written(words)
        answered = MessageId(str(max(0, number - chance.randint(1, 30))))
        return self._message(
            number,
            sender,
            content,
            reply=Reply(message=answered) if number and 0.06 <= kind < 0.26 else None,
            reactions=_reactions(self._people(), chance) if chance.random() < 0.12 else (),
            edited=self._time(number) + 60_000 if chance.random() < 0.03 else None,
        )

    def _message(self, number: int, sender: PersonId, content: Content, **more: object) -> Message:
        known = {"chat": ChatId(self.name), "id": MessageId(str(number)), "time": self._time(number), "place": number}
        return Message(**known, sender=sender, content=content, **more)  # type: ignore[arg-type]

    def _time(self, number: int) -> int:
        return BEGINNING + number * 97 // 2 * 1000


def write_files(folder: Path) -> None:
    """The few files that all chats speak of: the same whenever they are written."""
    folder.mkdir(parents=True)
    for number in range(FILES):
        (folder / _name(number)).write_bytes(random.Random(number).randbytes(FILE_SIZE))


def _words(people: Sequence[PersonId], chance: random.Random) -> Text:
    """Mostly a line, sometimes a page; every sixth is formatted, every twentieth calls somebody."""
    length = min(int(chance.expovariate(1 / 12)) + 1, 300)
    plain = f"{chance.choice('ABCDEFGH')} {' '.join(chance.choices(WORDS.split(), k=length))}"
    spans: list[Span] = []
    if chance.random() < 1 / 6:
        style = chance.choice(STYLES)
        url = "https://example.org/boats" if style is Style.LINK else None
        spans.append(Span(start=2, end=len(plain), style=style, url=url))
    if chance.random() < 1 / 20:
        spans.append(Span(start=0, end=1, style=Style.MENTION, person=chance.choice(people)))
    return Text(plain, tuple(spans))


def _reactions(people: Sequence[PersonId], chance: random.Random) -> tuple[Reaction, ...]:
    by = [Reactor(person=person) for person in chance.sample(people, chance.randint(1, 5))]
    return (Reaction(emoji=chance.choice(EMOJI), count=len(by), by=tuple(by)),)


def _rarity(number: int, leaver: PersonId) -> Content | None:
    """What is not said every day. Whoever leaves comes back at once, before speaking again."""
    match number % RARE:
        case 100:
            return Membership(change=Change.LEFT, members=(Member(person=leaver),))
        case 101:
            return Membership(change=Change.JOINED, members=(Member(person=leaver),), how="by a link")
        case 120:
            options = (PollOption(text="yes", votes=3), PollOption(text="no", votes=1))
            return Poll(question="Soup?", options=options, voters=4)
        case 140:
            return Pin(MessageId(str(number - 1)))
        case 160:
            return TitleChange(f"Boats {number}")
        case _:
            return None


def _file(chance: random.Random) -> Media:
    name = _name(chance.randrange(FILES))
    return Media(
        kind=MediaKind.FILE,
        state=MediaState.PRESENT,
        reference=MediaId(name),
        file_name=name,
        mime_type="application/octet-stream",
        size=FILE_SIZE,
    )


def _name(number: int) -> str:
    return f"chart-{number}.bin"
