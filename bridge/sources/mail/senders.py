"""Who wrote a mail: an address and a name, out of the many ways to write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bridge.model.ids import PersonId
from bridge.model.person import Person, PersonKind
from bridge.sources.loose_values import digest
from bridge.sources.mail.headers import Head

_LONGEST = 1000
_IN_BRACKETS = re.compile(r"<\s*([^<>\s]{1,320}@[^<>\s]{1,320})\s*>")
_BARE = re.compile(r"\s*([^\s()<>,;]{1,320})(?:@| at )([^\s()<>,;]{1,320})\s*(?:\((.{0,400})\))?\s*")
"""``anna at example.org (Anna)``: so archives on the web hide addresses from programs."""
_VIA = re.compile(r"(.{1,200}?)\s+(?:via|über|par|vía|via a)\s+(.{1,200})", re.IGNORECASE)
_ORIGINAL = ("x-original-from", "x-original-sender", "original-from", "reply-to")


@dataclass(frozen=True)
class Address:
    """Where mail goes to, in lower case, and whose it is."""

    address: str | None
    name: str | None


def sender_of(head: Head) -> Person | None:
    """Who wrote it. A list that had to put its own address there names the writer elsewhere."""
    written = _address(head.words("from") or head.words("sender"))
    if written is None:
        return None
    if written.name and (via := _VIA.fullmatch(written.name)) and _is_list(head, written):
        original = next(filter(None, (_address(head.words(name)) for name in _ORIGINAL)), None)
        known = original is not None and original.address != written.address
        written = Address(original.address if known and original else None, via[1].strip("'\" "))
    return _person(written)


def _person(written: Address) -> Person | None:
    if written.address:
        name = written.name or written.address.partition("@")[0]
        return Person(id=person_id(written.address), name=name, email=written.address)
    if not written.name:
        return None
    return Person(id=PersonId(f"name:{written.name[:200]}"), name=written.name, kind=PersonKind.UNKNOWN)


def person_id(address: str) -> PersonId:
    """An id that tells nobody the address."""
    return PersonId(f"mail:{digest('email', address.lower())}")


def _is_list(head: Head, written: Address) -> bool:
    marks = ("list-id", "list-post", "x-mailing-list", "sender", "mailing-list")
    return any(name in head.fields for name in marks) or (written.address or "@") in head.words("to").lower()


def _address(text: str) -> Address | None:
    text = text[:_LONGEST].strip()
    if found := _IN_BRACKETS.search(text):
        return Address(found[1].lower(), _name(text[: found.start()]))
    if found := _BARE.fullmatch(text.partition(",")[0]):
        return Address(f"{found[1]}@{found[2]}".lower(), _name(found[3] or ""))
    return Address(None, _name(text)) if text else None


def _name(written: str) -> str | None:
    name = written.strip()
    if len(name) > 1 and name[0] == '"' and name[-1] == '"':
        return re.sub(r"\\(.)", r"\1", name[1:-1]).strip("' ") or None
    return name.strip("<>\"' \t") or None
