"""HTML that people sent, as a text with spans: what a reader would see of it, whoever made it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

from bridge.model.ids import PersonId
from bridge.model.text import Style, Text
from bridge.sources.text_writer import TextWriter

LONGEST = 256 * 1024
"""Characters; what is longer is read without its markup."""
_DEEPEST = 100
_DEEPEST_INDENT = 8
_SPACE = re.compile(r"[ \t\r\n\f]+")
_NO_TAG = re.compile(r"<(?!/?[a-zA-Z][^<>]{0,8000}>)")
_TAG = re.compile(r"<[^<>]{0,10000}>")
_HUGE_NUMBER = re.compile(r"&(?=#[xX]?[0-9A-Fa-f]{8})")
_LONGEST_ALTERNATIVE = 500
_RULE = "———"

_STYLES: Mapping[str, Style] = {
    **dict.fromkeys(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th", "summary"), Style.BOLD),
    **dict.fromkeys(("i", "em", "cite"), Style.ITALIC),
    **dict.fromkeys(("u", "ins"), Style.UNDERLINE),
    **dict.fromkeys(("s", "del", "strike"), Style.STRIKETHROUGH),
    **dict.fromkeys(("code", "tt", "samp"), Style.CODE),
    "pre": Style.PREFORMATTED,
    "blockquote": Style.QUOTE,
}
_APART: Mapping[str, int] = {
    **dict.fromkeys(("p", "h1", "h2", "h3", "h4", "h5", "h6", "table"), 2),
    **dict.fromkeys(("div", "ul", "ol", "li", "tr", "pre", "blockquote", "details", "summary", "dl", "dt", "dd"), 1),
}
"""Line breaks that keep an element apart from what is around it."""
_SILENT = frozenset({"script", "style", "title", "head", "mx-reply", "template"})
_VOID = frozenset({"br", "hr", "img", "wbr", "input", "meta", "link", "area", "base", "col"})
_ENDS: Mapping[str, frozenset[str]] = {
    "li": frozenset({"li", "p"}),
    "p": frozenset({"p"}),
    "tr": frozenset({"td", "th", "tr"}),
    "td": frozenset({"td", "th", "p"}),
    "th": frozenset({"td", "th", "p"}),
    "body": frozenset({"head"}),
}
"""Elements that nobody needs to close, by the element whose beginning ends them."""

Attributes = Mapping[str, str | None]
Who = Callable[[str], PersonId | None]
"""Who is meant by an address that stands in a link; None: nobody, it is a link."""


def nobody(_address: str) -> PersonId | None:
    """Where links are never people."""
    return None


def text_of_html(html: str, who: Who = nobody) -> Text:
    """Never fails: what is no HTML is text."""
    if "<" not in html and "&" not in html:
        return Text(html.strip())
    if len(html) > LONGEST:
        return Text(unescape(_HUGE_NUMBER.sub("&amp;", _TAG.sub(" ", html))).strip())
    reading = _Reading(who)
    reading.feed(_sound(html))
    reading.close()
    return reading.result()


def _sound(html: str) -> str:
    """Without comments, and without tags that never end: the parser would look for their end again and again."""
    first, *others = html.split("<!--")
    whole = first + "".join(other.partition("-->")[2] for other in others)
    return _HUGE_NUMBER.sub("&amp;", _NO_TAG.sub("&lt;", whole))


@dataclass
class _Element:
    tag: str
    start: int
    """Where its text begins."""
    attributes: Attributes
    count: int = 0
    """Entries of a list, or cells of a row, so far."""


class _Reading(HTMLParser):
    """One text on its way."""

    def __init__(self, who: Who) -> None:
        super().__init__(convert_charrefs=True)
        self._who = who
        self._writer = TextWriter()
        self._open: list[_Element] = []
        self._silent = 0
        self._verbatim = 0
        self._apart = 0
        """Line breaks that are due before the next word."""
        self._space = False

    def result(self) -> Text:
        """What was read."""
        while self._open:
            self._close_last()
        return self._writer.text()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        while self._open and self._open[-1].tag in _ENDS.get(tag, ()):
            self._close_last()
        self._part(tag)
        if beginning := _BEGINNINGS.get(tag):
            beginning(self, dict(attrs))
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._push(tag, dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A stroke at a tag's end means something for void elements only, and those are known without it."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and so do those in it that nobody closed."""
        if any(element.tag == tag for element in self._open):
            while self._close_last() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Words."""
        if self._silent:
            return
        if self._verbatim:
            self._begin()
            self._writer.write(data.replace("\r\n", "\n"))
            return
        words = _SPACE.sub(" ", data)
        self._space = self._space or words.startswith(" ")
        if stripped := words.strip(" "):
            self._begin()
            self._writer.write(stripped.replace("\xa0", " ").replace("\x00", ""))
            self._space = words.endswith(" ")

    def _push(self, tag: str, attributes: Attributes) -> None:
        self._silent += tag in _SILENT
        self._verbatim += tag == "pre"
        if tag in _STYLES or tag == "a" or "data-mx-spoiler" in attributes:
            self._begin_decorated(tag)
        count = _first_number(attributes) - 1 if tag == "ol" else 0
        self._open.append(_Element(tag, self._writer.length, attributes, count))

    def _begin_decorated(self, tag: str) -> None:
        # What keeps apart comes before the decoration; inside of a block it may still grow.
        if tag not in _APART and not self._silent:
            self._begin()

    def _close_last(self) -> str:
        element = self._open.pop()
        self._silent -= element.tag in _SILENT
        self._verbatim -= element.tag == "pre"
        self._decorate(element)
        self._part(element.tag)
        return element.tag

    def _decorate(self, element: _Element) -> None:
        style = _STYLES.get(element.tag)
        if element.tag == "a":
            self._link(self._first_word(element.start), (element.attributes.get("href") or "").strip())
        elif "data-mx-spoiler" in element.attributes:
            self._writer.decorate(self._first_word(element.start), Style.SPOILER)
        elif style and not any(_STYLES.get(around.tag) in {style, Style.PREFORMATTED} for around in self._open):
            start, language = self._first_word(element.start), self._language(element)
            self._writer.decorate(start, style, language=language)

    def _first_word(self, start: int) -> int:
        """Where the element's words begin, behind the breaks that came before them."""
        written = self._writer.since(start)
        return start + len(written) - len(written.lstrip("\n "))

    def _link(self, start: int, address: str) -> None:
        person = self._who(address) if address else None
        if person is not None:
            self._writer.decorate(start, Style.MENTION, person=person)
        elif address and not address.startswith("#"):
            self._writer.decorate(start, Style.LINK, url=address)

    def _language(self, element: _Element) -> str | None:
        """Of a block of code: ``language-python``, where the code within the block says it."""
        if element.tag != "pre":
            return None
        classes = (element.attributes.get("class") or self._code_class or "").split()
        self._code_class = None
        return next((name.removeprefix("language-") for name in classes if name.startswith("language-")), None)

    _code_class: str | None = None

    def _part(self, tag: str) -> None:
        apart = _APART.get(tag)
        if self._silent or not apart or (tag == "p" and self._begins_item()):
            return
        self._apart = max(self._apart, apart)
        self._space = False

    def _begins_item(self) -> bool:
        """Does nothing stand in this entry of a list, or cell, but its point?"""
        last = self._open[-1] if self._open else None
        return last is not None and last.tag in {"li", "td", "th"} and last.start == self._writer.length

    def _begin(self) -> None:
        """Write what is due before the next word."""
        if self._apart and self._writer.length:
            ending = self._writer.since(max(0, self._writer.length - 2))
            breaks = len(ending) - len(ending.rstrip("\n"))
            self._writer.write("\n" * max(0, self._apart - breaks))
        elif self._space and not self._writer.at_line_start:
            self._writer.write(" ")
        self._apart, self._space = 0, False

    def break_line(self, _: Attributes) -> None:
        """``br``."""
        if not self._silent:
            self._space = False
            self._begin()
            self._writer.write("\n")

    def draw_rule(self, _: Attributes) -> None:
        """``hr``."""
        self._apart = max(self._apart, 1)
        self._begin()
        self._writer.write(_RULE)
        self._apart = 1

    def show_picture(self, attributes: Attributes) -> None:
        """``img``: the words that stand for it."""
        words = (attributes.get("alt") or attributes.get("title") or "").strip()[:_LONGEST_ALTERNATIVE]
        if words and not self._silent:
            self._begin()
            self._writer.write(words)

    def name_language(self, attributes: Attributes) -> None:
        """``code``."""
        if self._verbatim:
            self._code_class = attributes.get("class")

    def begin_item(self, _: Attributes) -> None:
        """``li``."""
        lists = [element for element in self._open if element.tag in {"ul", "ol"}]
        point = "•"
        if lists:
            lists[-1].count += 1
            point = f"{lists[-1].count}." if lists[-1].tag == "ol" else point
        self._begin()
        self._writer.write("  " * min(len(lists) - 1, _DEEPEST_INDENT) + f"{point} ")

    def begin_cell(self, _: Attributes) -> None:
        """``td``, ``th``."""
        row = next((element for element in reversed(self._open) if element.tag == "tr"), None)
        if row is not None:
            row.count += 1
            if row.count > 1:
                self._apart = 0
                self._writer.write(" | ")


_BEGINNINGS: Mapping[str, Callable[[_Reading, Attributes], None]] = {
    "br": _Reading.break_line,
    "hr": _Reading.draw_rule,
    "img": _Reading.show_picture,
    "code": _Reading.name_language,
    "li": _Reading.begin_item,
    "td": _Reading.begin_cell,
    "th": _Reading.begin_cell,
}


def _first_number(attributes: Attributes) -> int:
    """Where a numbered list begins."""
    start = attributes.get("start") or ""
    return int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 1
