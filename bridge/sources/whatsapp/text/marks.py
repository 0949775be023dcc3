"""Characters that nobody sees: WhatsApp puts them around names, numbers and files to keep the direction of writing."""

from __future__ import annotations

import re
import unicodedata

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u200e", "\u200f"

INVISIBLE = "\ufeff\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Byte order marks and marks of direction. The joiners U+200C and U+200D belong to words and emoji, and stay."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_SPACES = re.compile(r"\s+")
_QUOTES = re.compile("(?P<double>[“”„‟«»＂「」『』〝〞])|[’‘‚′ʼ`´]")


def visible(text: str) -> str:
    """The text without what nobody sees."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def trimmed(text: str) -> str:
    """The text without invisible characters and spaces at its beginning, and without spaces at its end."""
    return text.lstrip(INVISIBLE + " \u00a0\u202f").rstrip()


def is_marked(text: str) -> bool:
    """Does it begin with a mark, as all that WhatsApp itself says on iPhones?"""
    return text[:1] in {LEFT_TO_RIGHT, RIGHT_TO_LEFT}


def comparable(text: str) -> str:
    """For comparing with sentences that are known: one kind of space, of quotation mark and of apostrophe."""
    seen = visible(text)
    return _SPACES.sub(" ", _QUOTES.sub(_alike, seen)).strip()


def _alike(quote: re.Match[str]) -> str:
    return '"' if quote["double"] else "'"


def folded(name: str) -> str:
    """The same for names that look the same to people."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", visible(name)).casefold()).strip()
