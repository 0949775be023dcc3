"""An answer as a message: plain words, and the same as HTML."""

from __future__ import annotations

import dataclasses
from html import escape
from typing import Any

from bridge.commands.answers import Answer, Block, Code, Items, Line, Paragraph, Piece, RoomLink, Strong
from bridge.matrix.cleaning import clean, clean_name

ASKS = "beringia.asks"
"""Marks a message of ours that asked for a secret, so that it is known as such even after a restart."""
MASK = "•••"


def to_message(answer: Answer, *, asks_secret: bool = False) -> dict[str, Any]:
    """The content of a notice, which mentions nobody."""
    return {
        "msgtype": "m.notice",
        "body": "\n\n".join(map(_plain_block, answer.blocks)),
        "format": "org.matrix.custom.html",
        "formatted_body": "".join(map(_html_block, answer.blocks)),
        "m.mentions": {},
        **({ASKS: "secret"} if asks_secret else {}),
    }


def to_edit(answer: Answer, event: str, *, asks_secret: bool = False) -> dict[str, Any]:
    """The same in the place of an earlier message: https://spec.matrix.org/v1.17/client-server-api/#event-replacements"""
    content = to_message(answer, asks_secret=asks_secret)
    fallback = {**content, "body": f"* {content['body']}", "formatted_body": f"* {content['formatted_body']}"}
    return {**fallback, "m.new_content": content, "m.relates_to": {"rel_type": "m.replace", "event_id": event}}


def without(answer: Answer, secret: str) -> Answer:
    """The same answer with nothing in it that somebody told us as a secret, whoever repeated it."""

    def masked(piece: Piece) -> Piece:
        match piece:
            case str():
                return piece.replace(secret, MASK)
            case Strong(text=text) | Code(text=text):
                return dataclasses.replace(piece, text=text.replace(secret, MASK))
            case RoomLink(title=title):
                return dataclasses.replace(piece, title=title.replace(secret, MASK))

    def masked_block(block: Block) -> Block:
        if isinstance(block, Paragraph):
            return Paragraph(tuple(map(masked, block.line)))
        return dataclasses.replace(block, lines=tuple(tuple(map(masked, line)) for line in block.lines))

    return dataclasses.replace(answer, blocks=tuple(map(masked_block, answer.blocks)))


def _plain_block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _plain(block.line)
    signs = [f"{number}." if block.numbered else "•" for number in range(1, len(block.lines) + 1)]
    return "\n".join(f"{sign} {_plain(line)}" for sign, line in zip(signs, block.lines, strict=True))


def _html_block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{_html(block.line)}</p>"
    return _list(block)


def _list(block: Items) -> str:
    tag = "ol" if block.numbered else "ul"
    return f"<{tag}>" + "".join(f"<li>{_html(line)}</li>" for line in block.lines) + f"</{tag}>"


def _plain(line: Line) -> str:
    return "".join(map(_plain_piece, line))


def _html(line: Line) -> str:
    return "".join(map(_html_piece, line))


def _plain_piece(piece: Piece) -> str:
    match piece:
        case str():
            return clean(piece)
        case RoomLink(room=room, title=title):
            return f"{_named(title)} ({_address(room)})"
        case Strong(text=text) | Code(text=text):
            return clean(text)


def _html_piece(piece: Piece) -> str:
    match piece:
        case str():
            return escape(clean(piece)).replace("\n", "<br>")
        case Strong(text=text):
            return f"<strong>{escape(clean(text))}</strong>"
        case Code(text=text):
            return f"<code>{escape(clean(text))}</code>"
        case RoomLink(room=room, title=title):
            return f'<a href="{escape(_address(room))}">{escape(_named(title))}</a>'


def _named(title: str) -> str:
    return clean_name(title) or "Unnamed chat"


def _address(room: str) -> str:
    return f"https://matrix.to/#/{room}"
