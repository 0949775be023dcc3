"""What people write: ``*bold*``, ``_italic_``, ``~struck~``, ``code``, ``> quotes`` and mentions, as text with spans."""

from __future__ import annotations

import re
from collections.abc import Callable

from bridge.model.ids import PersonId
from bridge.model.text import Style, Text
from bridge.sources.text_writer import TextWriter
from bridge.sources.whatsapp.text.marks import LEFT_TO_RIGHT, RIGHT_TO_LEFT
from bridge.sources.whatsapp.text.names import shown_name

Meet = Callable[[str], PersonId | None]
"""Who is meant by a name."""

_ISOLATE, _ISOLATE_END = "\u2068", "\u2069"
_ANY = re.compile(rf"[*_~`@{_ISOLATE}]|^>", re.MULTILINE)


def _pair(mark: str) -> str:
    """Marks count at the edge of words only, and within one line: ``2*3*4`` and ``snake_case`` are left alone."""
    sign = re.escape(mark)
    return rf"(?<![\w{sign}]){sign}(?=[^\s{sign}])[^{sign}\n]{{1,2000}}(?<=\S){sign}(?![\w{sign}])"


_TOKEN = re.compile(
    rf"(?P<block>```(?!```)[^`](?:[^`]|`(?!``))*```)"
    rf"|(?P<code>`[^`\n]{{1,2000}}`)"
    rf"|(?P<bold>{_pair('*')})|(?P<italic>{_pair('_')})|(?P<strike>{_pair('~')})"
    rf"|@{_ISOLATE}(?P<mention>[^{_ISOLATE}{_ISOLATE_END}\n]{{1,120}}){_ISOLATE_END}"
    rf"|{_ISOLATE}@(?P<isolated>[^{_ISOLATE}{_ISOLATE_END}\n]{{1,120}}){_ISOLATE_END}"
    r"|(?<![\w@./])@(?P<number>[0-9]{8,15})(?![\w@])"
)
_STYLES = {"bold": Style.BOLD, "italic": Style.ITALIC, "strike": Style.STRIKETHROUGH}
_DEEPEST = 4
_EDGES = LEFT_TO_RIGHT + RIGHT_TO_LEFT + " \t\r\n\xa0\u202f\ufeff"


def formatted(raw: str, meet: Meet) -> Text:
    """The text without its markup. Spaces and invisible marks at its ends are left out, those within it stay."""
    plain = raw.strip(_EDGES)
    if not _ANY.search(plain):
        return Text(plain)
    writer = TextWriter()
    if plain.startswith(">") or "\n>" in plain:
        _write_with_quotes(plain, writer, meet)
    else:
        _write(plain, writer, meet, 0)
    return writer.text()


def _write_with_quotes(plain: str, writer: TextWriter, meet: Meet) -> None:
    """Lines that follow each other and begin with ``> `` are one quote."""
    quote: list[str] = []
    said: list[str] = []
    for line in [*plain.split("\n"), None]:
        if line is not None and line.startswith("> "):
            _flush(said, writer, meet, is_quote=False)
            quote.append(line[2:])
        else:
            _flush(quote, writer, meet, is_quote=True)
            said.extend([] if line is None else [line])
    _flush(said, writer, meet, is_quote=False)


def _flush(lines: list[str], writer: TextWriter, meet: Meet, *, is_quote: bool) -> None:
    if not lines:
        return
    if writer.length:
        writer.write("\n")
    start = writer.length
    _write("\n".join(lines), writer, meet, 0)
    if is_quote:
        writer.decorate(start, Style.QUOTE)
    lines.clear()


def _write(plain: str, writer: TextWriter, meet: Meet, depth: int) -> None:
    end = 0
    for token in _TOKEN.finditer(plain) if depth < _DEEPEST else ():
        writer.write(plain[end : token.start()])
        _write_token(token, writer, meet, depth)
        end = token.end()
    writer.write(plain[end:])


def _write_token(token: re.Match[str], writer: TextWriter, meet: Meet, depth: int) -> None:
    kind = token.lastgroup or ""
    whole = token[0]
    if kind == "block":
        writer.styled(whole[3:-3].strip("\n"), Style.PREFORMATTED)
    elif kind == "code":
        writer.styled(whole[1:-1], Style.CODE)
    elif kind in _STYLES:
        start = writer.length
        _write(whole[1:-1], writer, meet, depth + 1)
        writer.decorate(start, _STYLES[kind])
    else:
        name = token[kind]
        person = meet(f"+{name}" if kind == "number" else name)
        writer.styled(f"@{shown_name(name)}", Style.MENTION, person=person)
