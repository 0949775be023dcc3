"""The words of a mail as a text with spans: quotes, lines that programs have broken, and HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bridge.model.text import Style, Text
from bridge.sources.html_words import text_of_html
from bridge.sources.mail.body import Mail, Part
from bridge.sources.text_writer import TextWriter

_ENRICHED = re.compile(r"<[/A-Za-z][^<>]{0,60}>")


def text_of(mail: Mail, subject: str) -> Text:
    """What is to be read: the subject in bold, where there is one to be said, and the parts below each other."""
    writer = TextWriter()
    writer.styled(subject, Style.BOLD)
    for part in mail.words():
        text = _text(part)
        if text.plain:
            if writer.length:
                writer.write("\n\n")
            writer.append(text)
    return writer.text()


def _text(part: Part) -> Text:
    written = part.text()
    if part.kind == "text/html":
        return text_of_html(written)
    if part.kind == "text/enriched":
        written = _ENRICHED.sub("", written)
    lines = written.split("\n")
    return _quoted(_flowing(lines) if part.flowed else lines)


def _quoted(lines: Iterable[str]) -> Text:
    """Lines that begin with ``>`` lose the sign, and are a quote; quotes in quotes keep their signs."""
    writer = TextWriter()
    begin: int | None = None
    for line in lines:
        if line.startswith(">"):
            begin = _begun(writer, begin)
            writer.write(line[2:] if line.startswith("> ") else line[1:])
        else:
            if begin is not None:
                writer.decorate(begin, Style.QUOTE)
                begin = None
            writer.write(line)
        writer.write("\n")
    if begin is not None:
        writer.decorate(begin, Style.QUOTE)
    return writer.text()


def _begun(writer: TextWriter, begin: int | None) -> int:
    return writer.length if begin is None else begin


def _flowing(lines: Iterable[str]) -> Iterator[str]:
    """Paragraphs as they were before a program broke them into lines that end in a space (RFC 3676)."""
    waiting: list[str] = []
    depth = 0
    for line in lines:
        words = line.lstrip(">")
        here = len(line) - len(words)
        words = words.removeprefix(" ")
        if waiting and here != depth:
            yield _in_depth(waiting, depth)
            waiting = []
        depth = here
        waiting.append(words)
        if not words.endswith(" ") or words == "-- ":
            yield _in_depth(waiting, depth)
            waiting = []
    if waiting:
        yield _in_depth(waiting, depth)


def _in_depth(pieces: list[str], depth: int) -> str:
    return f"{'>' * depth} {''.join(pieces)}" if depth else "".join(pieces)
