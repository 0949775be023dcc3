"""Damaged exports: what a bad disk, a bad program or a bad person could make of a good one."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any

Mutate = Callable[[bytes, random.Random], bytes]

WORDS = (
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b'"',
    b"\\",
    b"\\ud800",
    b"{",
    b"[" * 300,
    b"}",
    b"null",
    b"-1",
    b"1e999",
    b"NaN",
    b"9" * 40,
    b"9" * 5000,
    b"<" * 50,
    b"</div>",
    b"&#x110000;",
    b"\r",
    b"\n",
    b"\t",
    b",",
    b": ",
    "\u202e\u2066\u200f".encode(),
    "٣١/٠٢/٢٠٢٥".encode(),
    b"31/02/2025, 25:61 - ",
    b"../" * 9,
    b"file:///etc/passwd",
    b"%s%n",
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**31,
    2**63,
    -(10**30),
    1.5,
    1e300,
    "",
    "0",
    "\x00",
    "\ud800",
    "9" * 30,
    "x" * 3000,
    "2025-02-31T25:61:00Z",
    [],
    {},
    [[[[[]]]]],
    [None],
    {"": None},
    {"id": {"id": {}}},
)
_NUMBER = re.compile(rb"\d+")


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The content with one to three kinds of damage."""
    for _ in range(chance.randint(1, 3)):
        content = chance.choice(_MUTATIONS)(content, chance)
    return content


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randint(0, len(content))]


def _bytes_changed(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _slice(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randint(0, len(content))
    return start, min(len(content), start + chance.choice((1, 4, 30, 400)))


def _slice_lost(content: bytes, chance: random.Random) -> bytes:
    start, end = _slice(content, chance)
    return content[:start] + content[end:]


def _slice_repeated(content: bytes, chance: random.Random) -> bytes:
    start, end = _slice(content, chance)
    return content[:end] + content[start:end] * chance.choice((1, 1, 2, 20)) + content[end:]


def _slice_moved(content: bytes, chance: random.Random) -> bytes:
    start, end = _slice(content, chance)
    rest = content[:start] + content[end:]
    place = chance.randint(0, len(rest))
    return rest[:place] + content[start:end] + rest[place:]


def _word_put_in(content: bytes, chance: random.Random) -> bytes:
    place = chance.randint(0, len(content))
    return content[:place] + chance.choice(WORDS) + content[place:]


def _number_changed(content: bytes, chance: random.Random) -> bytes:
    numbers = list(_NUMBER.finditer(content))
    if not numbers:
        return content
    number = chance.choice(numbers)
    other = chance.choice((b"0", b"-7", b"99", b"1" + number.group(), str(chance.getrandbits(70)).encode()))
    return content[: number.start()] + other + content[number.end() :]


def _lines_exchanged(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _value_changed(content: bytes, chance: random.Random) -> bytes:
    """Of a JSON text, or of one of its lines: a value that is of another kind, doubled, or missing."""
    lines = content.split(b"\n")
    number = chance.randrange(len(lines))
    for place, text in ((None, content), (number, lines[number])):
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            continue
        changed = json.dumps(_changed(document, chance), ensure_ascii=chance.random() < 0.5)
        encoded = changed.encode(errors="surrogatepass")
        return encoded if place is None else b"\n".join([*lines[:place], encoded, *lines[place + 1 :]])
    return content


def _changed(value: Any, chance: random.Random) -> Any:
    """One random value within a document is changed; deeper ones more often."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        if chance.random() < 0.15:
            return {name: inner for name, inner in value.items() if name != key}
        return value | {key: _changed(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.9:
        place = chance.randrange(len(value))
        if chance.random() < 0.15:
            return [*value[:place], value[place], *value[place:]]
        return [*value[:place], _changed(value[place], chance), *value[place + 1 :]]
    return chance.choice(VALUES)


_MUTATIONS: tuple[Mutate, ...] = (
    _cut,
    _bytes_changed,
    _bytes_changed,
    _slice_lost,
    _slice_repeated,
    _slice_moved,
    _word_put_in,
    _number_changed,
    _lines_exchanged,
    _value_changed,
    _value_changed,
    _value_changed,
)
