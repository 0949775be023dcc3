"""Slack's blocks: what its own editor writes (``rich_text``), and what apps build (https://docs.slack.dev/reference/block-kit)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bridge.model.text import Style, Text
from bridge.sources.emoji_names import emoji_named, emoji_of_code
from bridge.sources.loose_values import Fields, first_words, identifier, record, records, whole, words
from bridge.sources.slack.mrkdwn import BROADCASTS, Names, mention, read
from bridge.sources.text_writer import TextWriter

_STYLES = {
    "bold": Style.BOLD,
    "italic": Style.ITALIC,
    "strike": Style.STRIKETHROUGH,
    "underline": Style.UNDERLINE,
    "code": Style.CODE,
}
_DEEPEST = 20


def text_of(blocks: object, names: Names) -> Text:
    """The words of a message's blocks, one below the other. Empty: there are none."""
    writer = TextWriter()
    for block in records(blocks):
        _block(block, writer, names)
    return writer.text()


def _block(block: Fields, writer: TextWriter, names: Names) -> None:
    write = _BLOCKS.get(first_words(block, "type") or "")
    writer.begin_line()
    if write is not None:
        write(block, writer, names)
    else:
        _anything(block, writer, names)


def _anything(block: Fields, writer: TextWriter, names: Names) -> None:
    """Blocks of kinds that are not known: whatever stands in them for people."""
    for key in ("title", "text", "label", "alt_text"):
        _words(block.get(key), writer, names)
    _all(block.get("elements"), writer, names)


def _words(value: object, writer: TextWriter, names: Names) -> None:
    """A text object, or a plain text."""
    fields = record(value)
    text = words(value) or first_words(fields, "text")
    if text:
        writer.begin_line()
        writer.append(read(text, names) if fields.get("type") == "mrkdwn" else Text(text))


def _section(block: Fields, writer: TextWriter, names: Names) -> None:
    _words(block.get("text"), writer, names)
    for entry in records(block.get("fields")):
        _words(entry, writer, names)
    _button(record(block.get("accessory")), writer, names)


def _header(block: Fields, writer: TextWriter, names: Names) -> None:
    start = writer.length
    _words(block.get("text"), writer, names)
    writer.decorate(start, Style.BOLD)


def _picture(block: Fields, writer: TextWriter, names: Names) -> None:
    _words(block.get("title"), writer, names)
    address = first_words(block, "image_url")
    name = first_words(block, "alt_text") or "picture"
    writer.begin_line()
    if address:
        writer.styled(name, Style.LINK, url=address)
    else:
        writer.write(name)


def _all(elements: object, writer: TextWriter, names: Names) -> None:
    for element in records(elements):
        if element.get("type") == "image":
            _picture(element, writer, names)
        else:
            _words(element, writer, names)
            _button(element, writer, names)


def _button(element: Fields, writer: TextWriter, names: Names) -> None:
    label = first_words(record(element.get("text")), "text")
    address = first_words(element, "url")
    if element.get("type") == "button" and label:
        writer.begin_line()
        if address:
            writer.styled(f"[{label}]", Style.LINK, url=address)
        else:
            writer.write(f"[{label}]")
    del names


def _elements(block: Fields, writer: TextWriter, names: Names) -> None:
    _all(block.get("elements"), writer, names)


def _line(_block: Fields, writer: TextWriter, _names: Names) -> None:
    writer.write("———\n")


def _rich(block: Fields, writer: TextWriter, names: Names) -> None:
    for part in records(block.get("elements")):
        writer.begin_line()
        _rich_part(part, writer, names, 0)


def _rich_part(part: Fields, writer: TextWriter, names: Names, depth: int) -> None:
    kind = first_words(part, "type") or ""
    start = writer.length
    if kind == "rich_text_list":
        _list(part, writer, names, depth)
        return
    _inline(part.get("elements"), writer, names)
    if kind == "rich_text_preformatted":
        writer.decorate(start, Style.PREFORMATTED, language=first_words(part, "language"))
    elif kind == "rich_text_quote":
        writer.decorate(start, Style.QUOTE)


def _list(part: Fields, writer: TextWriter, names: Names, depth: int) -> None:
    indent = "    " * min(_DEEPEST, max(0, whole(part.get("indent")) or 0))
    first = 1 + max(0, whole(part.get("offset")) or 0)
    for number, entry in enumerate(records(part.get("elements")), first):
        writer.begin_line()
        writer.write(f"{indent}{f'{number}.' if part.get('style') == 'ordered' else '•'} ")
        if depth < _DEEPEST:
            _rich_part(entry, writer, names, depth + 1)


def _inline(elements: object, writer: TextWriter, names: Names) -> None:
    for element in records(elements):
        start = writer.length
        _INLINE.get(first_words(element, "type") or "", _unknown)(element, writer, names)
        for name, is_set in record(element.get("style")).items():
            if is_set is True and name in _STYLES:
                writer.decorate(start, _STYLES[name])


def _text(element: Fields, writer: TextWriter, _names: Names) -> None:
    writer.write(first_words(element, "text") or "")


def _link(element: Fields, writer: TextWriter, _names: Names) -> None:
    address = first_words(element, "url")
    writer.styled(first_words(element, "text") or address or "", Style.LINK, url=address)


def _user(element: Fields, writer: TextWriter, names: Names) -> None:
    mention(writer, identifier(element.get("user_id")) or "somebody", None, names)


def _channel(element: Fields, writer: TextWriter, names: Names) -> None:
    number = identifier(element.get("channel_id")) or ""
    writer.write(f"#{names.channels.get(number, number)}")


def _group(element: Fields, writer: TextWriter, names: Names) -> None:
    number = identifier(element.get("usergroup_id")) or ""
    writer.write(f"@{names.groups.get(number, number)}")


def _broadcast(element: Fields, writer: TextWriter, _names: Names) -> None:
    called = first_words(element, "range") or ""
    writer.write(f"@{called}" if called in BROADCASTS else "@channel")


def _emoji(element: Fields, writer: TextWriter, _names: Names) -> None:
    name = first_words(element, "name") or "?"
    code = first_words(element, "unicode")
    writer.write((emoji_of_code(code) if code else None) or emoji_named(name))


def _unknown(element: Fields, writer: TextWriter, _names: Names) -> None:
    """Dates (their fallback), colours (their value), and whatever comes next."""
    address = first_words(element, "url")
    shown = first_words(element, "fallback", "value", "text", "title", "name") or address
    if shown and address:
        writer.styled(shown, Style.LINK, url=address)
    elif shown:
        writer.write(shown)


_Write = Callable[[Fields, TextWriter, Names], None]
_INLINE: Mapping[str, _Write] = {
    "text": _text,
    "link": _link,
    "user": _user,
    "channel": _channel,
    "usergroup": _group,
    "team": _unknown,
    "broadcast": _broadcast,
    "emoji": _emoji,
}
_BLOCKS: Mapping[str, _Write] = {
    "rich_text": _rich,
    "section": _section,
    "header": _header,
    "context": _elements,
    "actions": _elements,
    "image": _picture,
    "divider": _line,
}
