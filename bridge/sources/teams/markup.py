"""The HTML of a message as text and spans, and whatever else stands in it: mentions, pictures, placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from bridge.model.ids import PersonId
from bridge.model.text import Style, Text
from bridge.sources.loose_values import first_words, whole
from bridge.sources.teams.markup_tags import BLOCKS, SILENT, STYLES, VOID
from bridge.sources.text_writer import TextWriter

_LONGEST = 128 * 1024
"""Characters; Teams allows some 100 KB. What is longer is read without its markup."""
_DEEPEST = 200
_SPACE = re.compile(r"[ \t\r\n\f]+")
_NO_TAG = re.compile(r"<(?!/?[a-zA-Z][^<>]{0,8000}>)")
_TAG = re.compile(r"<[^<>]{0,10000}>")

_RULE = "———"
_EMOJI = "schema.skype.com/emoji"

Attributes = Mapping[str, str | None]
Who = Callable[[str, str], PersonId | None]
"""Who is mentioned: by the number of the mention, or the person's, and the words that stand there."""


@dataclass(frozen=True)
class Picture:
    """A picture that stands in the text; its bytes are elsewhere."""

    source: str
    name: str | None
    width: int | None
    height: int | None


@dataclass(frozen=True)
class Markup:
    """What a message's HTML holds."""

    text: Text
    pictures: tuple[Picture, ...] = ()
    attachments: tuple[str, ...] = ()
    """The numbers of the attachments that have a place in the text, in order."""


def read(html: str, who: Who) -> Markup:
    """Never fails: what is no HTML is text."""
    if "<" not in html and "&" not in html:
        return Markup(Text(html.strip()))
    if len(html) > _LONGEST:
        return Markup(Text(unescape(_TAG.sub(" ", html)).strip()))
    reading = _Reading(who)
    reading.feed(sound(html))
    reading.close()
    return reading.result()


def sound(html: str) -> str:
    """Without comments, and without tags that never end: the parser would look for their end again and again."""
    first, *others = html.split("<!--")
    return _NO_TAG.sub("&lt;", first + "".join(other.partition("-->")[2] for other in others))


@dataclass
class _Element:
    tag: str
    start: int
    """Where its text begins."""
    attributes: Attributes = field(default_factory=dict)
    count: int = 0
    """Entries of a list, or cells of a row, so far."""


class _Reading(HTMLParser):
    """One message on its way."""

    def __init__(self, who: Who) -> None:
        super().__init__(convert_charrefs=True)
        self._who = who
        self._writer = TextWriter()
        self._open: list[_Element] = []
        self._pictures: list[Picture] = []
        self._attachments: list[str] = []
        self._space_wanted = False
        self._line_wanted = False

    def result(self) -> Markup:
        while self._open:
            self._close_last()
        return Markup(self._writer.text(), tuple(self._pictures), tuple(self._attachments))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in BLOCKS:
            self._begin_block()
        if beginning := _BEGINNINGS.get(tag):
            beginning(self, attributes)
        if tag not in VOID and len(self._open) < _DEEPEST:
            if tag not in BLOCKS:
                self._begin_text()
            self._open.append(_Element(tag, self._writer.length, attributes))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open):
            while self._close_last() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._is_within(SILENT):
            return
        if self._is_within({"pre", "codeblock"}):
            self._writer.write(data.replace("\r\n", "\n").replace("\xa0", " "))
            return
        words = _SPACE.sub(" ", data)
        if words.startswith(" "):
            self._space_wanted = True
        stripped = words.strip(" ")
        if stripped == "\xa0" and self._open and self._writer.length == self._open[-1].start:
            # A paragraph with nothing but a blank is there for the empty line.
            self._begin_text()
            self._writer.write("\n")
        elif stripped:
            self._begin_text()
            self._writer.write(stripped.replace("\xa0", " ").replace("\u200b", ""))
            self._space_wanted = words.endswith(" ")

    def break_line(self, _: Attributes) -> None:
        self._space_wanted = False
        self._writer.write("\n")

    def draw_rule(self, _: Attributes) -> None:
        self._writer.write(f"{_RULE}\n")

    def show_emoji(self, attributes: Attributes) -> None:
        if shown := first_words(attributes, "alt", "title", "id"):
            self._begin_text()
            self._writer.write(shown)

    def show_picture(self, attributes: Attributes) -> None:
        alternative, source = first_words(attributes, "alt", "title"), first_words(attributes, "src")
        if alternative and (_EMOJI in (attributes.get("itemtype") or "").lower() or not source):
            self.show_emoji(attributes)
        elif source:
            width, height = (_pixels(attributes.get(key)) for key in ("width", "height"))
            self._pictures.append(Picture(source, alternative, width, height))

    def hold_attachment(self, attributes: Attributes) -> None:
        if number := first_words(attributes, "id"):
            self._attachments.append(number)

    def begin_item(self, _: Attributes) -> None:
        lists = [element for element in self._open if element.tag in {"ul", "ol"}]
        point = "•"
        if lists:
            lists[-1].count += 1
            point = f"{lists[-1].count}." if lists[-1].tag == "ol" else "•"
        self._writer.write("  " * (len(lists) - 1) + f"{point} ")

    def begin_cell(self, _: Attributes) -> None:
        row = next((element for element in reversed(self._open) if element.tag == "tr"), None)
        if row is not None:
            row.count += 1
            self._writer.write(" | " if row.count > 1 else "")
        self._space_wanted = self._line_wanted = False

    def _begin_block(self) -> None:
        self._space_wanted = False
        if self._open and self._open[-1].tag in {"li", "td", "th"} and self._writer.length == self._open[-1].start:
            return
        self._line_wanted = False
        self._writer.begin_line()

    def _close_last(self) -> str:
        element = self._open.pop()
        self._decorate(element)
        if element.tag in BLOCKS:
            self._end_block(element)
        return element.tag

    def _end_block(self, element: _Element) -> None:
        """What follows stands on a line of its own."""
        self._space_wanted = False
        self._line_wanted = self._line_wanted or self._writer.length > element.start

    def _begin_text(self) -> None:
        if self._line_wanted:
            self._line_wanted = False
            self._writer.begin_line()
        self._write_space()

    def _decorate(self, element: _Element) -> None:
        if element.tag == "at" or _is_mention(element):
            self._mention(element)
        elif element.tag == "a":
            if address := first_words(element.attributes, "href"):
                self._writer.decorate(element.start, Style.LINK, url=address.strip())
        elif style := STYLES.get(element.tag):
            within = {"pre", "codeblock"} if style is Style.CODE else {element.tag}
            if not self._is_within(within):
                self._writer.decorate(element.start, style, language=_language(element))

    def _mention(self, element: _Element) -> None:
        number = first_words(element.attributes, "id", "itemid") or ""
        person = self._who(number, self._writer.since(element.start))
        self._writer.decorate(element.start, Style.MENTION, person=person)

    def _write_space(self) -> None:
        if self._space_wanted and not self._writer.at_line_start:
            self._writer.write(" ")
        self._space_wanted = False

    def _is_within(self, tags: set[str] | frozenset[str]) -> bool:
        return any(element.tag in tags for element in self._open)


_BEGINNINGS: Mapping[str, Callable[[_Reading, Attributes], None]] = {
    "br": _Reading.break_line,
    "hr": _Reading.draw_rule,
    "emoji": _Reading.show_emoji,
    "customemoji": _Reading.show_emoji,
    "img": _Reading.show_picture,
    "attachment": _Reading.hold_attachment,
    "li": _Reading.begin_item,
    "td": _Reading.begin_cell,
    "th": _Reading.begin_cell,
}


def _is_mention(element: _Element) -> bool:
    return "schema.skype.com/mention" in (element.attributes.get("itemtype") or "").lower()


def _language(element: _Element) -> str | None:
    """Of a block of code: ``language-python``."""
    if element.tag not in {"pre", "codeblock"}:
        return None
    classes = (first_words(element.attributes, "class") or "").split()
    named = [name.removeprefix("language-").lower() for name in classes if name.startswith("language-")]
    return next(iter(named), None) or first_words(element.attributes, "language", "class")


def _pixels(value: str | None) -> int | None:
    number = whole((value or "").split(".")[0].removesuffix("px"))
    return number if number is not None and 0 < number < 100_000 else None
