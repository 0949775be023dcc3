"""The words of a long post: a tree, in which each node decorates what is below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bridge.model.content import Attachment
from bridge.model.text import Style, Text
from bridge.sources.telegram import media
from bridge.sources.telegram.entities import link_of, mentioned
from bridge.sources.telegram.files import Files, existing
from bridge.sources.telegram.record import Malformed, Record, kind_of
from bridge.sources.telegram.text_builder import TextBuilder

_STYLES = {
    "bold": Style.BOLD,
    "italic": Style.ITALIC,
    "underline": Style.UNDERLINE,
    "strikethrough": Style.STRIKETHROUGH,
    "spoiler": Style.SPOILER,
    "code": Style.CODE,
    "mention": Style.MENTION,
}
_UNDECORATED = frozenset({
    "empty", "plain", "concat", "subscript", "superscript", "marked", "anchor", "formatted_date",
    "hashtag", "cashtag", "bot_command", "bank_card", "phone",
})  # fmt: skip


class Post:
    """A long post as it is put together: its words, and the files that stood between them."""

    def __init__(self, record: Record, files: Files) -> None:
        self.words = TextBuilder()
        self.attachments: list[Attachment] = []
        self.files = files
        self._record = record

    def write(self, node: object) -> None:
        """Append a node of the tree: a string, an object, a list of either, or nothing."""
        if isinstance(node, str):
            self.words.add(node)
        elif isinstance(node, list):
            for child in node:
                self.write(child)
        elif isinstance(node, dict):
            self._write_object(self._record.within(node, "text"))
        elif node is not None:
            raise Malformed(f"{self._record.path}text: expected a text, found {kind_of(node)}")

    def _write_object(self, node: Record) -> None:
        kind = node.text("type") or "plain"
        start = self.words.length
        if write := _SPECIAL.get(kind):
            write(self, node)
            return
        self.write(node.fields.get("text"))
        if style := _STYLES.get(kind):
            self.words.decorate(start, style)
        elif decorate := _DECORATIONS.get(kind):
            decorate(self.words, start, node)
        elif kind not in _UNDECORATED:
            node.ledger.note_unknown(f"{node.path}{kind}")

    def attach(self, block: Record, key: str) -> None:
        """A photo or file stood here; it follows the words."""
        caption = self._apart(block.fields.get("caption"))
        read = media.photo if key == "photo" else media.document
        self.attachments.append(Attachment(media=read(block, self.files), caption=caption))

    def _apart(self, caption: object) -> Text:
        apart = Post(self._record, self.files)
        apart.write_caption(caption)
        self.attachments.extend(apart.attachments)
        return apart.words.build()

    def write_caption(self, caption: object) -> None:
        """What stands below a picture, and whom it is owed to; or the words below a quote."""
        for part in _parts_of_caption(caption):
            before = self.words.length
            self.words.begin_line()
            after = self.words.length
            self.write(part)
            if self.words.length == after > before:
                self.words.pieces.pop()
                self.words.length = before


def _parts_of_caption(caption: object) -> list[object]:
    if isinstance(caption, dict) and "type" not in caption:
        return [caption.get("text"), caption.get("credit")]
    return [caption]


def _link(words: TextBuilder, start: int, node: Record) -> None:
    href = node.text("href")
    words.decorate(start, Style.LINK, url=href or link_of(_since(words, start)))


def _email(words: TextBuilder, start: int, node: Record) -> None:
    words.decorate(start, Style.LINK, url=f"mailto:{node.text('email') or _since(words, start)}")


def _mention(words: TextBuilder, start: int, node: Record) -> None:
    number = node.whole("user_id")
    words.decorate(start, Style.MENTION, person=mentioned(f"user{number}"))


def _since(words: TextBuilder, start: int) -> str:
    return "".join(words.pieces)[start:]


_DECORATIONS: dict[str, Callable[[TextBuilder, int, Record], None]] = {
    "text_link": _link,
    "link": _link,
    "email": _email,
    "mention_name": _mention,
}


def _math(post: Post, node: Record) -> None:
    post.words.styled(node.text("source") or "", Style.CODE)


def _custom_emoji(post: Post, node: Record) -> None:
    start = post.words.length
    post.words.add(node.text("text") or "")
    post.words.decorate(start, Style.CUSTOM_EMOJI, media=existing(node.fields.get("document_id"), post.files))


def _inline_image(post: Post, node: Record) -> None:
    post.words.add("🖼")
    post.attach(node, "file")


def _diff(post: Post, node: Record) -> None:
    start = post.words.length
    post.write(node.fields.get("old_text"))
    post.words.decorate(start, Style.STRIKETHROUGH)
    post.words.add(" ")
    post.write(node.fields.get("text"))


def button(post: Post, node: Record) -> None:
    """A button, as its words in brackets; it leads somewhere when it has an address."""
    action: dict[str, Any] = node.fields["button"] if isinstance(node.fields.get("button"), dict) else {}
    start = post.words.length
    post.words.add("[")
    post.write(node.fields.get("text"))
    post.words.add("]")
    if isinstance(url := action.get("url"), str) and url:
        post.words.decorate(start, Style.LINK, url=url)


_SPECIAL: dict[str, Callable[[Post, Record], None]] = {
    "math": _math,
    "custom_emoji": _custom_emoji,
    "inline_image": _inline_image,
    "diff": _diff,
    "button": button,
}
