"""JSON: the longest list of a text, or the lines of a file of lines, again and again with other ids."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.inputs.texts import Grow

_STEP = 1_000_000
_HERE = "the list goes here"


def items(*keys: str) -> Grow:
    """The longest list of objects in a JSON text. ``keys`` are the fields that name a record."""

    def grow(file: Path, size: int) -> None:
        text = json.loads(file.read_text("utf-8-sig"))
        longest = max(_lists(text), key=lambda found: len(json.dumps(found)))
        records = list(longest)
        longest[:] = [_HERE]
        before, after = json.dumps(text, ensure_ascii=False).split(json.dumps(_HERE))
        with file.open("w", encoding="utf-8") as stream:
            stream.write(before)
            _write(stream, records, keys, size)
            stream.write(after)

    return grow


def json_lines(head: int, *keys: str, within: str | None = None) -> Grow:
    """Lines of JSON; the first ones once. ``within``: records are wrapped in an object, under this key."""

    def other(record: Any, copy: int) -> Any:
        if within is None or within not in record:
            return _other(record, keys, copy)
        return record | {within: _other(record[within], keys, copy)}

    def grow(file: Path, size: int) -> None:
        written = file.read_text("utf-8").splitlines()
        records = list(_sound(written[head:]))
        with file.open("w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in written[:head])
            copy = 0
            while stream.tell() < size:
                stream.writelines(f"{json.dumps(other(record, copy))}\n" for record in records)
                copy += 1

    return grow


def _sound(lines: Sequence[str]) -> Iterator[Any]:
    """Some cases of the tests have a broken line."""
    for line in lines:
        with suppress(ValueError):
            yield json.loads(line)


def _write(stream: Any, records: Sequence[Any], keys: Sequence[str], size: int) -> None:
    copy = 0
    while stream.tell() < size:
        body = ",\n".join(json.dumps(_other(record, keys, copy), ensure_ascii=False) for record in records)
        stream.write(f"{',' if copy else ''}\n{body}")
        copy += 1


def _lists(value: Any) -> Iterator[list[Any]]:
    if isinstance(value, list):
        if value and all(isinstance(entry, dict) for entry in value):
            yield value
        children = value
    else:
        children = list(value.values()) if isinstance(value, dict) else []
    for child in children:
        yield from _lists(child)


def _other(record: Any, keys: Sequence[str], copy: int) -> Any:
    if not isinstance(record, dict) or not copy:
        return record
    return {key: _another(value, copy) if key in keys else value for key, value in record.items()}


def _another(value: Any, copy: int) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value + copy * _STEP
    if isinstance(value, str):
        whole, dot, fraction = value.partition(".")
        number = whole.isascii() and whole.isdigit() and (not dot or fraction.isdigit())
        return f"{int(whole) + copy * _STEP}{dot}{fraction}" if number else f"{value}-{copy}"
    return value
