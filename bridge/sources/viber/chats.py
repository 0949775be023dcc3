"""The chats of the desktop program's database: who takes part, what they are called, which id they have for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.ids import ChatId, Network
from bridge.sources.sqlite_file import Database, Row
from bridge.sources.viber.people import OWN, People

_INFO = ("ChatID", "Name", "Token", "MetaData")
_MOST_MEMBERS = 1_000_000


@dataclass
class Chats:
    """All chats, by the database's own numbers."""

    network: Network
    people: People
    info: Mapping[int, Row] = field(default_factory=dict)
    members: Mapping[int, list[int]] = field(default_factory=dict)

    def chat(self, number: int) -> Chat:
        """One chat. Two people's direct chat is known by both of them; a group by its token."""
        info = self.info.get(number, {})
        title, token = info.get("Name"), info.get("Token")
        others = sorted({member for member in self.members.get(number, []) if member != OWN})
        group = bool(token) or len(others) > 1 or (isinstance(title, str) and bool(title))
        kind = ChatKind.GROUP if group else ChatKind.DIRECT
        named = title if isinstance(title, str) and title else None
        return Chat(
            network=self.network,
            network_title="Viber",
            id=ChatId(self._id(number, token, others) if group else self._direct(number, others)),
            kind=kind,
            title=named or (self.people.name(others[0]) if len(others) == 1 else None),
            numbering=Numbering.NETWORK,
        )

    def _id(self, number: int, token: object, others: list[int]) -> str:
        if isinstance(token, int | str) and token:
            return f"group:{token}"[:200]
        known = sorted(filter(None, (self.people.meet(member) for member in others[:20])))
        return f"chat:{number}:" + "+".join(known)

    def _direct(self, number: int, others: list[int]) -> str:
        both = [self.people.meet(member) for member in (OWN, *others)]
        return "direct:" + "+".join(sorted(filter(None, both))) if others else f"chat:{number}"


def chats(database: Database, network: Network, people: People) -> Chats:
    """Reads the tables of chats; memory grows with chats and their members."""
    info = {row["ChatID"]: row for row in database.rows("ChatInfo", _INFO) if isinstance(row["ChatID"], int)}
    members: dict[int, list[int]] = {}
    for count, row in enumerate(database.rows("ChatRelation", ("ChatID", "ContactID"))):
        if count < _MOST_MEMBERS and isinstance(row["ChatID"], int) and isinstance(row["ContactID"], int):
            members.setdefault(row["ChatID"], []).append(row["ContactID"])
    return Chats(network, people, info, members)
