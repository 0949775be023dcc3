"""What each element of HTML does to a text: the elements that clients may send, and a few that some send besides.

https://spec.matrix.org/v1.17/client-server-api/#mroommessage-msgtypes
"""

from __future__ import annotations

from collections.abc import Mapping

from bridge.model.text import Style

STYLES: Mapping[str, Style] = {
    "b": Style.BOLD,
    "strong": Style.BOLD,
    "h1": Style.BOLD,
    "h2": Style.BOLD,
    "h3": Style.BOLD,
    "h4": Style.BOLD,
    "h5": Style.BOLD,
    "h6": Style.BOLD,
    "th": Style.BOLD,
    "summary": Style.BOLD,
    "i": Style.ITALIC,
    "em": Style.ITALIC,
    "u": Style.UNDERLINE,
    "ins": Style.UNDERLINE,
    "s": Style.STRIKETHROUGH,
    "del": Style.STRIKETHROUGH,
    "strike": Style.STRIKETHROUGH,
    "code": Style.CODE,
    "pre": Style.PREFORMATTED,
    "blockquote": Style.QUOTE,
}
"""How an element decorates what is in it. ``a`` and ``span`` do so by their attributes."""

LINES: Mapping[str, int] = {
    "p": 2,
    "h1": 2,
    "h2": 2,
    "h3": 2,
    "h4": 2,
    "h5": 2,
    "h6": 2,
    "table": 2,
    "div": 1,
    "ul": 1,
    "ol": 1,
    "li": 1,
    "hr": 1,
    "tr": 1,
    "caption": 1,
    "details": 1,
    "summary": 1,
}
"""Elements that stand on lines of their own, and how many line breaks keep them apart from what is around them."""

BLOCKS = frozenset({"blockquote", "pre"})
"""Elements that are a break of a line themselves, in addition to those that somebody made."""

LEFT_OUT = frozenset({"mx-reply", "script", "style", "title"})
"""Elements that nobody sees."""

VOID = frozenset({"br", "hr", "img", "wbr", "input", "meta", "link"})
"""Elements that hold nothing, and are not closed."""

BEFORE: Mapping[str, str] = {"sup": "^", "sub": "_"}
"""What tells of an element that no decoration shows: ``x^2``."""

ENDS: Mapping[str, frozenset[str]] = {
    "li": frozenset({"li", "p"}),
    "p": frozenset({"p"}),
    "tr": frozenset({"td", "th", "tr"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
}
"""Elements that nobody needs to close, by the element whose beginning ends them."""
