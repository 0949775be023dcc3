"""A stranger's HTML made tame: only whole tags stay markup, so that reading it takes no longer than it is long."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 200_000
"""Characters. No event is longer than 65,536 bytes."""

_TAG_OR_SIGN = re.compile(r"<(?!/?[A-Za-z][^<>]{0,2000}>)")
_HUGE_NUMBER = re.compile(r"&(?=#[xX]?[0-9A-Fa-f]{8})")
_COMMENT, _COMMENT_END = "<!--", "-->"


def tame(html: str) -> str:
    """The HTML without comments, in which every ``<`` that begins no whole tag is text.

    Python's parser looks for the end of each tag, quote and comment to the end of the text, which takes for ever where
    there are many without an end; and it fails on characters that are given by numbers of thousands of digits.
    """
    return _HUGE_NUMBER.sub("&amp;", _TAG_OR_SIGN.sub("&lt;", "".join(_without_comments(html))))


def _without_comments(html: str) -> Iterator[str]:
    position = 0
    while (start := html.find(_COMMENT, position)) >= 0:
        end = html.find(_COMMENT_END, start + len(_COMMENT))
        if end < 0:
            break
        yield html[position:start]
        position = end + len(_COMMENT_END)
    yield html[position:]
