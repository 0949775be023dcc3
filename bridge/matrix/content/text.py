"""Written words as message events: one, or as many as it takes, or a file when it would take too many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bridge.matrix.cleaning import clean_text, count_unclean
from bridge.matrix.composing import part_of
from bridge.matrix.content.frame import frame_losses, framed
from bridge.matrix.content.pieces import Said, fits, message_piece, voice
from bridge.matrix.content.relation import relate
from bridge.matrix.content.text_file import TextFile, text_file
from bridge.matrix.events import Surroundings, Upload
from bridge.matrix.links import with_unsafe_links_shown
from bridge.matrix.rendering import Rendered, render
from bridge.matrix.spans import picture_of
from bridge.matrix.splitting import best_border, split
from bridge.model.content import Written
from bridge.model.message import Message
from bridge.model.text import Style, Text

TEXT: Mapping[str, Any] = {"msgtype": "m.text"}
NOTICE: Mapping[str, Any] = {"msgtype": "m.notice"}
EMPTY = "[empty message]"

_PREVIEW = 1000
"""Characters of a long text that are shown beside the file that holds it."""


def say_written(item: Message, content: Written, surroundings: Surroundings) -> Said:
    """A written message. One without a visible character says that it is empty."""
    words = tidy(content.text)
    if words.plain.strip():
        return say_words(item, content.text, surroundings)
    return say_framed(item, framed(item, Text(EMPTY), surroundings), surroundings, NOTICE)


def say_words(
    item: Message, words: Text, surroundings: Surroundings, base: Mapping[str, Any] = TEXT, *notes: str
) -> Said:
    """The words of a message within their frame, or a preview with the whole in a file."""
    file = text_file(words)
    upload = surroundings.uploads.get(file.reference) if file else None
    if file and upload:
        return _say_attached(item, words, surroundings, file, upload, *notes)
    return say_framed(item, framed(item, words, surroundings, *notes), surroundings, base)


def say_framed(item: Message, text: Text, surroundings: Surroundings, base: Mapping[str, Any] = TEXT) -> Said:
    """A text that is an item's first event, and all the text there is."""
    relations = relate(item, surroundings)
    losses = relations.losses + frame_losses(item, surroundings)
    first = say_text(item, text, surroundings, {**base, **relations.first}, {**base, **relations.later})
    return Said((), losses).then(first)


def say_more(item: Message, text: Text, surroundings: Surroundings, base: Mapping[str, Any] = TEXT) -> Said:
    """A text that continues what an item's first event said."""
    continued = {**base, **relate(item, surroundings).later}
    return say_text(item, text, surroundings, continued, continued)


def say_text(
    item: Message, text: Text, surroundings: Surroundings, first: Mapping[str, Any], later: Mapping[str, Any]
) -> Said:
    """A text of any length. ``first`` and ``later`` are what its first event and the others contain besides."""
    contents, losses = _contents(tidy(text), surroundings, first, later, edited=item.edited is not None)
    sender = voice(item, surroundings)
    return Said(tuple(message_piece(sender, content) for content in contents), text_losses(text, surroundings) + losses)


def text_content(base: Mapping[str, Any], rendered: Rendered) -> dict[str, Any]:
    """The content of an event that says this text."""
    content = {**base, "body": rendered.body, "m.mentions": {}}
    if rendered.html is not None:
        content |= {"format": "org.matrix.custom.html", "formatted_body": rendered.html}
    if rendered.mentions:
        content["m.mentions"] = {"user_ids": list(rendered.mentions)}
    return content


def tidy(text: Text) -> Text:
    """The text as it may be shown."""
    return clean_text(with_unsafe_links_shown(text))


def text_losses(text: Text, surroundings: Surroundings) -> tuple[str, ...]:
    """What showing a text takes away, besides what does not fit."""
    pictures = sum(1 for span in text.spans if span.style is Style.CUSTOM_EMOJI and not picture_of(span, surroundings))
    counts = {"text-cleaned": count_unclean(text.plain), "custom-emoji-as-text": pictures}
    return tuple(f"{code}:{count}" for code, count in counts.items() if count)


def _contents(
    words: Text, surroundings: Surroundings, first: Mapping[str, Any], later: Mapping[str, Any], *, edited: bool
) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The whole in one event, else the whole without formatting, else as many events as it takes."""
    rendered = render(words, surroundings, edited=edited)
    whole = text_content(first, rendered)
    if fits(whole, surroundings):
        return [whole], ()
    bare = text_content(first, Rendered(rendered.body, mentions=rendered.mentions))
    if fits(bare, surroundings):
        return [bare], ("formatting-dropped",) if words.spans else ()
    return _contents_of_parts(words, surroundings, first, later, edited=edited), ()


def _contents_of_parts(
    words: Text, surroundings: Surroundings, first: Mapping[str, Any], later: Mapping[str, Any], *, edited: bool
) -> list[dict[str, Any]]:
    longest = first if len(first) >= len(later) else later
    parts = list(
        split(
            words,
            lambda part: fits(text_content(longest, render(part, surroundings, edited=edited)), surroundings),
        )
    )
    last = len(parts) - 1
    return [
        text_content(later if number else first, render(part, surroundings, edited=edited and number == last))
        for number, part in enumerate(parts)
    ]


def _say_attached(
    item: Message, words: Text, surroundings: Surroundings, file: TextFile, upload: Upload, *notes: str
) -> Said:
    start = part_of(words, 0, best_border(words.plain[:_PREVIEW], words.plain[_PREVIEW]))
    preview = framed(item, Text(start.plain.rstrip() + " …", start.spans), surroundings, *notes)
    base = {
        "msgtype": "m.file",
        "filename": file.file_name,
        "url": upload.uri,
        "info": {"mimetype": upload.mime_type, "size": upload.size},
    }
    lost = ("text-attached", *(("formatting-dropped",) if words.spans else ()))
    return Said((), lost).then(say_framed(item, preview, surroundings, base))
