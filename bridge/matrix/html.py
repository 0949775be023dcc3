"""Formatted text as HTML made from an allow-list.

Nothing of the source's own ever becomes markup: tags come from the table below, everything else is escaped.
Tags and attributes: https://spec.matrix.org/v1.17/client-server-api/#mroommessage-msgtypes
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from bridge.matrix.events import Surroundings
from bridge.matrix.links import safe_link
from bridge.matrix.spans import Stretch, picture_of, shared
from bridge.model.text import Span, Style

_BLOCKS = frozenset({Style.QUOTE, Style.PREFORMATTED})
_VERBATIM = frozenset({Style.PREFORMATTED, Style.CUSTOM_EMOJI})
"""Where a line break stays a line break: blocks of code, and the words that a picture stands for."""

_BREAK = "<br>"
_LANGUAGE = re.compile(r"[A-Za-z0-9_+#.-]{1,50}")


def to_html(plain: str, stretches: Sequence[Stretch], surroundings: Surroundings) -> str:
    """The text as HTML, elements properly nested, at most one of each style within another."""
    pieces: list[str] = []
    stack: tuple[Span, ...] = ()
    for stretch in stretches:
        kept = shared(stack, stretch.spans)
        closed, opened = stack[kept:], stretch.spans[kept:]
        pieces += [_tags(span, surroundings)[1] for span in reversed(closed)]
        if pieces and _has_block(opened):
            pieces[-1] = pieces[-1].removesuffix(_BREAK)
        pieces += [_tags(span, surroundings)[0] for span in opened]
        words = plain[stretch.start : stretch.end]
        pieces.append(_words(words.removeprefix("\n") if _has_block(closed) else words, stretch))
        stack = stretch.spans
    pieces += [_tags(span, surroundings)[1] for span in reversed(stack)]
    return "".join(pieces)


def plain_to_html(plain: str) -> str:
    """Text without formatting as HTML."""
    return escape(plain).replace("\n", _BREAK)


def _words(words: str, stretch: Stretch) -> str:
    verbatim = any(span.style in _VERBATIM for span in stretch.spans)
    return escape(words) if verbatim else plain_to_html(words)


def _has_block(spans: Sequence[Span]) -> bool:
    """Whether there is a block among them, which begins and ends a line by itself."""
    return any(span.style in _BLOCKS for span in spans)


def _tags(span: Span, surroundings: Surroundings) -> tuple[str, str]:
    return _TAGS[span.style](span, surroundings)


def _element(name: str, attribute: str = "") -> Callable[[Span, Surroundings], tuple[str, str]]:
    tags = f"<{name}{attribute}>", f"</{name}>"
    return lambda _span, _surroundings: tags


def _preformatted(span: Span, _: Surroundings) -> tuple[str, str]:
    known = span.language is not None and _LANGUAGE.fullmatch(span.language)
    return f'<pre><code class="language-{span.language}">' if known else "<pre><code>", "</code></pre>"


def _link(span: Span, _: Surroundings) -> tuple[str, str]:
    return f'<a href="{escape(safe_link(span.url) or "")}">', "</a>"


def _mention(span: Span, surroundings: Surroundings) -> tuple[str, str]:
    return f'<a href="https://matrix.to/#/{escape(surroundings.user(span.person or ""))}">', "</a>"


def _custom_emoji(span: Span, surroundings: Surroundings) -> tuple[str, str]:
    # The words that the picture stands for become its alternative text, so the tag closes behind them.
    return f'<img data-mx-emoticon src="{escape(picture_of(span, surroundings) or "")}" height="32" alt="', '">'


_TAGS: dict[Style, Callable[[Span, Surroundings], tuple[str, str]]] = {
    Style.BOLD: _element("strong"),
    Style.ITALIC: _element("em"),
    Style.UNDERLINE: _element("u"),
    Style.STRIKETHROUGH: _element("del"),
    Style.SPOILER: _element("span", " data-mx-spoiler"),
    Style.CODE: _element("code"),
    Style.PREFORMATTED: _preformatted,
    Style.LINK: _link,
    Style.MENTION: _mention,
    Style.QUOTE: _element("blockquote"),
    Style.CUSTOM_EMOJI: _custom_emoji,
}
