"""What an event turns out to say: messages for the network, or a reason why there is nothing to carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bridge.matrix.events import ContentUri
from bridge.model.ids import MediaId, MessageId
from bridge.model.message import Content, Message


@dataclass(frozen=True, kw_only=True)
class Understood:
    """What an event says, as messages of the neutral model: mostly one; several when it changed several things at once.

    The first has the event's id, the others that id with ``~1``, ``~2`` behind. ``sender`` and ``place`` are unset.
    ``files`` are all files that they refer to. ``losses`` are stable codes for what could not be understood of it.
    ``is_emote``: it tells what its sender does, as ``/me`` does. ``also``: of an edit, the further messages of the
    network that the edited thing became.
    """

    messages: tuple[Message, ...]
    files: Mapping[MediaId, ContentUri] = field(default_factory=dict)
    losses: tuple[str, ...] = ()
    is_emote: bool = False
    also: tuple[MessageId, ...] = ()

    @property
    def message(self) -> Message:
        """The first."""
        return self.messages[0]


@dataclass(frozen=True)
class Nothing:
    """Nothing to carry over. ``code`` is stable; ``words`` are for people.

    ``is_loss``: somebody meant it for the others, and they will not see it; so the sender should be told.
    """

    code: str
    words: str
    is_loss: bool = False


@dataclass(frozen=True)
class Meaning:
    """What an event's content says, before it is known which messages that makes."""

    contents: tuple[Content, ...]
    losses: tuple[str, ...] = ()
    is_emote: bool = False
    also: tuple[MessageId, ...] = ()


def meaning(content: Content, *losses: str) -> Meaning:
    """A single thing is said."""
    return Meaning((content,), losses)


def lost(code: str, words: str) -> Nothing:
    """Something was meant to be carried over and cannot be."""
    return Nothing(code, words, is_loss=True)
