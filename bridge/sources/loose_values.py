"""Values of a stranger's JSON, taken for what they should be; what they are not counts as absent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

_LONGEST_ID = 200
_LONGEST_NUMBER = 25
_LATEST = 4_102_444_800_000
"""2100-01-01 in ms: no honest export is from later."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_FRACTION = re.compile(r"\.([0-9]{1,9})")

Fields = Mapping[str, Any]


def words(value: object) -> str | None:
    """A text that is not empty."""
    return value if isinstance(value, str) and value else None


def first_words(fields: Fields, *keys: str) -> str | None:
    """The first of several fields that holds a text."""
    for key in keys:
        value = fields.get(key)
        if isinstance(value, str) and value:
            return value
    return None


def identifier(value: object) -> str | None:
    """A text, or a number, that can be part of an id; what is too long for one is told by its hash."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return None
    plain = _UNFIT.sub("", value).strip()
    return (plain if len(plain) <= _LONGEST_ID else digest(plain)) or None


def digest(*parts: str) -> str:
    """32 hexadecimal digits that tell nobody what they were made of."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def whole(value: object) -> int | None:
    """A whole number, also when it is written as a text."""
    if isinstance(value, str) and len(value) < _LONGEST_NUMBER and value.isascii() and value.isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def size(value: object) -> int | None:
    """A number of bytes, pixels or votes."""
    number = whole(value)
    return number if number is not None and 0 <= number < 2**63 else None


def rows(value: object) -> list[Any]:
    """The entries of a list; of anything else, none."""
    return value if isinstance(value, list) else []


def records(value: object) -> list[dict[str, Any]]:
    """The objects in a list."""
    return [entry for entry in rows(value) if isinstance(entry, dict)]


def record(value: object) -> dict[str, Any]:
    """An object; of anything else, an empty one."""
    return value if isinstance(value, dict) else {}


def milliseconds(value: object) -> int | None:
    """A time of this or the last century in ms since 1970; a number may also come as a text."""
    number = whole(value)
    return number if number is not None and 0 < number < _LATEST else None


def moment(value: object) -> int | None:
    """An ISO 8601 time in ms since 1970, UTC; one without a zone is UTC."""
    if not isinstance(value, str) or not 10 <= len(value) <= 40:
        return None
    try:
        time = datetime.fromisoformat(_FRACTION.sub(_six_digits, value, count=1))
        found = ((time if time.tzinfo else time.replace(tzinfo=UTC)) - _EPOCH) // timedelta(milliseconds=1)
    except (ValueError, OverflowError):
        return None
    return found if 0 < found < _LATEST else None


def _six_digits(fraction: re.Match[str]) -> str:
    # Servers of .NET write seven, which Python does not read.
    return f".{fraction[1][:6]:0<6}"


def joined(parts: Iterable[str | None], between: str = "\n") -> str:
    """Those that say something, in one text."""
    return between.join(part for part in parts if part)


def listed(names: Sequence[str]) -> str:
    """Several names as people write them: ``Anna, Bora and Chidi``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "somebody"
