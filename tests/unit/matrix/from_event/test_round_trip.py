"""What the network's people said and we put into the room is understood as what they said."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from bridge.matrix.content.text import tidy
from bridge.matrix.events import Surroundings
from bridge.matrix.from_event import Acquaintance, Known, Understood, Was, understand
from bridge.matrix.spans import stretches
from bridge.matrix.to_content import drafts, finish
from bridge.model.content import Attachment, Location, Poll, PollOption, Written
from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.media import MediaKind
from bridge.model.message import Content, Message, Reply
from bridge.model.text import Span, Style, Text
from tests.strategies import texts
from tests.unit.matrix.cast import KEYS, PHOTO, attachment, here, message, surroundings, text, uploaded
from tests.unit.matrix.from_event.cast import ANNA, target

LANGUAGE = re.compile(r"[A-Za-z0-9_+#.-]{1,50}")
BLOCKS = (Style.QUOTE, Style.PREFORMATTED)
Letters = list[tuple[str, set[tuple[Any, ...]]]]


def heard(item: Message, around: Surroundings) -> Understood:
    """The item's first event, as if a person of the room had sent it."""
    draft = next(draft for draft in drafts(item, around, KEYS) if draft.state_key is None)
    raw = {"event_id": "$new", "type": draft.type, "sender": ANNA, "origin_server_ts": draft.time}
    people = {
        str(user): Acquaintance(person=PersonId(name), name=around.names[name]) for name, user in around.ghosts.items()
    }
    targets = {str(event): target(Was.MESSAGE, name) for name, event in around.events.items()}
    known = Known(chat=ChatId("channel1"), people=people, targets=targets)
    found = understand(raw | {"content": finish(draft, {})}, known)
    assert isinstance(found, Understood)
    return found


def letters(words: Text, around: Surroundings) -> Letters:
    """Every visible character, and what decorates it."""
    return [
        (words.plain[place], {told(span) for span in stretch.spans})
        for stretch in stretches(words, around)
        for place in range(stretch.start, stretch.end)
        if not words.plain[place].isspace()
    ]


def told(span: Span) -> tuple[Any, ...]:
    if span.style is Style.LINK:
        return span.style, (span.url or "").strip()
    if span.style is Style.MENTION:
        return span.style, span.person
    if span.style is Style.PREFORMATTED:
        return span.style, span.language if LANGUAGE.fullmatch(span.language or "") else None
    return (span.style,)


def without_pictures(words: Text) -> Text:
    return Text(words.plain, tuple(span for span in words.spans if span.style is not Style.CUSTOM_EMOJI))


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts())
def test_words_and_decorations_come_back(drawn: Text) -> None:
    source, around = without_pictures(drawn), surroundings()
    words = tidy(source)
    assume(source.plain.strip() and words.plain.strip())
    content = heard(message(Written(source)), around).message.content
    assert isinstance(content, Written)
    assert letters(content.text, around) == letters(words, around)
    if not any(span.style in BLOCKS for span in words.spans):
        assert content.text.plain == words.plain


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["a", "b c", "", "d"]), min_size=1, max_size=8), st.integers(0, 7), st.integers(0, 7))
@example(["a", "", "", "d", "", "b c"], 3, 3)
def test_blocks_of_whole_lines_come_back_to_the_letter(rows: list[str], one: int, other: int) -> None:
    first, last = sorted((one % len(rows), other % len(rows)))
    assume(rows[0] and rows[first] and rows[last] and rows[-1])
    start = sum(len(row) + 1 for row in rows[:first])
    block = Span(start=start, end=start + len("\n".join(rows[first : last + 1])), style=Style.QUOTE)
    words = text("\n".join(rows), block)
    content = heard(message(Written(words)), surroundings()).message.content
    assert content == Written(words)


def test_answers_and_threads_come_back() -> None:
    around = surroundings(events=here("1", "2"))
    item = message(reply=Reply(message=MessageId("1")), thread=MessageId("2"))
    found = heard(item, around).message
    assert (found.reply, found.thread) == (item.reply, item.thread)
    fallen_back = heard(message(thread=MessageId("2")), around).message
    assert (fallen_back.reply, fallen_back.thread) == (None, MessageId("2"))


@pytest.mark.parametrize(
    ("kind", "mime_type"),
    [
        (MediaKind.IMAGE, "image/jpeg"),
        (MediaKind.VIDEO, "video/mp4"),
        (MediaKind.ANIMATION, "video/mp4"),
        (MediaKind.ANIMATION, "image/gif"),
        (MediaKind.AUDIO, "audio/mpeg"),
        (MediaKind.VOICE, "audio/ogg"),
        (MediaKind.FILE, "application/pdf"),
    ],
)
@pytest.mark.parametrize("caption", ["", "us"])
def test_files_come_back(kind: MediaKind, mime_type: str, caption: str) -> None:
    around = uploaded(mime_type, width=3, height=4, duration=5, waveform=(1, 2) if kind is MediaKind.VOICE else None)
    found = heard(message(attachment(kind, caption)), around)
    content, upload = found.message.content, around.uploads[PHOTO]
    assert isinstance(content, Attachment)
    assert (content.media.kind, content.media.file_name, content.caption.plain) == (kind, "beach.jpg", caption)
    assert (str(content.media.reference), content.media.size, content.media.mime_type) == (upload.uri, 9, mime_type)
    assert (content.media.width, content.media.duration, content.media.waveform) == (3, 5, upload.waveform)


def test_a_sticker_comes_back() -> None:
    content = heard(message(attachment(MediaKind.STICKER, emoji="😀")), uploaded("image/webp")).message.content
    assert isinstance(content, Attachment)
    assert (content.media.kind, content.media.emoji) == (MediaKind.STICKER, "😀")


@pytest.mark.parametrize(
    "content",
    [
        Location(latitude="52.5", longitude="-13.4"),
        Location(latitude="1", longitude="2", title="Café"),
        Poll(question="Tea?", options=(PollOption(text="Yes"), PollOption(text="No"))),
        Poll(question="Tea?", options=(PollOption(text="Yes"), PollOption(text="No")), several=True),
    ],
)
def test_places_and_polls_come_back(content: Content) -> None:
    assert heard(message(content), surroundings()).message.content == content
