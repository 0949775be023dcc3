"""A message's text: the tree into which the server has parsed it, or else the markup as it was typed.

The tree's kinds: https://github.com/RocketChat/Rocket.Chat/blob/develop/packages/message-parser/src/definitions.ts
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bridge.model.ids import PersonId
from bridge.model.text import Style, Text
from bridge.sources.loose_values import Fields, first_words, record, records, rows, words
from bridge.sources.markdown import COMMON_MARKS, Marks, Names, read
from bridge.sources.rocketchat.directory import Directory
from bridge.sources.rocketchat.quotes import without_quotes
from bridge.sources.shortcodes import emoji_of
from bridge.sources.text_writer import TextWriter

_MARKS: Marks = {
    # One star is bold here, one tilde strikes through.
    **COMMON_MARKS,
    "*": (Style.BOLD,),
    "__": (Style.ITALIC,),
    "~": (Style.STRIKETHROUGH,),
}
_STYLED: Mapping[str, Style] = {
    "BOLD": Style.BOLD,
    "ITALIC": Style.ITALIC,
    "STRIKE": Style.STRIKETHROUGH,
    "SPOILER": Style.SPOILER,
    "SPOILER_BLOCK": Style.SPOILER,
    "QUOTE": Style.QUOTE,
    "HEADING": Style.BOLD,
}
_BLOCKS = frozenset({"PARAGRAPH", "QUOTE", "HEADING", "BIG_EMOJI", "SPOILER_BLOCK", "LINE_BREAK"})
_DEEPEST = 24
_MOST_CHANNELS = 20


def text_of(fields: Fields, directory: Directory) -> Text:
    """What a message says, without the quotes in it."""
    said = _with_titles(first_words(fields, "msg") or "", fields, directory)
    tree = records(fields.get("md"))
    try:
        parsed = _Tree(directory).text(tree) if tree else Text()
    except _UnknownError:
        parsed = Text()
    return parsed if parsed.plain else typed(without_quotes(said), directory)


def _with_titles(said: str, fields: Fields, directory: Directory) -> str:
    for channel in records(fields.get("channels"))[:_MOST_CHANNELS]:
        name = first_words(channel, "name") or ""
        if name in directory.titles:
            said = said.replace(f"#{name}", f"#{directory.titles[name]}")
    return said


def typed(said: str, directory: Directory) -> Text:
    """Text as it was typed."""
    return read(said, Names(user=directory.known, marks=_MARKS))


class _UnknownError(Exception):
    """The tree holds something that is not known, so the typed text is taken instead."""


class _Tree:
    """One tree on its way."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._writer = TextWriter()

    def text(self, tree: list[dict[str, Any]]) -> Text:
        for number, node in enumerate(tree):
            if number:
                self._writer.write("\n")
            self._node(node, _DEEPEST)
        return self._writer.text()

    def _node(self, node: dict[str, Any], deepest: int) -> None:
        kind = first_words(node, "type") or ""
        value = node.get("value")
        start = self._writer.length
        if kind in _LEAVES:
            _LEAVES[kind](self, node)
        elif kind in _LISTS:
            self._list(_LISTS[kind], node, deepest)
        elif kind in _STYLED or kind in _BLOCKS:
            self._children(value, deepest, apart=kind in {"QUOTE", "SPOILER_BLOCK"})
            if kind in _STYLED:
                self._writer.decorate(start, _STYLED[kind])
        else:
            raise _UnknownError

    def _children(self, value: object, deepest: int, *, apart: bool = False) -> None:
        if not deepest:
            raise _UnknownError
        for number, child in enumerate(records(value if isinstance(value, list) else [value])):
            if number and apart:
                self._writer.write("\n")
            self._node(child, deepest - 1)

    def _list(self, mark: str, node: Fields, deepest: int) -> None:
        for number, entry in enumerate(records(node.get("value")), start=1):
            self._writer.begin_line()
            done = "☑ " if entry.get("status") is True else "☐ " if "status" in entry else None
            self._writer.write(done or mark.format(entry.get("number") if type(entry.get("number")) is int else number))
            self._children(entry.get("value"), deepest)

    def plain(self, node: Fields) -> None:
        self._writer.write(_inner(node))

    def code(self, node: Fields) -> None:
        self._writer.styled(_inner(node), Style.CODE)

    def block(self, node: Fields) -> None:
        lines = [_inner(line) for line in records(node.get("value"))]
        language = first_words(node, "language")
        start = self._writer.length
        self._writer.write("\n".join(lines))
        self._writer.decorate(start, Style.PREFORMATTED, language=None if language == "none" else language)

    def link(self, node: Fields) -> None:
        value = record(node.get("value"))
        address = _inner(value.get("src"))
        label = "".join(_inner(part) for part in _several(value.get("label")))
        if "msg=" in address and not label.strip():
            return
        url = (
            address if "://" in address or address.startswith(("mailto:", "tel:")) else f"https://{address.lstrip('/')}"
        )
        self._writer.styled(label or address, Style.LINK, url=url)

    def user(self, node: Fields) -> None:
        name = _inner(node.get("value"))
        found = self._directory.known(name)
        person: PersonId | None = found[0] if found else None
        self._writer.styled(f"@{found[1] if found else name}", Style.MENTION, person=person)

    def channel(self, node: Fields) -> None:
        name = _inner(node.get("value"))
        self._writer.write(f"#{self._directory.titles.get(name, name)}")

    def emoji(self, node: Fields) -> None:
        code = first_words(node, "shortCode") or _inner(node.get("value")).strip(":")
        self._writer.write(first_words(node, "unicode") or (emoji_of(code) if code else ""))

    def color(self, node: Fields) -> None:
        parts = [record(node.get("value")).get(part) for part in "rgb"]
        sound = [part for part in parts if isinstance(part, int) and 0 <= part <= 255]
        self._writer.write("#" + "".join(f"{part:02x}" for part in sound))

    def time(self, node: Fields) -> None:
        said = record(node.get("value")).get("timestamp")
        seconds = int(said) if isinstance(said, str) and said.isdigit() and len(said) < 12 else None
        self._writer.write(_inner(node.get("fallback")) or f"{said if seconds is None else _clock(seconds)}")

    def nothing(self, _node: Fields) -> None:
        """A line break, which stands between all blocks anyway."""


_LEAVES: Mapping[str, Callable[[_Tree, Fields], None]] = {
    "PLAIN_TEXT": _Tree.plain,
    "CODE_LINE": _Tree.plain,
    "KATEX": _Tree.plain,
    "INLINE_KATEX": _Tree.plain,
    "INLINE_CODE": _Tree.code,
    "CODE": _Tree.block,
    "LINK": _Tree.link,
    "IMAGE": _Tree.link,
    "MENTION_USER": _Tree.user,
    "MENTION_CHANNEL": _Tree.channel,
    "EMOJI": _Tree.emoji,
    "COLOR": _Tree.color,
    "TIMESTAMP": _Tree.time,
    "LINE_BREAK": _Tree.nothing,
}
_LISTS: Mapping[str, str] = {"UNORDERED_LIST": "• ", "ORDERED_LIST": "{}. ", "TASKS": "☐ "}


def _several(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _inner(value: object, deepest: int = 8) -> str:
    """All words below a node."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(_inner(part, deepest - 1) for part in rows(value)) if deepest else ""
    return _inner(record(value).get("value"), deepest - 1) if deepest and words(record(value).get("type")) else ""


def _clock(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
