"""Block Kit: what messages of people and apps are built of (https://docs.slack.dev/reference/block-kit/blocks)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bridge.model.text import Style, Text
from bridge.sources.loose_values import Fields, first_words, record, records, rows, words
from bridge.sources.slack import mrkdwn
from bridge.sources.slack.emoji import replaced
from bridge.sources.slack.names import Names
from bridge.sources.slack.rich_text import RichText
from bridge.sources.text_writer import TextWriter


@dataclass(frozen=True)
class _Page:
    names: Names
    writer: TextWriter

    def text(self, value: object) -> Text:
        """A text object: plain or marked up."""
        fields = record(value)
        said = words(fields.get("text")) or words(value)
        if said is None:
            return Text()
        if fields.get("type") == "plain_text":
            return Text(replaced(mrkdwn.unescaped(said)))
        return mrkdwn.read(said, self.names)

    def line(self, value: object, style: Style | None = None) -> None:
        """A text object on a line of its own."""
        text = self.text(value)
        if text.plain:
            self.writer.begin_line()
            start = self.writer.length
            self.writer.append(text)
            if style:
                self.writer.decorate(start, style)

    def link(self, said: str, address: str | None) -> None:
        """Words on a line of their own that lead somewhere."""
        self.writer.begin_line()
        self.writer.styled(said, Style.LINK, url=address) if address else self.writer.write(said)


def read(value: object, names: Names) -> Text:
    """The blocks of a message as one text."""
    page = _Page(names, TextWriter())
    for block in records(value):
        page.writer.begin_line()
        kind = block.get("type")
        write = _BLOCKS.get(kind) if isinstance(kind, str) else None
        (write or _other)(page, block)
    return page.writer.text()


def _rich_text(page: _Page, block: Fields) -> None:
    RichText(page.names, page.writer).write(block)


def _section(page: _Page, block: Fields) -> None:
    page.line(block.get("text"))
    for field in rows(block.get("fields")):
        page.line(field)
    _element(page, record(block.get("accessory")))


def _header(page: _Page, block: Fields) -> None:
    page.line(block.get("text"), Style.BOLD)


def _context(page: _Page, block: Fields) -> None:
    """Small words in a row, among pictures that only decorate."""
    said = [text for element in records(block.get("elements")) if (text := page.text(element)).plain]
    page.writer.begin_line()
    for number, text in enumerate(said):
        page.writer.write(" " if number else "")
        page.writer.append(text)


def _divider(page: _Page, block: Fields) -> None:  # noqa: ARG001 - it is only a line
    if page.writer.length:
        page.writer.write("———")


def _image(page: _Page, block: Fields) -> None:
    title = page.text(block.get("title")).plain or first_words(block, "alt_text")
    address = words(block.get("image_url"))
    if title or address:
        page.link(title or "picture", address)


def _actions(page: _Page, block: Fields) -> None:
    for element in records(block.get("elements")):
        _element(page, element)


def _element(page: _Page, element: Fields) -> None:
    """A button or a menu: nobody can press it any more, yet its words belong to what was said."""
    kind = first_words(element, "type") or ""
    if kind == "image":
        _image(page, element)
    elif kind == "button" or words(element.get("url")):
        if label := page.text(element.get("text")).plain:
            page.link(f"[{label}]", words(element.get("url")))
    elif label := page.text(element.get("placeholder")).plain:
        page.link(f"[{label}]", None)


def _input(page: _Page, block: Fields) -> None:
    page.line(block.get("label"))
    page.line(block.get("hint"))


def _video(page: _Page, block: Fields) -> None:
    title = page.text(block.get("title")).plain or first_words(block, "alt_text") or "video"
    page.link(title, first_words(block, "title_url", "video_url"))
    page.line(block.get("description"))


def _call(page: _Page, block: Fields) -> None:
    call = record(record(block.get("call")).get("v1"))
    page.link(first_words(call, "name") or "call", first_words(call, "join_url", "desktop_app_join_url"))


def _table(page: _Page, block: Fields) -> None:
    for row in rows(block.get("rows")):
        page.writer.begin_line()
        for number, cell in enumerate(records(row)):
            page.writer.write(" | " if number else "")
            inner = replace(page, writer=TextWriter())
            RichText(inner.names, inner.writer).write(cell) if cell.get("type") == "rich_text" else inner.line(cell)
            page.writer.append(inner.writer.text())


def _other(page: _Page, block: Fields) -> None:
    """Whatever words there are in something new."""
    for key in ("title", "text", "description", "fallback", "alt_text"):
        page.line(block.get(key))
    if records(block.get("elements")):
        _rich_text(page, block)


_BLOCKS: Mapping[str, Callable[[_Page, Fields], None]] = {
    "rich_text": _rich_text,
    "section": _section,
    "header": _header,
    "context": _context,
    "divider": _divider,
    "image": _image,
    "actions": _actions,
    "context_actions": _actions,
    "input": _input,
    "video": _video,
    "call": _call,
    "table": _table,
}
