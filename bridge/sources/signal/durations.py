"""Times that things take, in words."""

from __future__ import annotations

from bridge.sources.loose_values import size

_UNITS = (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def timer(expires: object) -> str:
    """After which time, in ms, messages disappear; no time: they stay."""
    seconds = (size(expires) or 0) // 1000
    return f"set messages to disappear after {in_words(seconds)}" if seconds else "turned disappearing messages off"


def in_words(seconds: int) -> str:
    """In the largest unit that counts them whole."""
    unit, length = next((unit, length) for unit, length in _UNITS if seconds >= length and seconds % length == 0)
    count = seconds // length
    return f"{count:,} {unit}{'' if count == 1 else 's'}"


def roughly(seconds: int) -> str:
    """In hours, minutes or seconds, rounded down."""
    length = next(length for _, length in _UNITS[2:] if seconds >= length)
    return in_words(seconds - seconds % length)
