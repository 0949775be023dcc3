"""Apple's old format for objects, "typedstream", as far as texts with attributes need it.

A stream names the types of what follows (``@`` an object, ``i`` a whole number, …), then holds the values. Types and
classes, and objects, stand in full once, and are then referred to by the order of their appearance.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any, TypeVar

_HEADER = b"\x04\x0bstreamtyped"
_NEW, _NOTHING, _END = 0x84, 0x85, 0x86
_TWO_BYTES, _FOUR_BYTES, _FLOAT = 0x81, 0x82, 0x83
_FIRST_REFERENCE = -110
_DEEPEST = 40
_MOST_VALUES = 200_000
_LARGEST = 8 * 1024 * 1024

Kind = TypeVar("Kind")


class Unfit(Exception):
    """This is no typedstream, or one that makes no sense."""


@dataclass
class Thing:
    """An object: its classes, from its own to the root, and its values in order."""

    classes: tuple[str, ...] = ()
    values: list[Any] = field(default_factory=list)

    def is_a(self, *names: str) -> bool:
        """Is it of one of these classes?"""
        return any(name in self.classes for name in names)


def first_object(content: bytes) -> Thing:
    """The object that a stream holds. Raises :class:`Unfit` for anything else."""
    if not content.startswith(_HEADER) or len(content) > _LARGEST:
        raise Unfit("it does not begin like one")
    stream = _Stream(content, len(_HEADER))
    try:
        stream.number()  # the version of the system that wrote it
        for value in stream.group(0):
            if isinstance(value, Thing):
                return value
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise Unfit("it ends too early, or holds what is no text") from error
    raise Unfit("it holds no object")


class _Stream:
    """Reads on and on; what was named once is known from then on."""

    def __init__(self, content: bytes, at: int) -> None:
        self._content = content
        self._at = at
        self._count = 0
        self._names: list[str] = []
        self._things: list[Any] = []

    def group(self, depth: int) -> list[Any]:
        """Values, whose types stand before them."""
        return [self._value(kind, depth) for kind in _kinds(self._name() or "")]

    def number(self) -> int:
        """A whole number: one byte, or more when the byte says so."""
        head = self._byte()
        if head == _TWO_BYTES:
            return int.from_bytes(self._taken(2), "little", signed=True)
        if head == _FOUR_BYTES:
            return int.from_bytes(self._taken(4), "little", signed=True)
        return head - 256 if head > 127 else head

    def _value(self, kind: str, depth: int) -> Any:
        self._count += 1
        if depth > _DEEPEST or self._count > _MOST_VALUES:
            raise Unfit("it is too deep, or too long")
        if kind == "@":
            return self._object(depth)
        if kind == "+":
            return self._taken(self._length())
        if kind in {"f", "d"}:
            return self._float(kind)
        if kind == "*":
            return self._shared_name()
        if kind in {":", "%"}:
            return self._name()
        if kind == "#":
            return self._classes(depth)
        return self._plain(kind)

    def _plain(self, kind: str) -> Any:
        if kind in {"c", "C"}:
            return self._byte()
        if kind.startswith("["):
            return self._taken(_array(kind))
        if kind in set("iIlLsSqQB"):
            return self.number()
        raise Unfit("it holds a type that is not known")

    def _object(self, depth: int) -> Thing | None:
        head = self._byte()
        if head == _NOTHING:
            return None
        if head != _NEW:
            return self._known(self._things, Thing)
        thing = Thing()
        self._things.append(thing)
        thing.classes = tuple(self._classes(depth + 1))
        while self._content[self._at] != _END:
            thing.values += self.group(depth + 1)
        self._at += 1
        return thing

    def _classes(self, depth: int) -> list[str]:
        """A class and those that it is made of."""
        head = self._byte()
        if head == _NOTHING:
            return []
        if head != _NEW:
            return self._known(self._things, list)
        if depth > _DEEPEST:
            raise Unfit("it is too deep")
        chain = [self._name() or ""]
        self.number()  # the class's version
        self._things.append(chain)
        chain += self._classes(depth + 1)
        return chain

    def _name(self) -> str | None:
        head = self._byte()
        if head == _NOTHING:
            return None
        if head != _NEW:
            return self._known(self._names, str)
        name = self._taken(self._length()).decode()
        self._names.append(name)
        return name

    def _shared_name(self) -> str | None:
        head = self._byte()
        if head == _NOTHING:
            return None
        if head != _NEW:
            return self._known(self._things, str)
        name = self._name()
        self._things.append(name)
        return name

    def _known(self, table: list[Any], kind: type[Kind]) -> Kind:
        self._at -= 1
        place = self.number() - _FIRST_REFERENCE
        found = table[place] if 0 <= place < len(table) else None
        if not isinstance(found, kind):
            raise Unfit("it refers to what is not there")
        return found

    def _float(self, kind: str) -> float | int:
        if self._content[self._at] != _FLOAT:
            return self.number()
        self._at += 1
        number: float = (
            struct.unpack("<f", self._taken(4))[0] if kind == "f" else struct.unpack("<d", self._taken(8))[0]
        )
        return number

    def _length(self) -> int:
        length = self.number()
        return length & 0xFF if -128 <= length < 0 else length & 0xFFFF if length < 0 else length

    def _taken(self, length: int) -> bytes:
        taken = self._content[self._at : self._at + length]
        if len(taken) < length:
            raise IndexError
        self._at += length
        return taken

    def _byte(self) -> int:
        self._at += 1
        return self._content[self._at - 1]


def _kinds(types: str) -> list[str]:
    """``iI@`` as three, ``[12c]`` as one."""
    kinds, at = [], 0
    while at < len(types):
        end = types.find("]", at) + 1 if types[at] == "[" else at + 1
        if end <= at:
            raise Unfit("it holds a type that is not known")
        kinds.append(types[at:end])
        at = end
    return kinds


def _array(kind: str) -> int:
    """How many bytes ``[12c]`` holds."""
    length = kind[1:-2]
    if kind[-2:-1] not in {"c", "C"} or not length.isascii() or not length.isdigit() or len(length) > 8:
        raise Unfit("it holds a list that is not known")
    return int(length)
