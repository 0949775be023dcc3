"""Protocol buffers, as far as they must be read: fields by their number, without anybody's schema."""

from __future__ import annotations

from collections.abc import Iterator

Value = int | bytes

_VARINT, _EIGHT, _SIZED, _FOUR = 0, 1, 2, 5
_LONGEST_VARINT = 10
_MOST_FIELDS = 10_000


def fields(content: bytes) -> dict[int, Value]:
    """Each field once: the last one of several. Stops where the content makes no sense."""
    return dict(all_fields(content))


def all_fields(content: bytes) -> Iterator[tuple[int, Value]]:
    """Each field with its number, in order."""
    at = 0
    for _count in range(_MOST_FIELDS):
        key, at = _varint(content, at)
        if key is None:
            return
        value, at = _value(content, at, key & 7)
        if value is None:
            return
        yield key >> 3, value


def _value(content: bytes, at: int, kind: int) -> tuple[Value | None, int]:
    if kind == _VARINT:
        return _varint(content, at)
    if kind == _SIZED:
        size, at = _varint(content, at)
    else:
        size = {_EIGHT: 8, _FOUR: 4}.get(kind)
    if size is None or at + size > len(content):
        return None, at
    return content[at : at + size], at + size


def _varint(content: bytes, at: int) -> tuple[int | None, int]:
    number = 0
    for place, byte in enumerate(content[at : at + _LONGEST_VARINT]):
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return number, at + place + 1
    return None, at
