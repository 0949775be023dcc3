"""Long posts of many blocks, put into the form in which Telegram Desktop exports them.

Telegram's blocks name their files by number; the files themselves come beside them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import structs
from telethon.tl import types

from bridge.model.content import Attachment, Unsupported
from bridge.model.message import Content
from bridge.sources.telegram.live.hearing.files import Found, document_of, photo_of
from bridge.sources.telegram.live.hearing.rich_words import button, caption, words
from bridge.sources.telegram.live.hearing.saying import Fields, Saying, as_posted
from bridge.sources.telegram.live.hearing.times import written

logger = logging.getLogger(__name__)

_PREFIX = "PageBlock"


@dataclass(frozen=True)
class _Pile:
    """The files of a post by number, and what became of those that were written so far."""

    found: Mapping[int, Found]
    written: dict[str, Found] = field(default_factory=dict)

    def write(self, kind: str, number: int) -> Fields:
        found = self.found.get(number)
        if found is None or found.media.reference is None:
            return {f"{kind}_skip_reason": "unavailable"}
        self.written[found.media.reference] = found
        return {kind: found.media.reference}


def rich_contents(post: Any, saying: Saying) -> Sequence[Content]:
    """The words of the post as one text, then its files. A long one comes in part only; then a notice says so."""
    pile = _Pile(_files(post, saying))
    contents = as_posted({"rich_message": {"blocks": _blocks(post.blocks, pile)}}, saying)
    said = [*(_with_file(content, pile, saying) for content in contents), *_within_lines(pile, saying)]
    return [*said, Unsupported(what="the rest of a long post")] if post.part else said


def _files(post: Any, saying: Saying) -> dict[int, Found]:
    photos = {photo.id: photo_of(photo, saying.origin) for photo in post.photos}
    return photos | {document.id: document_of(document, saying.origin) for document in post.documents}


def _with_file(content: Content, pile: _Pile, saying: Saying) -> Content:
    """The export's reader knows where a file is; what is known of it is known here."""
    if not isinstance(content, Attachment) or content.media.reference not in pile.written:
        return content
    return structs.replace(content, media=saying.keep(pile.written[content.media.reference]))


def _within_lines(pile: _Pile, saying: Saying) -> list[Content]:
    """The pictures that stand within a line of words."""
    left = [found for found in pile.found.values() if found.media.reference not in pile.written]
    return [Attachment(media=saying.keep(found)) for found in left]


def _blocks(blocks: Sequence[Any], pile: _Pile) -> list[Fields]:
    return [_block(block, pile) for block in blocks]


def _block(block: Any, pile: _Pile) -> Fields:
    name = type(block).__name__.removeprefix(_PREFIX)
    if name in _WORDS:
        return {"type": _WORDS[name], "text": words(block.text)}
    if write := _BLOCKS.get(name):
        return write(block, pile)
    logger.warning("A block of a post that is not known: %s", type(block).__name__)
    return {"type": "unsupported", "text": words(getattr(block, "text", None))}


_WORDS = {
    **dict.fromkeys(("Title", "Header", "Subheader", "Kicker", "Subtitle"), "heading"),
    **{f"Heading{level}": "heading" for level in range(1, 7)},
    "Paragraph": "paragraph",
    "Footer": "footer",
    "Thinking": "thinking",
}


def _plain(kind: str) -> Callable[[Any, _Pile], Fields]:
    return lambda _, __: {"type": kind}


def _author(block: Any, _: _Pile) -> Fields:
    return {"type": "author_date", "author": words(block.author), "date": written(block.published_date) or ""}


def _code(block: Any, _: _Pile) -> Fields:
    return {"type": "code", "text": words(block.text), "language": block.language}


def _math(block: Any, _: _Pile) -> Fields:
    return {"type": "math", "formula": block.source}


def _quote(block: Any, pile: _Pile) -> Fields:
    inner = getattr(block, "blocks", ())
    text = {"text": words(block.text)} if hasattr(block, "text") else {}
    return {"type": "quote", **text, "blocks": _blocks(inner, pile), "caption": words(block.caption)}


def _photo(block: Any, pile: _Pile) -> Fields:
    return {"type": "photo", **pile.write("photo", block.photo_id), "caption": caption(block.caption)}


def _document(field_name: str) -> Callable[[Any, _Pile], Fields]:
    def write(block: Any, pile: _Pile) -> Fields:
        return {"type": "file", **pile.write("file", getattr(block, field_name)), "caption": caption(block.caption)}

    return write


def _cover(block: Any, pile: _Pile) -> Fields:
    return {"type": "cover", "block": _block(block.cover, pile)}


def _embed(block: Any, pile: _Pile) -> Fields:
    inner = _blocks(getattr(block, "blocks", ()), pile)
    return {"type": "embed", "url": block.url or "", "blocks": inner, "caption": caption(block.caption)}


def _gallery(block: Any, pile: _Pile) -> Fields:
    return {"type": "collage", "items": _blocks(block.items, pile), "caption": caption(block.caption)}


def _channel(block: Any, _: _Pile) -> Fields:
    channel = {"title": getattr(block.channel, "title", ""), "username": getattr(block.channel, "username", "") or ""}
    return {"type": "channel", "channel": channel}


def _list(block: Any, pile: _Pile) -> Fields:
    return {"type": "list", "kind": "bullet", "items": [_item(item, pile) for item in block.items]}


def _ordered(block: Any, pile: _Pile) -> Fields:
    start = {"start": block.start} if block.start is not None else {}
    return {"type": "list", "kind": "ordered", **start, "items": [_item(item, pile) for item in block.items]}


def _item(item: Any, pile: _Pile) -> Fields:
    state = ("checked" if item.checked else "unchecked") if item.checkbox else "none"
    number = {"num": item.num} if getattr(item, "num", None) else {}
    text = {"text": words(item.text)} if hasattr(item, "text") else {}
    return {"task_state": state, **number, **text, "blocks": _blocks(getattr(item, "blocks", ()), pile)}


def _table(block: Any, _: _Pile) -> Fields:
    rows = [{"cells": [{"text": words(cell.text)} for cell in row.cells]} for row in block.rows]
    return {"type": "table", "title": words(block.title), "rows": rows}


def _details(block: Any, pile: _Pile) -> Fields:
    return {"type": "details", "title": words(block.title), "blocks": _blocks(block.blocks, pile)}


def _related(block: Any, _: _Pile) -> Fields:
    articles = [{"url": article.url, "title": article.title or ""} for article in block.articles]
    return {"type": "related_articles", "title": words(block.title), "articles": articles}


def _map(block: Any, _: _Pile) -> Fields:
    geo = block.geo
    point = {"latitude": geo.lat, "longitude": geo.long} if isinstance(geo, types.GeoPoint) else {}
    return {"type": "map", "geo": point, "caption": caption(block.caption)}


def _buttons(block: Any, _: _Pile) -> Fields:
    return {"type": "button_row", "buttons": [button(entry) for entry in block.buttons]}


_BLOCKS: dict[str, Callable[[Any, _Pile], Fields]] = {
    "AuthorDate": _author,
    "Preformatted": _code,
    "Math": _math,
    "Divider": _plain("divider"),
    "Anchor": _plain("anchor"),
    "Unsupported": _plain("unsupported"),
    "List": _list,
    "OrderedList": _ordered,
    "Blockquote": _quote,
    "Pullquote": _quote,
    "BlockquoteBlocks": _quote,
    "Photo": _photo,
    "Video": _document("video_id"),
    "Audio": _document("audio_id"),
    "Document": _document("document_id"),
    "Cover": _cover,
    "Embed": _embed,
    "EmbedPost": _embed,
    "Collage": _gallery,
    "Slideshow": _gallery,
    "Channel": _channel,
    "Table": _table,
    "Details": _details,
    "RelatedArticles": _related,
    "Map": _map,
    "ButtonRow": _buttons,
}
"""By the names of Telethon's ``PageBlock…`` classes; those with words only stand in ``_WORDS``."""
