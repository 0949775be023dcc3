"""Random items of the neutral model, as hostile as the model allows, for properties that must hold for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from hypothesis import strategies as st

from bridge.matrix.content.references import references
from bridge.matrix.events import ContentUri, Earlier, EventId, Given, Role, Surroundings, Upload, UserId
from bridge.model.amendment import Deletion, ReactionChange, Revision, Vote
from bridge.model.content import Attachment, Card, Contact, Location, Poll, PollOption, Unsupported, Written
from bridge.model.event import (
    AvatarChange,
    Change,
    DescriptionChange,
    Member,
    Membership,
    Notice,
    Pin,
    Rank,
    RankChange,
    TitleChange,
)
from bridge.model.ids import ChatId, MediaId, MessageId, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content, Forward, Message, Reaction, Reactor, Reply
from bridge.model.text import Span, Style, Text
from bridge.model.unreadable import Unreadable

Thing = TypeVar("Thing")

PEOPLE = tuple(PersonId(name) for name in ("anna", "bora", "chidi", "dana"))
MESSAGES = tuple(MessageId(str(number)) for number in range(1, 6))
FILES = tuple(MediaId(f"files/{number}") for number in range(1, 5))
MIME_TYPES = ("image/jpeg", "image/webp", "image/svg+xml", "video/mp4", "audio/ogg", "text/html", "application/pdf")
URLS = (
    "https://example.org/?a=1&b=2",
    "http://x",
    "mailto:a@b",
    "javascript:alert(1)",
    "tg://user?id=1",
    "data:,x",
    "",
)

NASTY = "\0\x07\x0b\x1b\r\n\t\x7f\x85\ud83d\udc00\u200d\u202e\u2066\u2069\u200f\ufeff\ufe0f\U000e0041 <>&\"'`@/\\"
"""Characters that something, somewhere, gets wrong."""

_FRAGMENTS = (
    *NASTY,
    *"ab ש٣",
    "Anna",
    "two words",
    "😀",
    "👩🏽",
    "🇩🇪",
    "e\u0301",
    "क्",
    "</p>",
    "@room",
    "https://example.org",
)


def words(max_size: int = 60) -> st.SearchStrategy[str]:
    """Text of a stranger, down to what is no valid Unicode."""
    fragments = st.lists(st.sampled_from(_FRAGMENTS), max_size=max_size // 3).map("".join)
    return st.one_of(fragments, st.text(max_size=max_size))


def times() -> st.SearchStrategy[int]:
    """Milliseconds since 1970, sane and absurd."""
    return st.one_of(st.integers(1_300_000_000_000, 1_800_000_000_000), st.integers(-(2**60), 2**60))


@st.composite
def texts(draw: st.DrawFn, max_size: int = 60) -> Text:
    """A text with up to six spans that overlap anyhow, and now and then lie beside it."""
    plain = draw(words(max_size))
    return Text(plain, tuple(draw(st.lists(_spans(len(plain)), max_size=6))))


def _spans(length: int) -> st.SearchStrategy[Span]:
    return st.builds(
        Span,
        start=st.integers(0, max(length - 1, 0)),
        end=st.integers(0, length + 1),
        style=st.sampled_from(Style),
        url=_maybe(st.sampled_from(URLS)),
        language=_maybe(st.one_of(st.just("python"), words(10))),
        person=_maybe(st.sampled_from(PEOPLE)),
        media=_maybe(st.sampled_from(FILES)),
    )


@st.composite
def media(draw: st.DrawFn) -> Media:
    """A reference to a file, present or not."""
    state = draw(st.sampled_from(MediaState))
    is_here = state in (MediaState.PRESENT, MediaState.RENAMED)
    return Media(
        kind=draw(st.sampled_from(MediaKind)),
        state=state,
        reference=draw(st.sampled_from(FILES)) if is_here else None,
        file_name=draw(_maybe(words(20))),
        thumbnail=draw(_maybe(st.sampled_from(FILES))),
        duration=draw(_maybe(st.integers(-5, 2**60))),
        emoji=draw(_maybe(st.sampled_from(["😀", "\0"]))),
        title=draw(_maybe(words(10))),
        performer=draw(_maybe(words(10))),
        waveform=draw(_maybe(st.lists(st.integers(-5, 3000), max_size=5).map(tuple))),
        spoiler=draw(st.booleans()),
        reason=draw(_maybe(words(10))),
    )


def contents() -> st.SearchStrategy[Content]:
    """Whatever a message can say, whatever can happen, and whatever can become of a message."""
    return st.one_of(_spoken(), _events(), amendments())


def _spoken() -> st.SearchStrategy[Content]:
    degrees = st.one_of(st.sampled_from(["52.5", "-0.00001", "+13"]), words(8))
    option = st.builds(PollOption, text=words(10), votes=_maybe(st.integers(-1, 2**60)))
    count = _maybe(st.integers(0, 2**60))
    return st.one_of(
        st.builds(Written, texts()),
        st.builds(Attachment, media=media(), caption=texts(20)),
        st.builds(
            Poll,
            question=words(20),
            options=st.lists(option, max_size=22).map(tuple),
            voters=count,
            closed=st.booleans(),
            several=st.booleans(),
            caption=texts(10),
        ),
        st.builds(
            Location,
            latitude=degrees,
            longitude=degrees,
            title=_maybe(words(10)),
            address=_maybe(words(10)),
            live_period=_maybe(st.integers(-5, 2**60)),
            caption=texts(10),
        ),
        st.builds(Contact, name=words(10), phone=_maybe(words(10)), vcard=_maybe(media()), caption=texts(10)),
        st.builds(
            Card,
            label=words(10),
            title=words(10),
            lines=st.lists(words(10), max_size=3).map(tuple),
            url=_maybe(st.sampled_from(URLS)),
            caption=texts(10),
        ),
        st.builds(Unsupported, what=words(10), text=texts(20)),
    )


def _events() -> st.SearchStrategy[Content]:
    member = st.builds(Member, name=_maybe(words(10)), person=_maybe(st.sampled_from(PEOPLE)))
    return st.one_of(
        st.builds(
            Membership,
            change=st.sampled_from(Change),
            members=st.lists(member, max_size=4).map(tuple),
            how=_maybe(words(10)),
        ),
        st.builds(TitleChange, words(300)),
        st.builds(DescriptionChange, words()),
        st.builds(AvatarChange, _maybe(media())),
        st.builds(Pin, _maybe(st.sampled_from(MESSAGES)), removed=st.booleans()),
        st.builds(RankChange, person=st.sampled_from(PEOPLE), rank=st.sampled_from(Rank), title=_maybe(words(10))),
        st.builds(Notice, words(20), words(10)),
    )


def amendments() -> st.SearchStrategy[Content]:
    """What happens to messages after they were said."""
    message = st.sampled_from(MESSAGES)
    return st.one_of(
        st.builds(Revision, message=message, content=_spoken()),
        st.builds(Deletion, messages=st.lists(message, min_size=1, max_size=3).map(tuple)),
        st.builds(ReactionChange, message=message, reactions=_reactions(), partial=st.booleans()),
        st.builds(Vote, message=message, options=st.lists(st.integers(0, 9), max_size=3).map(tuple)),
    )


def _reactions() -> st.SearchStrategy[tuple[Reaction, ...]]:
    reactor = st.builds(Reactor, person=st.sampled_from(PEOPLE), time=_maybe(times()))
    emoji = st.one_of(st.sampled_from(["👍", "❤", "5368324170671202286", "stickers/a.webp"]), words(80))
    reaction = st.builds(
        Reaction,
        emoji=emoji,
        count=st.integers(0, 20),
        by=st.lists(reactor, max_size=3).map(tuple),
        media=_maybe(st.sampled_from(FILES)),
    )
    return st.lists(reaction, max_size=3).map(tuple)


def messages() -> st.SearchStrategy[Message]:
    """Messages with everything that can hang on one."""
    reply = st.builds(Reply, message=st.sampled_from(MESSAGES), chat=_maybe(st.just(ChatId("other"))))
    forward = st.builds(Forward, name=_maybe(words(10)), person=_maybe(st.sampled_from(PEOPLE)), time=_maybe(times()))
    return st.builds(
        Message,
        chat=st.just(ChatId("channel1")),
        id=words(5).map(MessageId),
        time=times(),
        place=st.integers(0, 100),
        content=contents(),
        sender=_maybe(st.sampled_from(PEOPLE)),
        reply=_maybe(reply),
        thread=_maybe(st.sampled_from(MESSAGES)),
        forward=_maybe(forward),
        via=_maybe(words(10)),
        signature=_maybe(words(10)),
        edited=_maybe(times()),
        reactions=_reactions(),
        time_guessed=st.booleans(),
    )


def items() -> st.SearchStrategy[Message | Unreadable]:
    """Whatever becomes events."""
    broken = st.builds(
        Unreadable,
        chat=st.just(ChatId("channel1")),
        id=words(5).map(MessageId),
        time=times(),
        place=st.integers(0, 100),
        reason=words(20),
    )
    return st.one_of(messages(), broken)


def uploads() -> st.SearchStrategy[Upload]:
    """Files on the homeserver, with and without measures."""
    measure = _maybe(st.integers(-5, 2**60))
    plain = st.builds(
        Upload,
        uri=st.integers(0, 9).map(lambda number: ContentUri(f"mxc://example.org/{number}")),
        mime_type=st.sampled_from(MIME_TYPES),
        size=st.integers(0, 2**60),
        sha256=st.just("00"),
        width=measure,
        height=measure,
        duration=measure,
        waveform=_maybe(st.lists(st.integers(-5, 3000), max_size=5).map(tuple)),
        notes=st.sampled_from([(), ("sticker-not-converted: no decoder",)]),
    )
    return st.builds(_with_thumbnail, plain, _maybe(plain))


def _with_thumbnail(upload: Upload, thumbnail: Upload | None) -> Upload:
    return Upload(**{name: getattr(upload, name) for name in upload.__struct_fields__} | {"thumbnail": thumbnail})


@st.composite
def surroundings_of(draw: st.DrawFn, item: Message | Unreadable) -> Surroundings:
    """What a portal might answer to the item's references: all its people, and any of the rest."""
    wanted = references(item)
    ghosts = {str(person): UserId(f"@ghost_{person}:example.org") for person in wanted.people}
    events = {str(message): EventId(f"$event-{message}") for message in draw(_some_of(wanted.messages))}
    uploaded = {str(file.reference): draw(uploads()) for file in draw(_some_of(wanted.media))}
    joined = draw(_some_of(tuple(ghosts.values())))
    is_live = draw(st.booleans())
    linked = {person: UserId(f"@{person}:example.org") for person in draw(_some_of(tuple(ghosts)))} if is_live else {}
    everybody = (*ghosts.values(), *linked.values())
    return Surroundings(
        network_title="Telegram",
        bot=UserId("@bot:example.org"),
        ghosts=ghosts,
        names={person: f"{person.title()} (Telegram)" for person in ghosts},
        events=events,
        latest_in_thread={message: EventId(f"$latest-{message}") for message in draw(_some_of(tuple(events)))},
        inside_threads=frozenset(draw(_some_of(tuple(events)))),
        uploads=uploaded,
        missing={str(file.reference): "too large" for file in wanted.media if str(file.reference) not in uploaded},
        joined=frozenset(joined),
        live=is_live,
        linked=linked,
        parts={str(message): draw(_earlier(ghosts)) for message in draw(_some_of(wanted.amended)) if is_live},
        given={str(message): draw(_given(everybody)) for message in draw(_some_of(wanted.amended)) if is_live},
        levels=draw(_maybe(_levels(everybody))) if is_live else None,
        banned=frozenset(draw(_some_of(everybody))) - frozenset(joined) if is_live else frozenset(),
        pinned=tuple(EventId(f"$pinned-{number}") for number in range(draw(st.sampled_from([0, 3, 100])))),
    )


@st.composite
def items_in_surroundings(draw: st.DrawFn) -> tuple[Message | Unreadable, Surroundings]:
    """An item and a portal's answer to its references."""
    item = draw(items())
    return item, draw(surroundings_of(item))


_STRANGER = UserId("@somebody:example.org")
_TYPES = {
    Role.MESSAGE: ("m.room.message", "m.sticker", "org.matrix.msc3381.poll.start"),
    Role.STATE: ("m.room.name",),
    Role.POLL_END: ("org.matrix.msc3381.poll.end",),
    Role.REVISION: ("m.room.message",),
}


@st.composite
def _earlier(draw: st.DrawFn, ghosts: Mapping[str, UserId]) -> tuple[Earlier, ...]:
    """What stands in the room of a message: said by one of us, or by a stranger."""
    ours = draw(st.sampled_from([UserId("@bot:example.org"), *ghosts.values()]))
    found = []
    for number in range(draw(st.integers(1, 4))):
        event = EventId(f"$part-{number}")
        if draw(st.booleans()) and draw(st.booleans()):
            found.append(Earlier(event, _STRANGER, "m.room.message", Role.ECHO, ours=False))
            continue
        role = draw(st.sampled_from(tuple(_TYPES)))
        found.append(Earlier(event, ours, draw(st.sampled_from(_TYPES[role])), role, key="$part-0"))
    return tuple(found)


@st.composite
def _given(draw: st.DrawFn, everybody: tuple[UserId, ...]) -> tuple[Given, ...]:
    """Reactions by ghosts, by people whom the network knows, and by others."""
    keys = st.sampled_from(["👍", "❤", "❤\ufe0f"])
    senders = draw(st.lists(st.sampled_from([*everybody, _STRANGER]), max_size=4))
    return tuple(
        Given(sender, draw(keys), EventId(f"$given-{number}"), ours=sender.startswith("@ghost_"))
        for number, sender in enumerate(senders)
    )


def _levels(everybody: tuple[UserId, ...]) -> st.SearchStrategy[dict[str, object]]:
    users = st.dictionaries(st.sampled_from([*everybody, _STRANGER]), st.sampled_from([-1, 0, 50, 100]))
    bot = UserId("@bot:example.org")
    return users.map(lambda some: {"users": {**some, bot: 100}, "users_default": 0})


def _some_of(things: tuple[Thing, ...]) -> st.SearchStrategy[list[Thing]]:
    return st.lists(st.sampled_from(things), unique=True) if things else st.just([])


def _maybe(strategy: st.SearchStrategy[Thing]) -> st.SearchStrategy[Thing | None]:
    return st.one_of(st.none(), strategy)
