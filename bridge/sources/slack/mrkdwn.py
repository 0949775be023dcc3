"""Slack's own markup in the ``text`` of a message: ``*bold*``, ``<@U1>``, ``<https://…|label>``, ``&amp;``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bridge.model.text import Style, Text
from bridge.sources.slack.emoji import emoji, replaced
from bridge.sources.slack.names import Names
from bridge.sources.slack.times import shown
from bridge.sources.text_writer import TextWriter

_FENCE = "```"
_STYLES = {"*": Style.BOLD, "_": Style.ITALIC, "~": Style.STRIKETHROUGH}
_TOKEN = re.compile(
    r"(?P<code>`[^`\n]+`)|(?P<angle><[^<>\n]{1,8000}>)"
    r"|(?P<emoji>:[a-z0-9_+'-]{1,80}:(?::skin-tone-[2-6]:)?)|(?P<mark>[*_~])"
)
_QUOTE = re.compile(r"(?:&gt;|>) ?")
_REST_IS_QUOTED = ("&gt;&gt;&gt;", ">>>")
_DATE = re.compile(r"!date\^([0-9]{1,11})\^[^|]*")
_ADDRESS = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]{0,30}:|//|/|www\.)", re.ASCII)


def read(source: str, names: Names, *, styles: bool = True) -> Text:
    """A text with what it means. ``styles``: whether stars and the like are markup, which apps can decline."""
    writer = TextWriter()
    if not styles:
        _inline(source, writer, names, styles=False)
        return writer.text()
    rest = source
    while (start := rest.find(_FENCE)) >= 0 and (end := rest.find(_FENCE, start + 3)) >= 0:
        _lines(rest[:start], writer, names)
        _fenced(rest[start + 3 : end], writer, names)
        rest = rest[end + 3 :].removeprefix("\n")
        if rest:
            writer.begin_line()
    _lines(rest, writer, names)
    return writer.text()


def plain(source: str | None, names: Names) -> str:
    """The words alone."""
    return read(source, names).plain if source else ""


def unescaped(source: str) -> str:
    """Slack escapes three characters, and no others."""
    return source.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _fenced(source: str, writer: TextWriter, names: Names) -> None:
    writer.begin_line()
    start = writer.length
    _raw(source.removeprefix("\n").removesuffix("\n"), writer, names)
    writer.decorate(start, Style.PREFORMATTED)


def _raw(source: str, writer: TextWriter, names: Names) -> None:
    """In code only addresses are marked up, and that is undone."""
    at = 0
    for token in re.finditer(r"<([^<>\n]{1,8000})>", source):
        writer.write(unescaped(source[at : token.start()]))
        inner = TextWriter()
        _angle(token[1], inner, names)
        writer.write(inner.text().plain)
        at = token.end()
    writer.write(unescaped(source[at:]))


def _lines(source: str, writer: TextWriter, names: Names) -> None:
    quoting: int | None = None
    to_the_end = False
    for number, line in enumerate(source.split("\n")):
        if not to_the_end and line.startswith(_REST_IS_QUOTED):
            to_the_end = True
            line = line.removeprefix("&gt;&gt;&gt;").removeprefix(">>>")  # noqa: PLW2901 - the same line, its mark read
            line = f"> {line.lstrip()}"  # noqa: PLW2901 - the same
        mark = _QUOTE.match(line)
        quoted = to_the_end or mark is not None
        if quoting is not None and not quoted:
            writer.decorate(quoting, Style.QUOTE)
        if number:
            writer.write("\n")
        quoting = (writer.length if quoting is None else quoting) if quoted else None
        _inline(line[mark.end() :] if mark else line, writer, names)
    if quoting is not None:
        writer.decorate(quoting, Style.QUOTE)


def _inline(line: str, writer: TextWriter, names: Names, *, styles: bool = True) -> None:
    tokens = list(_TOKEN.finditer(line))
    pairs = _pairs(line, tokens) if styles else {}
    begun: dict[int, int] = {}
    at = 0
    for token in tokens:
        writer.write(unescaped(line[at : token.start()]))
        at = token.end()
        if token.start() in pairs:
            opening = pairs[token.start()]
            if opening == token.start():
                begun[opening] = writer.length
            else:
                writer.decorate(begun[opening], _STYLES[token[0]])
        else:
            _token(token, writer, names, styles=styles)
    writer.write(unescaped(line[at:]))


def _pairs(line: str, tokens: list[re.Match[str]]) -> dict[int, int]:
    """Which marks belong together: the place of each that counts, with the place of the one that opens."""
    pairs: dict[int, int] = {}
    open_marks: dict[str, int] = {}
    for token in tokens:
        mark, at = token["mark"], token.start()
        if not mark:
            continue
        before, after = line[at - 1 : at] if at else " ", line[at + 1 : at + 2] or " "
        if mark in open_marks and not before.isspace() and not _is_word(after) and open_marks[mark] < at - 1:
            opening = open_marks.pop(mark)
            pairs[opening] = pairs[at] = opening
        elif not after.isspace() and not _is_word(before):
            open_marks[mark] = at
    return pairs


def _is_word(character: str) -> bool:
    return character.isalnum() or character in {"`", "\\", "/"}


def _token(token: re.Match[str], writer: TextWriter, names: Names, *, styles: bool) -> None:
    if token["angle"]:
        _angle(token["angle"][1:-1], writer, names)
    elif token["code"] and styles:
        start = writer.length
        _raw(token["code"][1:-1], writer, names)
        writer.decorate(start, Style.CODE)
    elif token["emoji"]:
        writer.write(emoji(token["emoji"].strip(":")))
    else:
        writer.write(unescaped(token[0]))


def _angle(inner: str, writer: TextWriter, names: Names) -> None:
    target, _, label = inner.partition("|")
    label = unescaped(label)
    if target.startswith("@"):
        person, name = names.person(target[1:], label.lstrip("@") or None)
        writer.styled(f"@{name}", Style.MENTION, person=person)
    elif target.startswith("#"):
        writer.write(f"#{label or names.channel(target[1:])}")
    elif target.startswith("!"):
        _command(target, label, writer)
    elif _ADDRESS.match(target):
        address = unescaped(target)
        shown_as = replaced(label) or address.removeprefix("mailto:").removeprefix("tel:")
        writer.styled(shown_as, Style.LINK, url=address)
    else:
        writer.write(unescaped(f"<{inner}>"))


def _command(target: str, label: str, writer: TextWriter) -> None:
    """``<!here>``, a group of people, a time."""
    if date := _DATE.match(target):
        link = target.split("^")[3:4]
        words = label or shown(int(date[1]))
        writer.styled(words, Style.LINK, url=unescaped(link[0])) if link else writer.write(words)
    elif target.startswith("!subteam^"):
        writer.write(f"@{label.lstrip('@') or 'group'}")
    else:
        name = target[1:].partition("^")[0]
        writer.write(f"@{name}" if name in {"here", "channel", "everyone", "group"} else label or f"<{target}>")


def lines_in(source: str | None, names: Names) -> Iterator[str]:
    """The lines that hold words, as plain text."""
    return (line for line in plain(source, names).split("\n") if line.strip())
