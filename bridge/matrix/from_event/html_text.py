"""HTML of Matrix clients as a text with spans; whatever somebody wrote into it stays readable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from bridge.matrix.cleaning import clean_line, clean_text
from bridge.matrix.from_event.known import Known
from bridge.matrix.from_event.layout import Decoration, Layout
from bridge.matrix.from_event.markup import LONGEST, tame
from bridge.matrix.from_event.pills import user_of_link, web_address
from bridge.matrix.from_event.tags import BEFORE, BLOCKS, ENDS, LEFT_OUT, LINES, STYLES, VOID
from bridge.matrix.links import safe_link, with_unsafe_links_shown
from bridge.model.text import Span, Style, Text

DEEPEST = 100
"""Elements within one another; the words of deeper ones stay, without their decoration."""

_CODE = "language-"
_RULE = "———"
_LONGEST_ALTERNATIVE = 500
"""Characters that stand for a picture."""


def text_of_html(html: str, known: Known) -> Text | None:
    """The text; None when the HTML is broken so that words would be missing, or when there is nothing in it to see."""
    if len(html) > LONGEST:
        return None
    reader = _Reader(known)
    reader.feed(tame(html))
    reader.close()
    text = reader.finished()
    return text if text is not None and text.plain.strip() else None


@dataclass
class _Element:
    """An element that is open."""

    name: str
    decoration: Decoration | None = None
    user: str | None = None
    """Of a link to a person."""
    count: int = 0
    """Lines of a list, or cells of a row, so far."""


Attributes = Mapping[str, str | None]


class _Reader(HTMLParser):
    """Goes through the tags once; what it has written stands in its layout."""

    def __init__(self, known: Known) -> None:
        super().__init__(convert_charrefs=True)
        self._known = known
        self._layout = Layout()
        self._open: list[_Element] = []
        self._too_deep: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()

    def finished(self) -> Text | None:
        """What was read; None when it ends within something that nobody sees."""
        if self._left_out.total():
            return None
        while self._open:
            self._close_last()
        text = clean_text(with_unsafe_links_shown(self._layout.build()))
        return Text(text.plain, tuple(span for span in text.spans if _can_stay(span)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if tag in LEFT_OUT:
            self._left_out[tag] += 1
        elif self._left_out.total():
            return
        elif len(self._open) >= DEEPEST and tag not in VOID:
            self._too_deep[tag] += 1
        else:
            self._begin(tag, dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A stroke at a tag's end means something for void elements only, and those are known without it."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and so do those in it that nobody closed."""
        if self._left_out[tag]:
            self._left_out[tag] -= 1
        elif self._left_out.total():
            return
        elif self._too_deep[tag]:
            self._too_deep[tag] -= 1
        elif any(element.name == tag for element in self._open):
            while self._close_last() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Words."""
        if self._left_out.total():
            return
        if self._is_within(Style.PREFORMATTED):
            self._layout.write_verbatim(data)
        else:
            self._layout.write(data)

    def _begin(self, tag: str, attributes: Attributes) -> None:
        while self._open and self._open[-1].name in ENDS.get(tag, ()):
            self._close_last()
        self._part(tag)
        if action := _BEGINNINGS.get(tag):
            action(self, attributes)
        if tag in BEFORE:
            self._layout.write(BEFORE[tag])
        if tag not in VOID:
            self._push(tag, attributes)

    def _push(self, tag: str, attributes: Attributes) -> None:
        element = _Element(tag, count=_first_number(attributes) - 1 if tag == "ol" else 0)
        decoration = self._decoration(element, attributes)
        if decoration is not None and not self._is_within(decoration.style):
            element.decoration = decoration
            self._layout.open(decoration)
        self._open.append(element)

    def _decoration(self, element: _Element, attributes: Attributes) -> Decoration | None:
        if element.name == "a":
            return self._link(element, attributes.get("href") or "")
        if element.name == "code" and self._is_within(Style.PREFORMATTED):
            self._name_language(attributes.get("class") or "")
            return None
        if "data-mx-spoiler" in attributes:
            return self._spoiler(attributes["data-mx-spoiler"])
        style = STYLES.get(element.name)
        return Decoration(style) if style else None

    def _link(self, element: _Element, address: str) -> Decoration | None:
        user = user_of_link(address)
        if user is None:
            return Decoration(Style.LINK, url=web_address(address.strip())) if address.strip() else None
        element.user = user
        acquaintance = self._known.people.get(user)
        # A link to somebody who is nobody on the network would lead nowhere.
        return Decoration(Style.MENTION, person=acquaintance.person if acquaintance else None)

    def _spoiler(self, reason: str | None) -> Decoration:
        if reason and (told := clean_line(reason)):
            self._layout.write(f"({told}) ")
        return Decoration(Style.SPOILER)

    def _name_language(self, classes: str) -> None:
        language = next((name.removeprefix(_CODE) for name in classes.split() if name.startswith(_CODE)), None)
        for element in self._open:
            if element.decoration is not None and element.decoration.style is Style.PREFORMATTED:
                element.decoration.language = element.decoration.language or language or None

    def _close_last(self) -> str:
        element = self._open.pop()
        if element.decoration is not None:
            if element.user is not None:
                self._name_person(element.decoration, element.user)
            self._layout.close(element.decoration)
        self._part(element.name)
        return element.name

    def _name_person(self, decoration: Decoration, user: str) -> None:
        """A pill shows a name as it is here, or even the id; on the network people have their names there."""
        words = self._layout.written_in(decoration)
        acquaintance = self._known.people.get(user)
        name = acquaintance.name if acquaintance and words.strip() == user else words
        name = name.removesuffix(self._known.room_suffix) or words
        if name != words:
            self._layout.rewrite(decoration, name)

    def _part(self, tag: str) -> None:
        if tag in BLOCKS:
            self._layout.begin_block()
        elif tag in LINES:
            self._layout.begin_lines(LINES[tag])

    def _is_within(self, style: Style) -> bool:
        return any(element.decoration is not None and element.decoration.style is style for element in self._open)

    def _innermost(self, *names: str) -> _Element | None:
        return next((element for element in reversed(self._open) if element.name in names), None)

    def break_line(self, _: Attributes) -> None:
        """``br``."""
        if self._is_within(Style.PREFORMATTED):
            self._layout.write_verbatim("\n")
        else:
            self._layout.new_line()

    def draw_rule(self, _: Attributes) -> None:
        """``hr``."""
        self._layout.write(_RULE)
        self._layout.begin_lines(LINES["hr"])

    def show_picture(self, attributes: Attributes) -> None:
        """``img``: the words that stand for it."""
        words = clean_line(attributes.get("alt") or attributes.get("title") or "")[:_LONGEST_ALTERNATIVE]
        self._layout.write(words or "[picture]")

    def begin_item(self, _: Attributes) -> None:
        """``li``."""
        lists = sum(1 for element in self._open if element.name in ("ul", "ol"))
        around = self._innermost("ul", "ol")
        if around is not None:
            around.count += 1
        point = f"{around.count}." if around is not None and around.name == "ol" else "•"
        self._layout.mark("  " * (lists - 1) + f"{point} ")

    def begin_cell(self, _: Attributes) -> None:
        """``td``, ``th``."""
        row = self._innermost("tr")
        if row is not None:
            row.count += 1
        if row is not None and row.count > 1:
            self._layout.write(" | ")


_BEGINNINGS: dict[str, Callable[[_Reader, Attributes], None]] = {
    "br": _Reader.break_line,
    "hr": _Reader.draw_rule,
    "img": _Reader.show_picture,
    "li": _Reader.begin_item,
    "td": _Reader.begin_cell,
    "th": _Reader.begin_cell,
}


def _first_number(attributes: Attributes) -> int:
    """Where a numbered list begins."""
    start = attributes.get("start") or ""
    return int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 1


def _can_stay(span: Span) -> bool:
    """Whether a decoration means something on the network."""
    return (span.style is not Style.LINK or safe_link(span.url) is not None) and not (
        span.style is Style.MENTION and span.person is None
    )
