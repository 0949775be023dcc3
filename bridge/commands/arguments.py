"""What a person typed, taken apart."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bridge.errors import BeringiaError

LONGEST = 500
"""Characters of a command, or of an answer to a question."""
MOST_MESSAGES = 1_000_000
_LAST = re.compile(r"(?P<words>.*?)\s+last\s+(?P<count>\d{1,9})(\s+messages?)?", re.IGNORECASE)
_UNSEEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}


class NotUnderstood(BeringiaError):
    """I did not understand this."""


@dataclass(frozen=True)
class Typed:
    """A first word, in small letters and without the sign that some put before commands, and what follows it."""

    word: str
    rest: str


def one_line(text: str) -> str:
    """What was typed, without the blanks around it. Raises NotUnderstood for several lines, or what nobody can see."""
    line = text.strip()
    if len(line) > LONGEST:
        raise NotUnderstood(f"It is longer than {LONGEST} characters. Type a command; help lists them.")
    if any(unicodedata.category(sign) in _UNSEEN for sign in line):
        raise NotUnderstood("It holds line breaks or invisible characters. Type it again, in one line.")
    return line


def taken_apart(line: str) -> Typed:
    """``!Migrate  Tea round`` is ``migrate`` and ``Tea round``."""
    word, _, rest = line.partition(" ")
    return Typed(word.lower().removeprefix("!").removeprefix("/"), rest.strip())


def last_messages(words: str) -> tuple[str, int | None]:
    """``Tea round last 50`` is ``Tea round`` and 50. Raises NotUnderstood for a number that is out of bounds."""
    match = _LAST.fullmatch(words)
    if match is None:
        return words, None
    count = int(match["count"])
    if not 0 < count <= MOST_MESSAGES:
        raise NotUnderstood(f"How many messages? A number from 1 to {MOST_MESSAGES:,}.")
    return match["words"], count


def number(words: str, most: int) -> int | None:
    """A number from 1 to ``most``, with or without a dot behind it; None for anything else."""
    digits = words.strip().removesuffix(".")
    if not re.fullmatch(r"[0-9]{1,6}", digits) or not 1 <= int(digits) <= most:
        return None
    return int(digits)
