"""The text of a message as Slack's editor keeps it: sections, lists, quotes and code, without any markup in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bridge.model.text import Style
from bridge.sources.loose_values import Fields, first_words, identifier, record, records, whole, words
from bridge.sources.slack.emoji import emoji, of_codes
from bridge.sources.slack.names import Names
from bridge.sources.slack.times import shown
from bridge.sources.text_writer import TextWriter

_DEEPEST = 12
_MOST_INDENTED = 8
_STYLES: Mapping[str, Style] = {
    "bold": Style.BOLD,
    "italic": Style.ITALIC,
    "strike": Style.STRIKETHROUGH,
    "underline": Style.UNDERLINE,
    "code": Style.CODE,
}
_BULLETS = "•◦▪"


@dataclass(frozen=True)
class RichText:
    """Writes rich text for one message."""

    names: Names
    writer: TextWriter

    def write(self, fields: Fields) -> None:
        """A block of rich text."""
        self._parts(fields, 0)

    def _parts(self, fields: Fields, depth: int) -> None:
        for part in records(fields.get("elements")):
            self._part(part, depth)

    def _part(self, part: Fields, depth: int) -> None:
        kind = part.get("type")
        if depth > _DEEPEST:
            return
        if kind == "rich_text_section":
            self.writer.begin_line()
            self._inline(part)
        elif kind == "rich_text_list":
            self._list(part, depth)
        elif kind == "rich_text_quote":
            self._block(part, Style.QUOTE)
        elif kind == "rich_text_preformatted":
            self._block(part, Style.PREFORMATTED, words(part.get("language")))
        elif records(part.get("elements")):
            self._parts(part, depth + 1)
        else:
            self._element(part)

    def _block(self, part: Fields, style: Style, language: str | None = None) -> None:
        self.writer.begin_line()
        start = self.writer.length
        self._inline(part)
        if part.get("border") == 1 and style is not Style.QUOTE:
            self.writer.decorate(start, Style.QUOTE)
        self.writer.decorate(start, style, language=language)
        self.writer.begin_line()

    def _list(self, part: Fields, depth: int) -> None:
        self.writer.begin_line()
        start = self.writer.length
        indent = min(max(whole(part.get("indent")) or 0, 0), _MOST_INDENTED)
        first = (whole(part.get("offset")) or 0) + 1
        for number, entry in enumerate(records(part.get("elements")), start=first):
            self.writer.begin_line()
            mark = f"{number}." if part.get("style") == "ordered" else _BULLETS[min(indent, 2)]
            self.writer.write(f"{'    ' * indent}{mark} ")
            if entry.get("type") == "rich_text_list":
                self._part(entry, depth + 1)
            else:
                self._inline(entry)
        if part.get("border") == 1:
            self.writer.decorate(start, Style.QUOTE)
        self.writer.begin_line()

    def _inline(self, part: Fields) -> None:
        for element in records(part.get("elements")):
            self._element(element)

    def _element(self, element: Fields) -> None:
        start = self.writer.length
        kind = element.get("type")
        write = _ELEMENTS.get(kind) if isinstance(kind, str) else None
        (write or _other)(self, element)
        for name, style in _STYLES.items():
            if record(element.get("style")).get(name) is True:
                self.writer.decorate(start, style)


def _text(rich: RichText, element: Fields) -> None:
    rich.writer.write(words(element.get("text")) or "")


def _link(rich: RichText, element: Fields) -> None:
    address = words(element.get("url"))
    shown_as = words(element.get("text")) or (address or "").removeprefix("mailto:")
    rich.writer.styled(shown_as, Style.LINK, url=address) if address else rich.writer.write(shown_as)


def _user(rich: RichText, element: Fields) -> None:
    person, name = rich.names.person(element.get("user_id"))
    rich.writer.styled(f"@{name}", Style.MENTION, person=person)


def _group(rich: RichText, element: Fields) -> None:
    rich.writer.write(f"@{first_words(element, 'name', 'handle') or 'group'}")


def _channel(rich: RichText, element: Fields) -> None:
    rich.writer.write(f"#{rich.names.channel(element.get('channel_id'))}")


def _broadcast(rich: RichText, element: Fields) -> None:
    rich.writer.write(f"@{first_words(element, 'range') or 'channel'}")


def _emoji(rich: RichText, element: Fields) -> None:
    codes = words(element.get("unicode"))
    tone = whole(element.get("skin_tone"))
    name = identifier(element.get("name")) or "?"
    toned = f"{name}::skin-tone-{tone}" if tone and "::" not in name else name
    rich.writer.write((of_codes(codes) if codes else None) or emoji(toned))


def _date(rich: RichText, element: Fields) -> None:
    seconds = whole(element.get("timestamp"))
    said = words(element.get("fallback")) or (shown(seconds) if seconds is not None else "")
    address = words(element.get("url"))
    rich.writer.styled(said, Style.LINK, url=address) if address else rich.writer.write(said)


def _color(rich: RichText, element: Fields) -> None:
    rich.writer.write(words(element.get("value")) or "")


def _other(rich: RichText, element: Fields) -> None:
    """Whatever words there are in something new."""
    said = first_words(element, "text", "fallback", "title", "name", "value")
    address = words(element.get("url"))
    if address:
        rich.writer.styled(said or address, Style.LINK, url=address)
    else:
        rich.writer.write(said or "")


_ELEMENTS: Mapping[str, Callable[[RichText, Fields], None]] = {
    "text": _text,
    "link": _link,
    "user": _user,
    "usergroup": _group,
    "channel": _channel,
    "broadcast": _broadcast,
    "emoji": _emoji,
    "date": _date,
    "color": _color,
}
