"""Web pages as elements, in time that grows with their length alone, whoever wrote them.

``html.parser`` needs half a minute for sixty kilobytes of ``<a <a <a``. Telegram Desktop escapes every ``<`` and ``>``
that people wrote, also within attributes, so a tag reaches to the next ``>`` and nothing more need be known.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)([^<>]*+)>|<![^<>]*+>|([^<]++|<)")
"""The end of an element, its name, its attributes; or words."""
_ATTRIBUTE = re.compile(r"""(?<![\w-])([\w-]++)\s*+=\s*+"([^"]*+)\"""", re.ASCII)
_CONTROL = re.compile(r"&#x([01][0-9A-F]);")
"""How Telegram Desktop writes control characters, which HTML forbids."""

_ALONE = frozenset({"br", "img", "meta", "link", "hr", "input"})
_DEEPEST = 48
"""Elements within each other; Telegram Desktop has about ten."""


@dataclass(slots=True)
class Element:
    """A tag and what stands within it."""

    name: str
    written: str = ""
    """Its attributes, as they are written."""
    children: list[Element | str] = field(default_factory=list)
    """Elements, and words as they are written."""

    _attributes: dict[str, str] | None = None
    _classes: list[str] | None = None

    def attribute(self, name: str) -> str:
        """The value of an attribute; empty when there is none."""
        if self._attributes is None:
            self._attributes = {found[1]: found[2] for found in _ATTRIBUTE.finditer(self.written)}
        return plain(self._attributes.get(name, ""))

    @property
    def classes(self) -> list[str]:
        """What its writer calls it: ``["message", "default", "clearfix"]``."""
        if self._classes is None:
            self._classes = self.attribute("class").split()
        return self._classes

    def elements(self) -> Iterator[Element]:
        """Those directly within it."""
        return (child for child in self.children if isinstance(child, Element))

    def below(self) -> Iterator[Element]:
        """All within it, in order."""
        for child in self.elements():
            yield child
            yield from child.below()

    def first(self, kind: str) -> Element | None:
        """The first element of this class within it."""
        return next((element for element in self.below() if kind in element.classes), None)

    def words(self) -> str:
        """All that can be read in it, in one line; line breaks of the page are its writer's."""
        lines = (line.strip() for line in "".join(self.pieces()).split("\n"))
        return " ".join(line for line in lines if line)

    def pieces(self) -> Iterator[str]:
        """Its words, one after the other, as people read them."""
        for child in self.children:
            if isinstance(child, str):
                yield plain(child)
            elif child.name == "br":
                yield " "
            else:
                yield from child.pieces()


def parsed(text: str) -> Element:
    """A piece of a page as one element without a name. What is left open is closed; what closes nothing is passed over."""
    root = Element("")
    around = [root]
    for token in _TOKEN.finditer(text):
        name = token[2]
        if name:
            _take_tag(around, name.lower(), token)
        elif (words := token[4]) and ("\n" not in words or not words.isspace()):
            around[-1].children.append(words)
    return root


def _take_tag(around: list[Element], name: str, token: re.Match[str]) -> None:
    if token[1]:
        _close(around, name)
        return
    element = Element(name, token[3])
    around[-1].children.append(element)
    if name not in _ALONE and not token[3].endswith("/") and len(around) < _DEEPEST:
        around.append(element)


def _close(around: list[Element], name: str) -> None:
    for depth in range(len(around) - 1, 0, -1):
        if around[depth].name == name:
            del around[depth:]
            return


def plain(written: str) -> str:
    """Words without the escapes of HTML."""
    if "&" not in written:
        return written
    if "&#x" in written:
        written = _CONTROL.sub(lambda found: chr(int(found[1], 16)) if found[1] != "00" else "\ufffd", written)
    try:
        return html.unescape(written)
    except ValueError:  # a character numbered with thousands of digits
        return written
