"""People who may do more, or less, than before."""

from __future__ import annotations

from msgspec.structs import replace

from bridge.matrix.cleaning import clean_name
from bridge.matrix.content.levels import ranked
from bridge.matrix.content.notice import announce
from bridge.matrix.content.phrases import name_of, sentence
from bridge.matrix.content.pieces import Said
from bridge.matrix.events import Surroundings
from bridge.model.event import Rank, RankChange
from bridge.model.message import Message

_AS_WHAT: dict[Rank, str] = {
    Rank.OWNER: "the owner of the chat",
    Rank.ADMIN: "an administrator",
    Rank.MODERATOR: "a moderator",
    Rank.MEMBER: "an ordinary member",
}


def say_rank_change(item: Message, content: RankChange, surroundings: Surroundings) -> Said:
    """A sentence; and in a live room the levels, of the person's ghost and of themselves if they are in Matrix.

    A ghost is never silenced: it says what was said on the network, where alone it is decided who may speak.
    """
    acted = item.sender is not None and item.sender != content.person
    actor = item if acted else replace(item, sender=None)
    said = announce(actor, _words(actor, content, surroundings), surroundings)
    ghost, themselves = surroundings.ghosts[content.person], surroundings.user(content.person)
    users = [user for user in dict.fromkeys([ghost, themselves]) if content.rank is not Rank.SILENCED or user != ghost]
    return said.then(Said(ranked(users, content.rank, surroundings)))


def _words(item: Message, content: RankChange, surroundings: Surroundings) -> str:
    name, what = name_of(content.person, surroundings), _AS_WHAT.get(content.rank)
    title = clean_name(content.title or "")
    told = f" ({title})" if title else ""
    if item.sender is None:
        return f"{name} is now {what}{told}" if what else f"{name} may no longer write"
    return sentence(item, f"made {name} {what}{told}" if what else f"muted {name}", surroundings)
