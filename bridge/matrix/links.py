"""Which addresses from a stranger's text may become links."""

from __future__ import annotations

import re

from bridge.matrix.cleaning import clean
from bridge.matrix.composing import with_insertions
from bridge.model.text import Span, Style, Text

LONGEST = 2048
"""Characters of an address that is still a link; a longer one stays visible as text."""

_SAFE = re.compile(r"(?:https?://|mailto:)[^\s<>\"\\]+", re.IGNORECASE)


def safe_link(url: str | None) -> str | None:
    """The address, when it is one that may become a link: http, https (matrix.to among them) or mailto."""
    if url is None or len(url) > LONGEST:
        return None
    tidy = url.strip()
    return tidy if clean(tidy) == tidy and _SAFE.fullmatch(tidy) else None


def says_the_same(words: str, url: str) -> bool:
    """Whether a link's text already shows where it leads: ``example.org`` for ``https://example.org/``."""
    return _essence(words) == _essence(url)


def with_unsafe_links_shown(text: Text) -> Text:
    """The text with each address that cannot become a link written out behind its words, so that it is not lost."""
    if not text.spans:
        return text
    shown = sorted((span.end, f" ({span.url})") for span in text.spans if _is_hidden_and_unsafe(span, text.plain))
    return with_insertions(text, shown) if shown else text


def _is_hidden_and_unsafe(span: Span, plain: str) -> bool:
    if span.style is not Style.LINK or not span.url or safe_link(span.url):
        return False
    return not says_the_same(plain[span.start : span.end], span.url)


def _essence(address: str) -> str:
    return re.sub(r"^(https?://|mailto:)|/$", "", address.strip().casefold())
