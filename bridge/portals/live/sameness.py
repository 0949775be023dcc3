"""Whether two versions of a message say the same, as far as it can be told across networks.

A network may trim what it is told, and formats it in its own way; what comes back is compared by its words.
"""

from __future__ import annotations

from bridge.model.content import Attachment, Written
from bridge.model.message import Content


def is_same(one: Content, other: Content) -> bool:
    """Do they say the same words, and bring the same kind of file?"""
    if type(one) is not type(other):
        return False
    if isinstance(one, Attachment) and isinstance(other, Attachment):
        return one.media.kind is other.media.kind and _same_words(one.caption.plain, other.caption.plain)
    if isinstance(one, Written) and isinstance(other, Written):
        return _same_words(one.text.plain, other.text.plain)
    return one == other


def is_part(part: Content, whole: Content) -> bool:
    """Are these words some of those? What is too long for one message there is told in several, cut anywhere."""
    words = _words(part)
    return bool(words) and words in _words(whole)


def _words(content: Content) -> str:
    """Without the spaces, which are lost where it is cut."""
    if isinstance(content, Attachment):
        return "".join(content.caption.plain.split())
    return "".join(content.text.plain.split()) if isinstance(content, Written) else ""


def _same_words(one: str, other: str) -> bool:
    return one.split() == other.split()
