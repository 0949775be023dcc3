"""Words for people: durations, amounts of money, lists of names, days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

_WEEK = 7 * 86400
_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
_UNITS_SAID = 2

_DECIMALS = {
    0: {
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    },
    3: {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"},
}
"""ISO 4217: how many decimals the currencies have that do not have two."""
_STARS = "XTR"
_NANO = 10**9

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def quoted(words: str) -> str:
    """A title or name within a sentence."""
    return f"“{words}”"


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 star``, ``1,000 stars``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """``Anna, Bora and Chidi``."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def names(members: Iterable[object]) -> tuple[str, ...]:
    """Names as the export has them, which is null for a deleted account."""
    return tuple(member if isinstance(member, str) and member else "a deleted account" for member in members)


def duration(seconds: int) -> str:
    """``1 hour 5 minutes``; whole weeks as such, but a month as ``31 days``."""
    if seconds > 0 and seconds % _WEEK == 0:
        return plural(seconds // _WEEK, "week")
    said = []
    rest = max(seconds, 0)
    for length, unit in _UNITS:
        count, rest = divmod(rest, length)
        if count:
            said.append(plural(count, unit))
    return " ".join(said[:_UNITS_SAID]) or "0 seconds"


def money(amount: int, currency: str) -> str:
    """An amount in a currency's smallest unit, as people write it: ``4.99 USD``."""
    if currency == _STARS:
        return plural(amount, "Telegram Star")
    decimals = next((number for number, currencies in _DECIMALS.items() if currency in currencies), 2)
    return f"{Decimal(amount).scaleb(-decimals):,f} {currency}".rstrip()


def fraction(units: int, nano: int) -> str:
    """A number of whole units and billionths, without needless zeros: ``10.25``."""
    number = Decimal(units) + Decimal(nano) / _NANO
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def moment(seconds: int) -> str | None:
    """A time of day for people, in UTC; None when it is out of all bounds."""
    if not 0 <= seconds < 2**32:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def day(number: int, month: int, year: int | None) -> str | None:
    """``14 February 1998``; None when there is no such day."""
    if not (1 <= month <= len(_MONTHS) and 1 <= number <= 31):
        return None
    return f"{number} {_MONTHS[month - 1]}" + (f" {year}" if year else "")
