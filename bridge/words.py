"""Numbers and names as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")
KIB = 1024


def day(time: int | None) -> str:
    """A date, from ms since 1970; a dash when there is none."""
    if time is None:
        return "–"
    try:
        return datetime.fromtimestamp(time / 1000, UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return f"{time} ms"


def size(count: int) -> str:
    """Bytes: ``3.4 MiB``."""
    amount = float(count)
    for unit in UNITS:
        if amount < KIB or unit == UNITS[-1]:
            return f"{count} bytes" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= KIB
    raise AssertionError("the last unit takes all")


def duration(seconds: float) -> str:
    """``2 h 5 min``, ``40 s``."""
    whole = max(1, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def counted(count: int, one: str, several: str = "") -> str:
    """``1 item``, ``2,000 items``; ``several`` where an ``s`` is not enough."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def plain(name: str) -> str:
    """A name from an archive, which may hold anything, as a terminal may show it."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)
