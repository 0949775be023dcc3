"""Discord's markdown as text and spans. What is not well formed stays as it was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bridge.model.ids import MediaId, PersonId
from bridge.model.text import Style, Text
from bridge.sources.text_writer import TextWriter

_LONGEST = 20_000
"""Characters; Discord allows 4,000. What is longer is not read as markup."""

_TOKEN = re.compile(
    r"(?P<escaped>\\[^\w\s])"
    r"|```(?:(?P<language>[\w+#.-]{1,30})\n)?(?P<block>.{1,20000}?)```"
    r"|``(?P<double>[^\n]{1,4000}?)``"
    r"|`(?P<code>[^`\n]{1,4000})`"
    r"|<@!?(?P<user>\d{1,20})>|<@&(?P<role>\d{1,20})>|<#(?P<channel>\d{1,20})>"
    r"|<a?:(?P<emoji>\w{1,64}):(?P<emoji_id>\d{1,20})>"
    r"|<t:(?P<time>-?\d{1,13})(?::[a-zA-Z])?>"
    r"|</(?P<command>[^:>\n]{1,100}):\d{1,20}>"
    r"|<(?P<bare>https?://[^\s<>]{1,2000})>"
    r"|\[(?P<label>[^\[\]\n]{1,500})\]\(<?(?P<target>https?://[^\s()<>]{1,2000})>?\)"
    r"|(?P<address>https?://[^\s<>\"|*]{1,2000})"
    r"|(?P<name>@)"
    r"|(?P<line>^(?:\#{1,3} |-\# |>>> |> |[ ]{0,6}[-*] (?=\S)))"
    r"|(?P<mark>\*\*\*|\*\*|\*|__|_|~~|\|\|)"
    r"|(?P<end>\n)",
    re.MULTILINE | re.DOTALL,
)

_STYLES: Mapping[str, tuple[Style, ...]] = {
    "***": (Style.BOLD, Style.ITALIC),
    "**": (Style.BOLD,),
    "*": (Style.ITALIC,),
    "__": (Style.UNDERLINE,),
    "_": (Style.ITALIC,),
    "~~": (Style.STRIKETHROUGH,),
    "||": (Style.SPOILER,),
}
_ANY_MARKUP = re.compile(r"[\\`<\[@#>*_~|-]|https?://")
_TRAILING = ".,:;!?'\")"


@dataclass(frozen=True)
class Names:
    """What the numbers in a text mean."""

    user: Callable[[str], tuple[PersonId, str] | None]
    """Who a number is, and their name."""
    named: Mapping[str, PersonId] = field(default_factory=dict)
    """Who is mentioned in this message, by the names that stand in it."""
    channels: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    emoji: Mapping[str, MediaId] = field(default_factory=dict)
    """Pictures of custom emoji, by the emoji's number."""


def read(content: str, names: Names) -> Text:
    """A message's text."""
    if len(content) > _LONGEST or not _ANY_MARKUP.search(content):
        return Text(content)
    return _Reading(content, names).text()


class _Reading:
    """One text on its way, token by token."""

    def __init__(self, content: str, names: Names) -> None:
        self._content = content
        self._names = names
        self._writer = TextWriter()
        self._pairs = _pairs(content)
        self._begun: dict[int, int] = {}
        """Where in the result a mark's text begins, by the mark's place in the content."""
        self._line: tuple[Style, int] | None = None
        self._to_the_end = False
        self._after = 0
        """Up to where the content has been read."""

    def text(self) -> Text:
        for token in _TOKEN.finditer(self._content):
            if token.start() >= self._after:
                self._writer.write(self._content[self._after : token.start()])
                self._after = token.end()
                _READERS[token.lastgroup or "end"](self, token)
        self._writer.write(self._content[self._after :])
        self._end_line(last=True)
        return self._writer.text()

    def escaped(self, token: re.Match[str]) -> None:
        self._writer.write(token[0][1:])

    def block(self, token: re.Match[str]) -> None:
        self._writer.begin_line()
        start = self._writer.length
        self._writer.write(token["block"].strip("\n") or " ")
        self._writer.decorate(start, Style.PREFORMATTED, language=token["language"])
        if self._content[token.end() : token.end() + 1] not in {"", "\n"}:
            self._writer.write("\n")

    def code(self, token: re.Match[str]) -> None:
        self._writer.styled(token["code"] or token["double"].strip(), Style.CODE)

    def user(self, token: re.Match[str]) -> None:
        found = self._names.user(token["user"])
        if found is None:
            self._writer.styled("@unknown", Style.MENTION, person=None)
        else:
            self._writer.styled(f"@{found[1]}", Style.MENTION, person=found[0])

    def role(self, token: re.Match[str]) -> None:
        self._writer.write(f"@{self._names.roles.get(token['role'], 'role')}")

    def channel(self, token: re.Match[str]) -> None:
        self._writer.write(f"#{self._names.channels.get(token['channel'], 'channel')}")

    def emoji(self, token: re.Match[str]) -> None:
        start = self._writer.length
        self._writer.write(f":{token['emoji']}:")
        if picture := self._names.emoji.get(token["emoji_id"]):
            self._writer.decorate(start, Style.CUSTOM_EMOJI, media=picture)

    def time(self, token: re.Match[str]) -> None:
        try:
            self._writer.write(datetime.fromtimestamp(int(token["time"]), UTC).strftime("%Y-%m-%d %H:%M UTC"))
        except (ValueError, OverflowError, OSError):
            self._writer.write(token[0])

    def command(self, token: re.Match[str]) -> None:
        self._writer.write(f"/{token['command']}")

    def link(self, token: re.Match[str]) -> None:
        self._writer.styled(token["label"], Style.LINK, url=token["target"])

    def address(self, token: re.Match[str]) -> None:
        whole = token["address"] or token["bare"]
        address = whole if token["bare"] else whole.rstrip(_TRAILING)
        self._writer.styled(address, Style.LINK, url=address)
        self._writer.write(whole[len(address) :])

    def name(self, token: re.Match[str]) -> None:
        """A mention that the exporter has turned into a name; names may have spaces in them."""
        known = self._names.named
        called = [name for name in known if self._content.startswith(name, token.end())]
        longest = max(called, key=len, default="")
        if longest:
            self._writer.styled(f"@{longest}", Style.MENTION, person=known[longest])
            self._after = token.end() + len(longest)
        else:
            self._writer.write("@")

    def line(self, token: re.Match[str]) -> None:
        mark = token["line"]
        if mark.startswith("#"):
            self._line = self._line or (Style.BOLD, self._writer.length)
        elif mark.startswith(">"):
            self._line = self._line or (Style.QUOTE, self._writer.length)
            self._to_the_end = self._to_the_end or mark.startswith(">>>")
        elif not mark.startswith("-#"):
            self._writer.write(" " * (len(mark) - 2) + "• ")

    def mark(self, token: re.Match[str]) -> None:
        begin = self._pairs.get(token.start())
        if begin is None:
            self._writer.write(token[0])
        elif begin == token.start():
            self._begun[begin] = self._writer.length
        elif begin in self._begun:  # else it began inside of somebody's name
            for style in _STYLES[token[0]]:
                self._writer.decorate(self._begun[begin], style)

    def end(self, token: re.Match[str]) -> None:
        self._end_line(last=False, goes_on=self._content.startswith("> ", token.end()))
        self._writer.write("\n")

    def _end_line(self, *, last: bool, goes_on: bool = False) -> None:
        if self._line is None:
            return
        style, start = self._line
        if last or (not self._to_the_end and not (style is Style.QUOTE and goes_on)):
            self._writer.decorate(start, style)
            self._line = None


_READERS: Mapping[str, Callable[[_Reading, re.Match[str]], None]] = {
    "escaped": _Reading.escaped,
    "block": _Reading.block,
    "double": _Reading.code,
    "code": _Reading.code,
    "user": _Reading.user,
    "role": _Reading.role,
    "channel": _Reading.channel,
    "emoji_id": _Reading.emoji,
    "time": _Reading.time,
    "command": _Reading.command,
    "bare": _Reading.address,
    "target": _Reading.link,
    "address": _Reading.address,
    "name": _Reading.name,
    "line": _Reading.line,
    "mark": _Reading.mark,
    "end": _Reading.end,
}


def _pairs(content: str) -> dict[int, int]:
    """For each mark that belongs to a pair, by its place: the place of the pair's first mark."""
    pairs: dict[int, int] = {}
    waiting: list[tuple[str, int, int]] = []
    for token in _TOKEN.finditer(content):
        mark = token["mark"]
        if mark is None:
            continue
        begun = next((index for index, (other, _, _) in enumerate(waiting) if other == mark), None)
        if begun is not None and _may_end(content, token, waiting[begun][2]):
            place = waiting[begun][1]
            pairs[place] = pairs[token.start()] = place
            # What began inside and did not end there was no mark.
            del waiting[begun:]
        elif begun is None and _may_begin(content, token):
            waiting.append((mark, token.start(), token.end()))
    return pairs


def _may_begin(content: str, token: re.Match[str]) -> bool:
    before, after = content[max(0, token.start() - 1) : token.start()], content[token.end() : token.end() + 1]
    inside_a_word = token["mark"] == "_" and before.isalnum()
    return bool(after) and not (token["mark"] in {"*", "***"} and after.isspace()) and not inside_a_word


def _may_end(content: str, token: re.Match[str], begun: int) -> bool:
    before, after = content[token.start() - 1], content[token.end() : token.end() + 1]
    inside_a_word = token["mark"] == "_" and after.isalnum()
    return token.start() > begun and not (token["mark"] in {"*", "***"} and before.isspace()) and not inside_a_word
