"""From plain values to a :class:`Config`, or to mistakes with the place of each."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from config.document import Document, KeyPath
from config.environment import Overrides, suggestion
from config.mistakes import Mistake
from config.schema import Config

_UNKNOWN = {"extra_forbidden", "unexpected_keyword_argument"}
NOTHING = Overrides()
_SECTION = {"dataclass_type", "dataclass_exact_type"}


def sections() -> dict[str, list[str]]:
    """Every section with its keys."""
    return {name: [key.name for key in dataclasses.fields(section)] for name, section in get_type_hints(Config).items()}


def keys() -> list[KeyPath]:
    """Every key that there is, as (section, key)."""
    return [(section, key) for section, names in sections().items() for key in names]


def validate(document: Document, overrides: Overrides) -> Config | list[Mistake]:
    """The configuration that the file and the environment give together, or all that is wrong with their values."""
    try:
        return TypeAdapter(Config).validate_python(_merged(document.values, overrides.values))
    except ValidationError as error:
        return mistakes(error, document, overrides)


def mistakes(error: ValidationError, document: Document, overrides: Overrides = NOTHING) -> list[Mistake]:
    """What is wrong with the values, each with its place; not those whose very form was a mistake already."""
    told = {mistake.position for mistake in (*document.mistakes, *overrides.mistakes)}
    details = error.errors(include_url=False, include_input=False)
    found = [_mistake(detail, document, overrides) for detail in details]
    return [mistake for mistake in found if mistake.position not in told]


def _merged(content: Mapping[str, Any], override: Mapping[KeyPath, str | None]) -> dict[str, Any]:
    """A section without keys (``media:`` alone) reads as nothing in YAML; it means the defaults."""
    merged = {**dict.fromkeys(sections()), **content}
    merged = {name: {} if section is None else section for name, section in merged.items()}
    for (section, key), value in override.items():
        if isinstance(merged[section], dict):
            merged[section] = {**merged[section], key: value}
    return merged


def _mistake(detail: ErrorDetails, document: Document, overrides: Overrides) -> Mistake:
    path = tuple(str(part) for part in detail["loc"])
    kind = detail["type"]
    at_key = kind in _UNKNOWN or kind == "missing"
    place = document.key_of(path) if at_key else document.value_of(path)
    return Mistake(overrides.positions.get(path, place), ".".join(path), _expected(kind, path, detail["msg"]))


def _expected(kind: str, path: KeyPath, message: str) -> str:
    if kind in _UNKNOWN:
        return "unknown option" + _similar(path)
    if kind == "missing":
        return "is missing, and has no default"
    if kind in _SECTION:
        return "expected a section: keys with values, indented below it"
    return message.removeprefix("Value error, ").replace("Input should be", "expected")


def _similar(path: KeyPath) -> str:
    known = sections()
    hint = suggestion(path[-1], known if len(path) == 1 else dict.fromkeys(known[path[0]]))
    elsewhere = [section for section, names in known.items() if path[-1] in names]
    return hint or (f"; it belongs to '{elsewhere[0]}'" if elsewhere else "")
