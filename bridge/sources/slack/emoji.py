"""Slack's short names of emoji as emoji; those of a workspace's own, and those not known here, stay ``:names:``."""

from __future__ import annotations

import re
from functools import lru_cache

from bridge.sources.shortcodes import known_emoji

_TONE = re.compile(r"(?:::?skin-tone-([2-6]):?)$")
_FLAG = re.compile(r"flag-([a-z]{2})")
_IN_TEXT = re.compile(r":[a-z0-9_+'-]{1,80}:(?::skin-tone-[2-6]:)?")
_LONGEST_CODES = 100
_MOST_CODES = 12


@lru_cache(maxsize=4096)
def emoji(name: str) -> str:
    """``wave::skin-tone-4`` is 👋🏽, and ``our-logo`` stays ``:our-logo:``."""
    tone = _TONE.search(name)
    bare = name[: tone.start()] if tone else name
    found = _flag(bare) or known_emoji(bare)
    if found is None:
        return f":{name}:"
    return _toned(found, int(tone[1])) if tone else found


def replaced(text: str) -> str:
    """A text with the emoji that it names."""
    return _IN_TEXT.sub(lambda found: emoji(found[0].strip(":")), text) if ":" in text else text


def of_codes(codes: str) -> str | None:
    """``1f44b-1f3fd`` is 👋🏽; None for what is no emoji."""
    if len(codes) > _LONGEST_CODES or codes.count("-") > _MOST_CODES:
        return None
    try:
        found = "".join(chr(int(code, 16)) for code in codes.split("-"))
        found.encode()
    except (ValueError, OverflowError):  # a surrogate is a ValueError, too
        return None
    return found if found.strip() and ord(max(found)) > 0xA8 else None


def _toned(symbol: str, tone: int) -> str:
    """The colour of the skin stands behind the first character, and replaces the mark that it is an emoji."""
    return symbol[0] + chr(0x1F3F9 + tone) + symbol[1:].removeprefix("\ufe0f")


def _flag(name: str) -> str | None:
    found = _FLAG.fullmatch(name)
    return "".join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in found[1]) if found else None
