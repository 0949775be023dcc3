"""A YAML text as plain values, with the place where each key stands, and everything that is wrong with its form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from config.mistakes import Mistake, Position

KeyPath = tuple[str, ...]
"""Keys from the outermost to the innermost; places in lists are numbers as text."""


@dataclass(frozen=True)
class Document:
    """What a file says, and where."""

    source: str
    values: dict[str, Any] = field(default_factory=dict)
    keys: dict[KeyPath, Position] = field(default_factory=dict)
    """Where each key stands."""
    positions: dict[KeyPath, Position] = field(default_factory=dict)
    """Where each value begins."""
    mistakes: tuple[Mistake, ...] = ()

    def key_of(self, path: KeyPath) -> Position:
        """Where this key stands, or else the closest one around it."""
        while path and path not in self.keys:
            path = path[:-1]
        return self.keys.get(path, Position(self.source, 1, 1))

    def value_of(self, path: KeyPath) -> Position:
        """Where this value begins, or else the closest key around it."""
        return self.positions.get(path) or self.key_of(path)


def parse(text: str, source: str) -> Document:
    """Read a YAML text whose outermost level is a mapping. Never raises: what is wrong stands in ``mistakes``."""
    yaml = YAML(typ="safe", pure=True)
    try:
        node = yaml.compose(text)
    except MarkedYAMLError as error:
        return Document(source, mistakes=(Mistake(_position(source, error.problem_mark), "", _syntax(error)),))
    except (YAMLError, ValueError, AssertionError, RecursionError) as error:  # all of them the library's ways to refuse
        return Document(source, mistakes=(Mistake(Position(source, 1, 1), "", f"not YAML: {error}"),))
    if node is None:
        return Document(source)
    walk = _Walk(source, yaml)
    values = walk.value((), node)
    if not isinstance(values, dict):
        return Document(source, mistakes=(Mistake(Position(source, 1, 1), "", "expected 'section:' lines with keys"),))
    return Document(source, values, walk.keys, walk.positions, tuple(walk.mistakes))


class _Walk:
    """Goes through the nodes once; collects places and mistakes on its way."""

    def __init__(self, source: str, yaml: YAML) -> None:
        self._source = source
        self._seen: set[Node] = set()
        self._construct = yaml.constructor.construct_object
        self.keys: dict[KeyPath, Position] = {}
        self.positions: dict[KeyPath, Position] = {}
        self.mistakes: list[Mistake] = []

    def value(self, path: KeyPath, node: Node) -> Any:
        self.positions[path] = _position(self._source, node.start_mark)
        if isinstance(node, ScalarNode):
            return self._scalar(path, node)
        if node in self._seen:  # it could contain itself, or multiply without end
            return self._mistake(path, node, "aliases of whole sections are not understood here")
        self._seen.add(node)
        if isinstance(node, MappingNode):
            return {key: self.value((*path, key), child) for key, child in self._entries(path, node)}
        return [self.value((*path, str(place)), child) for place, child in enumerate(node.value)]

    def _entries(self, path: KeyPath, node: MappingNode) -> Iterator[tuple[str, Node]]:
        for key_node, child in node.value:
            if not isinstance(key_node, ScalarNode):
                self._mistake(path, key_node, "expected a word as key")
                continue
            key = (*path, str(key_node.value))
            earlier = self.keys.get(key)
            if earlier is not None:
                self._mistake(key, key_node, f"is given twice; the first time in line {earlier.line}")
                continue
            self.keys[key] = _position(self._source, key_node.start_mark)
            yield key[-1], child

    def _scalar(self, path: KeyPath, node: Node) -> Any:
        try:
            return self._construct(node)
        except (ConstructorError, ValueError) as error:
            problem = error.problem if isinstance(error, ConstructorError) else str(error)
            return self._mistake(path, node, f"cannot be understood: {problem}")

    def _mistake(self, path: KeyPath, node: Node, expected: str) -> None:
        self.mistakes.append(Mistake(_position(self._source, node.start_mark), ".".join(path), expected))


def _position(source: str, mark: StringMark | None) -> Position:
    return Position(source, 1, 1) if mark is None else Position(source, mark.line + 1, mark.column + 1)


def _syntax(error: MarkedYAMLError) -> str:
    return "not YAML: " + ", ".join(part for part in (error.context, error.problem) if part)
