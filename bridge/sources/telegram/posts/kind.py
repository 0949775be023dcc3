"""The shape of a row in the table of kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bridge.model.message import Content
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.scene import Scene


@dataclass(frozen=True)
class Kind:
    """How one kind of post is read.

    ``read`` raises :class:`~bridge.sources.telegram.record.Malformed` when what the post says is broken.
    """

    read: Callable[[Record, Scene], Sequence[Content]]
    fields: frozenset[str]
    """All fields of the message that belong to this kind."""


def one(read: Callable[[Record, Scene], Content], *fields: str) -> Kind:
    """A kind that gives exactly one content."""
    return Kind(lambda record, scene: (read(record, scene),), frozenset(fields))
