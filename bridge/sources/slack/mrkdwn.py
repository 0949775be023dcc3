"""Slack's markup in messages without blocks: https://docs.slack.dev/messaging/formatting-message-text.

Entities stand in angle brackets, ``&``, ``<`` and ``>`` of the text are escaped, and a few signs decorate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bridge.model.ids import PersonId
from bridge.model.text import Style, Text
from bridge.sources.emoji_names import emoji_named
from bridge.sources.slack.people import People
from bridge.sources.text_writer import TextWriter

_ENTITY = re.compile(r"<(?P<what>[@#!]?)(?P<target>[^<>|\n]{1,4000})(?:\|(?P<label>[^<>\n]{0,4000}))?>")
_FENCE = re.compile(r"```(?P<code>.+?)```", re.DOTALL)
_CODE = re.compile(r"`(?P<code>[^`\n]+)`")
_EMOJI = re.compile(r":(?P<name>[a-z0-9_+'-]{1,80}(?:::skin-tone-[2-6])?):")
_STYLES = {"*": Style.BOLD, "_": Style.ITALIC, "~": Style.STRIKETHROUGH}
_MARKED = {
    sign: re.compile(
        rf"(?<![\w{re.escape(sign)}]){re.escape(sign)}(?=\S)(?P<inner>[^\n{re.escape(sign)}]+)(?<=\S){re.escape(sign)}(?![\w{re.escape(sign)}])"
    )
    for sign in _STYLES
}
_NEXT = re.compile(r"[<`*_~:]|&(?:amp|lt|gt);|^(?:&gt;|>) ?", re.MULTILINE)
_ESCAPES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
_DEEPEST = 6
BROADCASTS = {"here", "channel", "everyone"}


@dataclass(frozen=True)
class Names:
    """What ids in texts stand for."""

    people: People
    channels: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)


def read(text: str, names: Names) -> Text:
    """A text of this markup."""
    writer = TextWriter()
    _write(text, writer, names, 0)
    return writer.text()


def unescaped(text: str) -> str:
    """``&amp;``, ``&lt;`` and ``&gt;`` as the signs they stand for."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mention(writer: TextWriter, number: str, label: str | None, names: Names) -> None:
    """Somebody is named."""
    called = names.people.name(number) or label or number
    person = names.people.member(number)
    writer.styled(f"@{called}", Style.MENTION, person=PersonId(person) if person else None)


def _write(text: str, writer: TextWriter, names: Names, depth: int) -> None:
    place = 0
    while found := _NEXT.search(text, place):
        writer.write(text[place : found.start()])
        place = _token(text, found, writer, names, depth)
    writer.write(text[place:])


def _token(text: str, found: re.Match[str], writer: TextWriter, names: Names, depth: int) -> int:
    """What begins here; returns where it ends."""
    sign = found.group()
    if sign in _ESCAPES and not _begins_line(text, found.start()):
        writer.write(_ESCAPES[sign])
        return found.end()
    if sign.strip() in {"&gt;", ">"}:
        return _quote(text, found, writer, names, depth)
    if sign in _ESCAPES:
        writer.write(_ESCAPES[sign])
        return found.end()
    if sign == "<" and (entity := _ENTITY.match(text, found.start())):
        _entity(entity, writer, names)
        return entity.end()
    if sign == "`":
        return _code(text, found, writer)
    if sign == ":" and (emoji := _EMOJI.match(text, found.start())):
        writer.write(emoji_named(emoji["name"]))
        return emoji.end()
    if sign in _STYLES and depth < _DEEPEST and (marked := _MARKED[sign].match(text, found.start())):
        start = writer.length
        _write(marked["inner"], writer, names, depth + 1)
        writer.decorate(start, _STYLES[sign])
        return marked.end()
    writer.write(sign)
    return found.end()


def _begins_line(text: str, place: int) -> bool:
    return place == 0 or text[place - 1] == "\n"


def _quote(text: str, found: re.Match[str], writer: TextWriter, names: Names, depth: int) -> int:
    end = text.find("\n", found.end())
    end = len(text) if end < 0 else end
    start = writer.length
    if depth < _DEEPEST:
        _write(text[found.end() : end], writer, names, _DEEPEST - 1)
    else:
        writer.write(unescaped(text[found.end() : end]))
    writer.decorate(start, Style.QUOTE)
    return end


def _code(text: str, found: re.Match[str], writer: TextWriter) -> int:
    fence = _FENCE.match(text, found.start()) if text.startswith("```", found.start()) else None
    code = fence or _CODE.match(text, found.start())
    if code is None:
        end = found.start() + (3 if text.startswith("```", found.start()) else 1)
        writer.write(text[found.start() : end])
        return end
    plain = _ENTITY.sub(lambda entity: entity["label"] or entity["target"], code["code"])
    writer.styled(unescaped(plain.strip("\n") if fence else plain), Style.PREFORMATTED if fence else Style.CODE)
    return code.end()


def _entity(entity: re.Match[str], writer: TextWriter, names: Names) -> None:
    what, target = entity["what"], entity["target"]
    label = unescaped(entity["label"]) if entity["label"] else None
    if what == "@":
        mention(writer, target, label, names)
    elif what == "#":
        writer.write(f"#{names.channels.get(target) or label or target}")
    elif what == "!":
        writer.write(_special(target, label, names))
    else:
        address = unescaped(target)
        writer.styled(label or address.removeprefix("mailto:"), Style.LINK, url=address)


def _special(target: str, label: str | None, names: Names) -> str:
    kind, _, rest = target.partition("^")
    if kind == "subteam":
        return label or f"@{names.groups.get(rest, rest)}"
    if kind == "date":
        return label or rest
    return f"@{kind}" if kind in BROADCASTS else label or f"<{target}>"
