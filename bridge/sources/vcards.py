"""Contact cards: in messages, and as an address book that lies beside a database."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

_CARD = re.compile(r"BEGIN:VCARD(.{0,200000}?)END:VCARD", re.DOTALL | re.IGNORECASE)
_LINE = re.compile(
    r"(?:[\w-]+\.)?(?P<key>FN|N|TEL|EMAIL)(?P<options>;[^:\n]{0,200})?:(?P<value>[^\n]{0,500})", re.IGNORECASE
)
_ACCOUNT = re.compile(r"waid=([0-9]{5,20})", re.IGNORECASE)
_FOLDED = re.compile(r"\r?\n[ \t]")
_SOFT_BREAK = re.compile(r"=\r?\n")


@dataclass(frozen=True)
class VCard:
    """A person as a card describes them. ``accounts``: digits of their messenger's numbers, where it noted them."""

    name: str | None
    phones: tuple[str, ...]
    accounts: tuple[str, ...]
    emails: tuple[str, ...] = ()


def cards(text: str) -> Iterator[VCard]:
    """Every card in a text."""
    for found in _CARD.finditer(text):
        yield _card(found[1])


def _card(text: str) -> VCard:
    quoted = "QUOTED-PRINTABLE" in text.upper()
    lines = (_SOFT_BREAK if quoted else _FOLDED).sub("", text).splitlines()
    names: dict[str, str] = {}
    phones: list[str] = []
    accounts: list[str] = []
    emails: list[str] = []
    for line in lines[:1000]:
        found = _LINE.fullmatch(line.strip())
        if found is None:
            continue
        options, value = found["options"] or "", _value(found["value"], found["options"] or "")
        if found["key"].upper() == "TEL":
            phones.append(value.removeprefix("tel:"))
            accounts += _ACCOUNT.findall(options)
        elif found["key"].upper() == "EMAIL":
            emails.append(value)
        elif value.strip(" ;"):
            names.setdefault(found["key"].upper(), value)
    return VCard(names.get("FN") or _in_order(names.get("N")), tuple(phones), tuple(accounts), tuple(emails))


def _value(value: str, options: str) -> str:
    if "QUOTED-PRINTABLE" in options.upper():
        value = quopri.decodestring(value.encode("ascii", "ignore")).decode("utf-8", "replace")
    return re.sub(r"\\([,;\\])", r"\1", value).strip()


def _in_order(name: str | None) -> str | None:
    """``Family;Given;Middle`` as it is said."""
    if not name:
        return None
    parts = [part.strip() for part in name.split(";")[:3]]
    return " ".join(part for part in (*parts[1:], parts[0]) if part) or None
