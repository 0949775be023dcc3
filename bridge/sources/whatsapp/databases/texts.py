"""WhatsApp's texts: mentions become names; marks such as ``*bold*`` become spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from bridge.model.ids import PersonId
from bridge.model.text import Span, Style, Text
from bridge.sources.whatsapp.databases.jids import Jid

_MENTION = re.compile(r"@([0-9]{5,20})(?![0-9])")
_BLOCK = re.compile(r"```(.+?)```", re.DOTALL)
_MARKED = re.compile(r"(?<!\w)([*_~`])(?!\s|\1)([^\n]{1,1000}?)(?<!\s)\1(?!\w|\1)")
_STYLES = {"*": Style.BOLD, "_": Style.ITALIC, "~": Style.STRIKETHROUGH, "`": Style.CODE}
_DEPTH = 4
_LONGEST = 20_000
"""Characters; nobody formats what is longer, and looking for pairs of marks in it costs time."""

Known = Callable[[Jid], tuple[PersonId, str | None]]
"""Introduces somebody who is mentioned, and tells their name."""


class _Piece(NamedTuple):
    plain: str
    spans: tuple[Span, ...]


def text_of(written: str | None, mentions: Iterable[Jid], known: Known) -> Text:
    """A text with its marks and mentions as spans."""
    if not written:
        return Text()
    people = {jid.user: jid for jid in mentions}
    if len(written) > _LONGEST or not (people or any(mark in written for mark in "*_~`")):
        return Text(written)
    piece = _blocks(written, lambda plain: _mentions(plain, people, known))
    return Text(piece.plain, piece.spans)


def _blocks(written: str, inner: Callable[[str], _Piece]) -> _Piece:
    pieces, end = [], 0
    for found in _BLOCK.finditer(written):
        pieces += [_marked(written[end : found.start()], inner), _all(_Piece(found[1], ()), Style.PREFORMATTED)]
        end = found.end()
    return _joined([*pieces, _marked(written[end:], inner)])


def _marked(written: str, inner: Callable[[str], _Piece], depth: int = 0) -> _Piece:
    pieces, end = [], 0
    for found in _MARKED.finditer(written) if depth < _DEPTH else ():
        style = _STYLES[found[1]]
        within = _Piece(found[2], ()) if style is Style.CODE else _marked(found[2], inner, depth + 1)
        pieces += [inner(written[end : found.start()]), _all(within, style)]
        end = found.end()
    return _joined([*pieces, inner(written[end:])])


def _mentions(written: str, people: dict[str, Jid], known: Known) -> _Piece:
    pieces, end = [], 0
    for found in _MENTION.finditer(written) if people else ():
        jid = people.get(found[1])
        if jid is None:
            continue
        person, name = known(jid)
        plain = f"@{name or found[1]}"
        mention = Span(start=0, end=len(plain), style=Style.MENTION, person=person)
        pieces += [_Piece(written[end : found.start()], ()), _Piece(plain, (mention,))]
        end = found.end()
    return _joined([*pieces, _Piece(written[end:], ())])


def _all(piece: _Piece, style: Style) -> _Piece:
    whole = (Span(start=0, end=len(piece.plain), style=style),) if piece.plain else ()
    return _Piece(piece.plain, (*whole, *piece.spans))


def _joined(pieces: list[_Piece]) -> _Piece:
    if len(pieces) == 1:
        return pieces[0]
    spans: list[Span] = []
    length = 0
    for piece in pieces:
        spans += [
            Span(start=span.start + length, end=span.end + length, style=span.style, person=span.person)
            for span in piece.spans
        ]
        length += len(piece.plain)
    return _Piece("".join(piece.plain for piece in pieces), tuple(spans))
