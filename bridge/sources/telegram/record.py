"""One JSON object of an export, asked for its fields by what they should be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bridge.sources.telegram.ledger import Ledger

_LARGEST = 2**63


class Malformed(Exception):
    """What a message says cannot be understood; the words tell which field, and what was expected."""


@dataclass(frozen=True, slots=True)
class Record:
    """An object of the export.

    Side matters (sizes, durations) that are not what they should be are noted in the ledger and count as absent.
    What the message says is asked for with ``must``: then they raise :class:`Malformed`.
    """

    fields: dict[str, Any]
    ledger: Ledger
    path: str = ""
    """Where the object stands in the message: ``poll.``; empty for the message itself."""

    def text(self, key: str, *, must: bool = False) -> str | None:
        """A string that is not empty. Numbers are taken as they are written."""
        value = self.fields.get(key)
        if isinstance(value, str):
            return value or None
        if is_number(value):
            return str(value)
        self._note_odd(key, "a text", value, must=must)
        return None

    def whole(self, key: str) -> int | None:
        """A whole number, also when it is written as a string or with a decimal point."""
        value = self.fields.get(key)
        number = whole(value)
        if number is None:
            self._note_odd(key, "a whole number", value)
        return number

    def number(self, key: str) -> Decimal | None:
        """A number, also when it is written as a string."""
        value = self.fields.get(key)
        number = decimal(value)
        if number is None:
            self._note_odd(key, "a number", value)
        return number

    def flag(self, key: str) -> bool:
        """True or false, also when it is written as a string or number."""
        value = self.fields.get(key)
        if isinstance(value, str):
            return value.lower() in {"true", "1"}
        if isinstance(value, bool) or is_number(value):
            return bool(value)
        self._note_odd(key, "yes or no", value)
        return False

    def rows(self, key: str, *, must: bool = False) -> list[Any]:
        """A list; empty when it is absent."""
        value = self.fields.get(key)
        if isinstance(value, list):
            return value
        self._note_odd(key, "a list", value, must=must)
        return []

    def part(self, key: str, *, must: bool = False) -> Record | None:
        """An object within this one."""
        value = self.fields.get(key)
        if isinstance(value, dict):
            return self.within(value, key)
        self._note_odd(key, "an object", value, must=must)
        return None

    def parts(self, key: str) -> list[Record]:
        """A list of objects within this one; raises :class:`Malformed` when it holds anything else."""
        return [self.entry(value, key) for value in self.rows(key, must=True)]

    def entry(self, value: object, key: str) -> Record:
        """One entry of a list of objects."""
        if not isinstance(value, dict):
            raise Malformed(f"{self.path}{key}: expected objects, found {kind_of(value)}")
        return self.within(value, key)

    def within(self, fields: dict[str, Any], key: str) -> Record:
        """An object that stands in this one's field ``key``."""
        return Record(fields, self.ledger, f"{self.path}{key}.")

    def expect(self, known: Iterable[str]) -> None:
        """Note every field that is not among these."""
        for key in self.fields.keys() - set(known):
            self.ledger.note_unknown(self.path + key)

    def _note_odd(self, key: str, expected: str, value: object, *, must: bool = False) -> None:
        if value is None:
            return
        if must:
            raise Malformed(f"{self.path}{key}: expected {expected}, found {kind_of(value)}")
        self.ledger.note_unread(self.path + key)


def is_number(value: object) -> bool:
    """Is it a JSON number? (In Python, True and False are.)"""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def whole(value: object) -> int | None:
    """The whole number of at most 64 bits that a value stands for, or None."""
    if type(value) is int:
        return value if abs(value) < _LARGEST else None
    number = decimal(value)
    if number is None or number != number.to_integral_value() or abs(number) >= _LARGEST:
        return None
    return int(number)


def decimal(value: object) -> Decimal | None:
    """The finite number that a value stands for, or None."""
    if not is_number(value) and not (isinstance(value, str) and len(value) <= 40 and value.isascii()):
        return None
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= 30 else None


def kind_of(value: object) -> str:
    """What a JSON value is, in words; never the value itself, which may be anyone's words."""
    if isinstance(value, bool):
        return "yes or no"
    names = {dict: "an object", list: "a list", str: "a text", type(None): "nothing"}
    return names.get(type(value), "a number")
