"""Values of a stranger's database, taken for what they should be: SQLite lets any value stand in any column."""

from __future__ import annotations

import hashlib
import math
from decimal import Decimal, InvalidOperation

LATEST = 4_102_444_800_000
"""2100-01-01 in ms: no honest export is from later."""
_LARGEST = 2**53
_LONGEST_ID = 200


def words(value: object) -> str | None:
    """A text that is not empty; numbers are taken as they are written, bytes as UTF-8."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, int | float):
        return str(value)
    return value if isinstance(value, str) and value else None


def whole(value: object) -> int | None:
    """A whole number, also when it is written as a text or with a fraction."""
    if isinstance(value, str):
        return int(value) if len(value) < 17 and value.isascii() and value.removeprefix("-").isdigit() else None
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and abs(value) < _LARGEST else None
    return value if isinstance(value, int) and abs(value) < _LARGEST else None


def amount(value: object) -> int | None:
    """A number of bytes, pixels or votes."""
    number = whole(value)
    return number if number is not None and number >= 0 else None


def degrees(value: object) -> str | None:
    """A latitude or longitude, as it is written."""
    if isinstance(value, int | float) and math.isfinite(value) and abs(value) <= 180:
        return format(Decimal(str(value)), "f")
    if isinstance(value, str) and len(value) < 25:
        try:
            return degrees(float(Decimal(value)))
        except (InvalidOperation, ValueError, OverflowError):
            return None
    return None


def moment(milliseconds: object) -> int | None:
    """A time in ms since 1970 that can be true."""
    number = whole(milliseconds)
    return number if number is not None and 0 < number < LATEST else None


def digest(*parts: str) -> str:
    """32 hexadecimal digits that tell nobody what they were made of."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def identifier(value: object) -> str | None:
    """A text that can be an id; what is too long or unprintable is told by its hash."""
    written = words(value)
    if written is None:
        return None
    return written if len(written) <= _LONGEST_ID and written.isprintable() else digest(written)
