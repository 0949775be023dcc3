"""Long posts of many blocks (``rich_message``, since 2026): they come instead of ``text``.

Their words become one text; the photos and files between them follow it, each as a part of the same message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bridge.model.content import Unsupported, Written
from bridge.model.message import Content
from bridge.model.text import Style
from bridge.sources.telegram.posts.kind import Kind
from bridge.sources.telegram.posts.rich_text import Post, button
from bridge.sources.telegram.record import Record, is_number
from bridge.sources.telegram.scene import Scene

_TASKS = {"unchecked": "☐ ", "checked": "☑ "}
_RULE = "———"


def _rich_message(record: Record, scene: Scene) -> Sequence[Content]:
    message = record.part("rich_message", must=True)
    post = Post(record, scene.files)
    post.words.append(scene.text)
    if message is not None:
        message.expect(("rtl", "part", "blocks"))
        _blocks(post, message, "blocks")
    words = post.words.build()
    if words.plain:
        return (Written(words), *post.attachments)
    return post.attachments or (Unsupported(what="rich_message"),)


def _blocks(post: Post, record: Record, key: str) -> None:
    for block in record.parts(key):
        _block(post, block)


def _block(post: Post, block: Record) -> None:
    kind = block.text("type") or "unsupported"
    write = _BLOCKS.get(kind)
    if write is None:
        block.ledger.note_unknown(f"rich_message.{kind}")
        write = _unknown
    write(post, block)


def _heading(post: Post, block: Record) -> None:
    post.words.begin_line(2)
    start = post.words.length
    post.write(block.fields.get("text"))
    post.words.decorate(start, Style.BOLD)


def _paragraph(post: Post, block: Record) -> None:
    post.words.begin_line(2)
    post.write(block.fields.get("text"))


def _author_date(post: Post, block: Record) -> None:
    post.words.begin_line(2)
    post.write(block.fields.get("author"))
    if date := block.text("date"):
        post.words.add(f" · {date.replace('T', ' ')}")


def _code(post: Post, block: Record) -> None:
    post.words.begin_line(2)
    start = post.words.length
    post.write(block.fields.get("text"))
    post.words.decorate(start, Style.PREFORMATTED, language=block.text("language"))


def _divider(post: Post, _: Record) -> None:
    post.words.begin_line(2)
    post.words.add(_RULE)


def _nothing(_: Post, __: Record) -> None:
    """A place to link to, without words."""


def _list(post: Post, block: Record) -> None:
    ordered = block.text("kind") == "ordered"
    first = block.whole("start")
    for number, item in enumerate(block.parts("items"), start=1 if first is None else first):
        mark = f"{item.text('num') or number}. " if ordered else "• "
        post.words.begin_line()
        post.words.add(_TASKS.get(item.text("task_state") or "", mark))
        post.write(item.fields.get("text"))
        _inline_blocks(post, item.parts("blocks"))


def _inline_blocks(post: Post, blocks: Iterable[Record]) -> None:
    # The first paragraph stands behind the list's mark, whatever follows below it.
    for place, block in enumerate(blocks):
        if place == 0 and block.text("type") == "paragraph":
            post.write(block.fields.get("text"))
        else:
            _block(post, block)


def _quote(post: Post, block: Record) -> None:
    post.words.begin_line(2)
    start = post.words.length
    post.write(block.fields.get("text"))
    _blocks(post, block, "blocks")
    post.write_caption(block.fields.get("caption"))
    post.words.decorate(start, Style.QUOTE)


def _photo(post: Post, block: Record) -> None:
    post.attach(block, "photo")


def _document(post: Post, block: Record) -> None:
    post.attach(block, "file")


def _cover(post: Post, block: Record) -> None:
    if inner := block.part("block", must=True):
        _block(post, inner)


def _embed(post: Post, block: Record) -> None:
    if url := block.text("url"):
        post.words.begin_line(2)
        post.words.styled(url, Style.LINK, url=url)
    _blocks(post, block, "blocks")
    post.write_caption(block.fields.get("caption"))


def _gallery(post: Post, block: Record) -> None:
    _blocks(post, block, "items")
    post.write_caption(block.fields.get("caption"))


def _channel(post: Post, block: Record) -> None:
    channel = block.part("channel", must=True)
    if channel is None:
        return
    post.words.begin_line(2)
    username = channel.text("username")
    title = channel.text("title") or username or "a channel"
    post.words.styled(title, Style.LINK, url=f"https://t.me/{username}") if username else post.words.add(title)


def _math(post: Post, block: Record) -> None:
    post.words.begin_line(2)
    post.words.styled(block.text("formula") or "", Style.PREFORMATTED)


def _table(post: Post, block: Record) -> None:
    _heading(post, block.within({"text": block.fields.get("title")}, "title"))
    for row in block.parts("rows"):
        post.words.begin_line()
        for place, cell in enumerate(row.parts("cells")):
            post.words.add(" | " if place else "")
            post.write(cell.fields.get("text"))


def _details(post: Post, block: Record) -> None:
    _heading(post, block.within({"text": block.fields.get("title")}, "title"))
    _blocks(post, block, "blocks")


def _related_articles(post: Post, block: Record) -> None:
    _heading(post, block.within({"text": block.fields.get("title")}, "title"))
    for article in block.parts("articles"):
        url = article.text("url")
        post.words.begin_line()
        post.words.styled(article.text("title") or url or "an article", Style.LINK, url=url)


def _map(post: Post, block: Record) -> None:
    place = block.part("geo", must=True)
    latitude, longitude = (place.number("latitude"), place.number("longitude")) if place else (None, None)
    post.words.begin_line(2)
    if is_number(latitude) and is_number(longitude):
        address = f"https://www.openstreetmap.org/?mlat={latitude:f}&mlon={longitude:f}"
        post.words.styled(f"{latitude:f}, {longitude:f}", Style.LINK, url=address)
    post.write_caption(block.fields.get("caption"))


def _button_row(post: Post, block: Record) -> None:
    post.words.begin_line(2)
    for place, entry in enumerate(block.parts("buttons")):
        post.words.add(" " if place else "")
        button(post, entry)


def _unknown(post: Post, block: Record) -> None:
    post.words.begin_line(2)
    before = post.words.length
    post.write(block.fields.get("text"))
    if post.words.length == before:
        post.words.add("[a part of this post could not be exported]")


_BLOCKS: dict[str, Callable[[Post, Record], None]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "footer": _paragraph,
    "thinking": _paragraph,
    "author_date": _author_date,
    "code": _code,
    "divider": _divider,
    "anchor": _nothing,
    "list": _list,
    "quote": _quote,
    "photo": _photo,
    "video": _document,
    "audio": _document,
    "file": _document,
    "cover": _cover,
    "embed": _embed,
    "embed_post": _embed,
    "collage": _gallery,
    "slideshow": _gallery,
    "channel": _channel,
    "math": _math,
    "table": _table,
    "details": _details,
    "related_articles": _related_articles,
    "map": _map,
    "input_map": _map,
    "button_row": _button_row,
    "unsupported": _unknown,
}

KINDS = {"rich_message": Kind(_rich_message, frozenset({"rich_message"}))}
