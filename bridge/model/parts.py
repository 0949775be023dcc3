"""What an item is made of, whatever its kind: each struct in it, however deep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

Whole = TypeVar("Whole")


def parts(value: object) -> Iterator[Struct]:
    """A struct and all structs in it, the outer before the inner; of anything else, nothing."""
    if isinstance(value, tuple):
        for entry in value:
            yield from parts(entry)
    elif isinstance(value, Struct):
        yield value
        for name in value.__struct_fields__:
            yield from parts(getattr(value, name))


def rebuilt(value: Whole, change: Callable[[Struct], Struct]) -> Whole:
    """The same, with each struct in it changed, the inner before the outer. What nobody changes stays itself."""
    return _rebuilt(value, change)  # type: ignore[no-any-return]  # a struct is changed into one of its own type


def _rebuilt(value: Any, change: Callable[[Struct], Struct]) -> Any:
    if isinstance(value, tuple):
        entries = tuple(_rebuilt(entry, change) for entry in value)
        return value if all(new is old for new, old in zip(entries, value, strict=True)) else entries
    if not isinstance(value, Struct):
        return value
    fields = {name: getattr(value, name) for name in value.__struct_fields__}
    changed = {name: new for name, old in fields.items() if (new := _rebuilt(old, change)) is not old}
    return change(msgspec.structs.replace(value, **changed) if changed else value)
