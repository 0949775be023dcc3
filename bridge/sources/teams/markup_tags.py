"""What the elements of a message's HTML mean."""

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
    "i": Style.ITALIC,
    "em": Style.ITALIC,
    "u": Style.UNDERLINE,
    "ins": Style.UNDERLINE,
    "s": Style.STRIKETHROUGH,
    "strike": Style.STRIKETHROUGH,
    "del": Style.STRIKETHROUGH,
    "code": Style.CODE,
    "pre": Style.PREFORMATTED,
    "codeblock": Style.PREFORMATTED,
    "blockquote": Style.QUOTE,
    "quote": Style.QUOTE,
}
BLOCKS = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "quote",
        "pre",
        "codeblock",
        "table",
        "tr",
        "hr",
        "section",
        "article",
        "dl",
        "dt",
        "dd",
    ]
)
VOID = frozenset(
    ["br", "hr", "img", "emoji", "attachment", "input", "meta", "link", "wbr", "e_m", "systemeventmessage"]
)
SILENT = frozenset({"script", "style", "title", "legacyquote"})
"""Of which nothing is shown; old clients write in words around a quote what the quote's attributes say."""
