"""WhatsApp's addresses ("jids"): whom and what they mean. Those of people are phone numbers, so none leaves as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bridge.model.ids import ChatId, Network, PersonId
from bridge.sources.named_people import phone_id
from bridge.sources.sqlite_values import digest

WHATSAPP = Network("whatsapp")
STATUS = "status@broadcast"
SERVER = "0@s.whatsapp.net"
"""WhatsApp itself."""

_PEOPLE = {"s.whatsapp.net", "c.us"}
_HIDDEN = "lid"
_GROUP = "g.us"
_CHANNEL = "newsletter"
_IN_TEXT = re.compile(r"[0-9]{5,20}(?:[.:][0-9]{1,6})*@(?:s\.whatsapp\.net|c\.us|lid)")


@dataclass(frozen=True, slots=True)
class Jid:
    """An address without the device that it may end in."""

    user: str
    server: str

    @property
    def phone(self) -> str | None:
        """Digits, as dialled from abroad."""
        return self.user if self.server in _PEOPLE and self.user.isdigit() and self.user != "0" else None

    @property
    def is_person(self) -> bool:
        """Somebody, by their number or by a number that hides it."""
        return self.server in _PEOPLE or self.server == _HIDDEN

    @property
    def is_group(self) -> bool:
        """A group, also a community's announcements."""
        return self.server == _GROUP

    @property
    def is_channel(self) -> bool:
        """A public channel."""
        return self.server == _CHANNEL

    def __str__(self) -> str:
        return f"{self.user}@{self.server}"


def jid_of(written: object) -> Jid | None:
    """``4930000000:12@s.whatsapp.net`` without the device; None for what is no address."""
    if not isinstance(written, str) or len(written) > 200 or "@" not in written or not written.isprintable():
        return None
    user, server = written.rsplit("@", 1)
    server = server.lower()
    if server in _PEOPLE or server == _HIDDEN:
        user = re.split(r"[.:_]", user, maxsplit=1)[0]
    return Jid(user, server) if server and (user or server in _PEOPLE) else None


def jids_in(text: str) -> list[Jid]:
    """People's addresses anywhere in a text, each once."""
    found = (jid_of(written) for written in _IN_TEXT.findall(text[:1_000_000]))
    return list(dict.fromkeys(jid for jid in found if jid))


@dataclass(frozen=True)
class Addresses:
    """Who is meant by an address. ``numbers`` leads from a hidden one to the phone number behind it, where known."""

    numbers: Mapping[Jid, Jid] = field(default_factory=dict)

    def known(self, jid: Jid) -> Jid:
        """One address for one person."""
        return self.numbers.get(jid, jid)

    def person(self, jid: Jid) -> PersonId:
        """Equal in every export, whoever made it."""
        jid = self.known(jid)
        if jid.phone:
            return PersonId(phone_id(WHATSAPP, jid.phone))
        if str(jid) == SERVER:
            return PersonId(WHATSAPP)
        kind = "lid" if jid.server == _HIDDEN else "jid"
        return PersonId(f"{kind}:{digest(WHATSAPP, str(jid))}")

    def chat(self, jid: Jid, me: PersonId | None) -> ChatId:
        """A group's is the same for all its members. ``me``: who exports, where that is known."""
        if jid.is_person:
            return self._direct(self.person(jid), me)
        if str(jid) == STATUS:
            return ChatId(f"status:{digest(me or '')}")
        kind = "group" if jid.is_group else "channel" if jid.is_channel else "list"
        return ChatId(f"{kind}:{digest(str(jid))}")

    def _direct(self, other: PersonId, me: PersonId | None) -> ChatId:
        if me == other:
            return ChatId(f"self:{digest(other)}")
        return ChatId(f"direct:{digest(*sorted(filter(None, (other, me))))}")
