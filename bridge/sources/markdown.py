"""Markdown as chat servers write it, as text and spans. What is not well formed stays as it was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bridge.model.ids import MediaId, PersonId
from bridge.model.text import Style, Text
from bridge.sources.shortcodes import emoji_of
from bridge.sources.text_writer import TextWriter

_LONGEST = 70_000
"""Characters; Mattermost allows 65,535. What is longer is not read as markup."""

_TOKEN = re.compile(
    r"(?P<escaped>\\[!-/:-@\[-`{-~])"
    r"|(?:(?<=\n)|(?<![\s\S]))(?:```|~~~)(?P<language>[\w+#.-]{0,30})[ \t]*\n(?P<block>[\s\S]{0,70000}?)(?:\n(?:```|~~~)|\Z)"
    r"|```(?P<inline>[^`]{1,4000})```"
    r"|``(?P<double>[^`\n]{1,4000})``"
    r"|`(?P<code>[^`\n]{1,4000})`"
    r"|!?\[(?P<label>[^\[\]\n]{0,500})\]\(<?(?P<target>[a-z][a-z0-9+.-]{1,20}:[^\s()<>]{1,2000}(?:\([^\s()<>]{1,500}\)[^\s()<>]{0,500})?)>?"
    r"(?:[ ]{1,3}(?:\"[^\"\n]{0,200}\"|=[0-9x]{1,12}))?\)"
    r"|<(?P<piped>https?://[^\s<>|]{1,2000})\|(?P<piped_label>[^<>\n|]{1,500})>"
    r"|<(?P<bare>https?://[^\s<>|]{1,2000})>"
    r"|(?P<address>https?://[^\s<>\"|*]{1,2000})"
    r"|(?<![\w@])@(?P<name>[\w.-]{1,64}(?:@[\w.-]{1,64})?)"
    r"|(?<![\w:]):(?P<emoji>[a-zA-Z0-9_+-]{1,64}):"
    r"|(?P<line>^(?:\#{1,6}[ ]|>[ ]?|[ ]{0,8}[-*+][ ](?=\S)))"
    r"|(?P<mark>\*\*\*|\*\*|\*|__|_|~~|~)"
    r"|(?P<end>\n)",
    re.MULTILINE,
)
_ANY_MARKUP = re.compile(r"[\\`<\[@#>*_~:+-]|://")
_TRAILING = ".,:;!?'\")"
_EVERYONE = frozenset({"all", "here", "channel", "everyone", "team"})

Marks = Mapping[str, tuple[Style, ...]]

COMMON_MARKS: Marks = {
    "***": (Style.BOLD, Style.ITALIC),
    "**": (Style.BOLD,),
    "*": (Style.ITALIC,),
    "__": (Style.BOLD,),
    "_": (Style.ITALIC,),
    "~~": (Style.STRIKETHROUGH,),
}
"""As CommonMark has them."""


@dataclass(frozen=True)
class Names:
    """What the words in a text mean."""

    user: Callable[[str], tuple[PersonId, str] | None]
    """Who a name after ``@`` is, and how they are shown; None for nobody."""
    picture: Callable[[str], MediaId | None] = lambda _: None
    """The picture of a custom emoji."""
    marks: Marks = field(default_factory=lambda: COMMON_MARKS)
    """What the marks around words do."""


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
        self._tokens = list(_TOKEN.finditer(content))
        self._pairs = _pairs(content, self._tokens, names.marks)
        self._begun: dict[int, int] = {}
        """Where in the result a mark's text begins, by the mark's place in the content."""
        self._line: tuple[Style, int] | None = None

    def text(self) -> Text:
        after = 0
        for token in self._tokens:
            self._writer.write(self._content[after : token.start()])
            after = token.end()
            _READERS[token.lastgroup or "end"](self, token)
        self._writer.write(self._content[after:])
        self._end_line()
        return self._writer.text()

    def escaped(self, token: re.Match[str]) -> None:
        self._writer.write(token[0][1:])

    def block(self, token: re.Match[str]) -> None:
        start = self._writer.length
        self._writer.write(token["block"].strip("\n") or " ")
        self._writer.decorate(start, Style.PREFORMATTED, language=token["language"] or None)

    def code(self, token: re.Match[str]) -> None:
        self._writer.styled(token["code"] or (token["double"] or token["inline"]).strip() or " ", Style.CODE)

    def link(self, token: re.Match[str]) -> None:
        self._writer.styled(token["label"] or token["target"], Style.LINK, url=token["target"])

    def piped(self, token: re.Match[str]) -> None:
        self._writer.styled(token["piped_label"], Style.LINK, url=token["piped"])

    def address(self, token: re.Match[str]) -> None:
        whole = token["address"] or token["bare"]
        address = whole if token["bare"] else whole.rstrip(_TRAILING)
        self._writer.styled(address, Style.LINK, url=address)
        self._writer.write(whole[len(address) :])

    def name(self, token: re.Match[str]) -> None:
        """A full stop behind a name may belong to the sentence."""
        written = token["name"]
        for name in dict.fromkeys((written, written.rstrip("._-"), written.rstrip("._-").partition("@")[0])):
            if found := self._names.user(name):
                self._writer.styled(f"@{found[1]}", Style.MENTION, person=found[0])
                self._writer.write(written[len(name) :])
                return
        if written.rstrip("._-") in _EVERYONE:
            self._writer.styled(f"@{written.rstrip('._-')}", Style.MENTION)
            self._writer.write(written[len(written.rstrip("._-")) :])
        else:
            self._writer.write(token[0])

    def emoji(self, token: re.Match[str]) -> None:
        start = self._writer.length
        picture = self._names.picture(token["emoji"])
        self._writer.write(token[0] if picture else emoji_of(token["emoji"]))
        if picture:
            self._writer.decorate(start, Style.CUSTOM_EMOJI, media=picture)

    def line(self, token: re.Match[str]) -> None:
        mark = token["line"]
        if mark.startswith("#"):
            self._line = self._line or (Style.BOLD, self._writer.length)
        elif mark.startswith(">"):
            self._line = self._line or (Style.QUOTE, self._writer.length)
        else:
            self._writer.write(" " * (len(mark) - 2) + "• ")

    def mark(self, token: re.Match[str]) -> None:
        begin = self._pairs.get(token.start())
        if begin is None:
            self._writer.write(token[0])
        elif begin == token.start():
            self._begun[begin] = self._writer.length
        else:
            for style in self._names.marks[token[0]]:
                self._writer.decorate(self._begun[begin], style)

    def end(self, token: re.Match[str]) -> None:
        if self._line and not (self._line[0] is Style.QUOTE and self._content.startswith(">", token.end())):
            self._end_line()
        self._writer.write("\n")

    def _end_line(self) -> None:
        if self._line:
            self._writer.decorate(self._line[1], self._line[0])
            self._line = None


_READERS: Mapping[str, Callable[[_Reading, re.Match[str]], None]] = {
    "escaped": _Reading.escaped,
    "block": _Reading.block,
    "inline": _Reading.code,
    "double": _Reading.code,
    "code": _Reading.code,
    "target": _Reading.link,
    "piped_label": _Reading.piped,
    "bare": _Reading.address,
    "address": _Reading.address,
    "name": _Reading.name,
    "emoji": _Reading.emoji,
    "line": _Reading.line,
    "mark": _Reading.mark,
    "end": _Reading.end,
}


def _pairs(content: str, tokens: list[re.Match[str]], marks: Marks) -> dict[int, int]:
    """For each mark that belongs to a pair, by its place: the place of the pair's first mark."""
    pairs: dict[int, int] = {}
    waiting: dict[str, tuple[int, int]] = {}
    for token in tokens:
        mark = token["mark"]
        if mark not in marks:
            continue
        if mark in waiting and _may_end(content, token, waiting[mark][1]):
            place = waiting[mark][0]
            pairs[place] = pairs[token.start()] = place
            # What began inside and did not end there was no mark.
            waiting = {other: begun for other, begun in waiting.items() if begun[0] < place}
        elif mark not in waiting and _may_begin(content, token):
            waiting[mark] = token.start(), token.end()
    return pairs


def _may_begin(content: str, token: re.Match[str]) -> bool:
    before, after = content[max(0, token.start() - 1) : token.start()], content[token.end() : token.end() + 1]
    inside_a_word = before.isalnum() and ("_" in token[0] or len(token[0]) == 1)
    return bool(after) and not after.isspace() and not inside_a_word


def _may_end(content: str, token: re.Match[str], begun: int) -> bool:
    before, after = content[token.start() - 1], content[token.end() : token.end() + 1]
    inside_a_word = after.isalnum() and ("_" in token[0] or len(token[0]) == 1)
    return token.start() > begun and not before.isspace() and not inside_a_word
