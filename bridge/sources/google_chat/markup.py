"""The signs by which people and apps decorate words where no annotation does: ``*bold*``, ``<https://…|words>``."""

from __future__ import annotations

import re

from bridge.model.text import Style, Text
from bridge.sources.text_writer import TextWriter

_LONGEST = 40_000
"""Characters; Google Chat allows 32,000 bytes."""
_STYLES = {"*": Style.BOLD, "_": Style.ITALIC, "~": Style.STRIKETHROUGH}
_TOKEN = re.compile(
    r"```\n?(?P<block>[^`]{1,32000}?)\n?```"
    r"|`(?P<code>[^`\n]{1,4000})`"
    r"|<(?P<address>https?://[^\s<>|]{1,2000})(?:\|(?P<label>[^<>\n|]{1,500}))?>"
    r"|<(?P<user>users/[\w-]{1,60})>"
    r"|(?P<mark>[*_~])"
)


def read(plain: str) -> Text:
    """A text without annotations. What does not belong to a pair stays as it was typed."""
    if len(plain) > _LONGEST or not _TOKEN.search(plain):
        return Text(plain)
    tokens = list(_TOKEN.finditer(plain))
    pairs = _pairs(plain, tokens)
    writer = TextWriter()
    begun: dict[int, int] = {}
    after = 0
    for token in tokens:
        writer.write(plain[after : token.start()])
        after = token.end()
        _write(writer, token, pairs, begun)
    writer.write(plain[after:])
    return writer.text()


def _write(writer: TextWriter, token: re.Match[str], pairs: dict[int, int], begun: dict[int, int]) -> None:
    first = pairs.get(token.start())
    if token["block"]:
        writer.styled(token["block"], Style.PREFORMATTED)
    elif token["code"]:
        writer.styled(token["code"], Style.CODE)
    elif token["address"]:
        writer.styled(token["label"] or token["address"], Style.LINK, url=token["address"])
    elif first is None:
        writer.write(token[0])
    elif first == token.start():
        begun[first] = writer.length
    else:
        writer.decorate(begun[first], _STYLES[token["mark"]])


def _pairs(plain: str, tokens: list[re.Match[str]]) -> dict[int, int]:
    """For each mark that belongs to a pair, by its place: the place of the pair's first mark."""
    pairs: dict[int, int] = {}
    waiting: dict[str, int] = {}
    for token in tokens:
        mark, place = token["mark"], token.start()
        if mark is None:
            continue
        begin = waiting.get(mark)
        if begin is not None and place > begin + 1 and _may_end(plain, place):
            pairs[begin] = pairs[place] = begin
            # What began inside and did not end there was no mark.
            waiting = {other: at for other, at in waiting.items() if at < begin}
        elif _may_begin(plain, place):
            waiting[mark] = place
    return {place: begin for place, begin in pairs.items() if "\n" not in plain[begin:place]}


def _may_begin(plain: str, place: int) -> bool:
    before, after = plain[max(0, place - 1) : place], plain[place + 1 : place + 2]
    return bool(after) and not after.isspace() and not before.isalnum() and after not in _STYLES


def _may_end(plain: str, place: int) -> bool:
    before, after = plain[place - 1], plain[place + 1 : place + 2]
    return not before.isspace() and not after.isalnum()
