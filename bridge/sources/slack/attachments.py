"""What hangs below a message: the cards of apps, previews of links, and messages that were shared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bridge.model.content import Card
from bridge.model.ids import PersonId
from bridge.model.message import Forward
from bridge.model.text import Style, Text
from bridge.sources.loose_values import Fields, first_words, identifier, joined, record, records, words
from bridge.sources.slack import blocks, mrkdwn
from bridge.sources.slack.names import Names
from bridge.sources.slack.times import milliseconds
from bridge.sources.text_writer import TextWriter, lines_of


@dataclass(frozen=True)
class Attached:
    """What the attachments of one message say. ``files`` are those of messages that were shared, as records."""

    shared: Text
    cards: tuple[Card, ...]
    files: tuple[Fields, ...]
    forward: Forward | None


def read(fields: Fields, names: Names, *, alone: bool) -> Attached:
    """``alone``: the message itself has no words, so that one it shares is forwarded rather than quoted."""
    entries = records(fields.get("attachments"))
    shares = [entry for entry in entries if _is_share(entry)]
    forwarded = shares[0] if alone and len(shares) == 1 and shares[0].get("is_share") is True else None
    written = words(fields.get("text")) or ""
    cards = [
        card
        for entry in entries
        if not _is_share(entry) and not _is_preview(entry, written) and (card := _card(entry, names))
    ]
    quotes = [_words_of(share, names) if share is forwarded else _quoted(share, names) for share in shares]
    return Attached(
        shared=lines_of(*quotes),
        cards=tuple(cards),
        files=tuple(file for entry in entries for file in records(entry.get("files"))),
        forward=_forward(forwarded) if forwarded is not None else None,
    )


def shared_message(fields: Fields) -> str | None:
    """The ``ts`` of the first message that is shown in a frame: of a pin, the one that was pinned."""
    found = (identifier(entry.get("ts")) for entry in records(fields.get("attachments")))
    return next((number for number in found if number), None)


def _is_share(entry: Fields) -> bool:
    return entry.get("is_msg_unfurl") is True or entry.get("is_share") is True or bool(entry.get("message_blocks"))


def _is_preview(entry: Fields, written: str) -> bool:
    """What Slack itself shows of a link that stands in the text; whoever reads the message can follow the link."""
    link = first_words(entry, "original_url", "from_url")
    return (
        bool(link and link in mrkdwn.unescaped(written)) and not entry.get("is_app_unfurl") and not entry.get("blocks")
    )


def _forward(share: Fields) -> Forward:
    number = identifier(share.get("author_id"))
    return Forward(
        name=first_words(share, "author_name", "author_subname"),
        person=PersonId(number) if number else None,
        time=milliseconds(share.get("ts")),
    )


def _quoted(share: Fields, names: Names) -> Text:
    """Somebody's words within a message of somebody else."""
    writer = TextWriter()
    said = _words_of(share, names)
    author = first_words(share, "author_name", "author_subname")
    channel = first_words(share, "channel_name")
    origin = joined((author, f"#{channel}" if channel else None), " in ")
    writer.write(f"{origin}:" if origin and said.plain else origin)
    writer.begin_line()
    writer.append(said)
    writer.decorate(0, Style.QUOTE)
    return writer.text()


def _words_of(share: Fields, names: Names) -> Text:
    for entry in records(share.get("message_blocks")):
        inner = blocks.read(record(entry.get("message")).get("blocks"), names)
        if inner.plain:
            return inner
    said = blocks.read(share.get("blocks"), names)
    return said if said.plain else mrkdwn.read(first_words(share, "text", "fallback") or "", names)


def _card(entry: Fields, names: Names) -> Card | None:
    title = mrkdwn.plain(words(entry.get("title")), names)
    lines = tuple(_lines(entry, names))
    url = first_words(entry, "title_link", "from_url", "original_url")
    if not title and not lines:
        lines = tuple(mrkdwn.lines_in(words(entry.get("fallback")), names))
    if not (title or lines or url):
        return None
    return Card(label="Attachment", title=title, lines=lines, url=url)


def _lines(entry: Fields, names: Names) -> Iterator[str]:
    yield from mrkdwn.lines_in(words(entry.get("pretext")), names)
    if author := joined((words(entry.get("author_name")), words(entry.get("author_subname"))), " "):
        yield author
    yield from mrkdwn.lines_in(words(entry.get("text")), names)
    yield from filter(str.strip, blocks.read(entry.get("blocks"), names).plain.split("\n"))
    for row in records(entry.get("fields")):
        if said := joined((mrkdwn.plain(words(row.get(key)), names) for key in ("title", "value")), ": "):
            yield said
    for button in records(entry.get("actions")):
        if label := mrkdwn.plain(words(button.get("text")), names):
            yield joined((f"[{label}]", words(button.get("url"))), " ")
    if picture := first_words(entry, "image_url", "video_url"):
        yield picture
    yield from mrkdwn.lines_in(words(entry.get("footer")), names)
