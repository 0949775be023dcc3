"""One page of a chat, message by message, in little memory."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.encoding import without_mark
from bridge.sources.limits import KIB, Limits
from bridge.sources.telegram.html.elements import Element, parsed

_PIECE = 256 * KIB
_MESSAGE = '<div class="message '
"""How each message begins. What people wrote cannot look like it: there, ``<`` is escaped."""

_BODY = '<div class="body'

_LOOK = 16 * KIB
_SIGNS = ('class="page_wrap"', 'class="page_body chat_page"', 'class="history"')
_NEXT = "Next messages"


@dataclass(frozen=True)
class Page:
    """A page's file and the words at its top."""

    name: str
    title: str


def page_at(archive: Archive, name: str) -> Page | None:
    """The page in a file, judged by its beginning; None when Telegram Desktop did not write it."""
    try:
        with archive.open_file(name) as stream:
            beginning = stream.read(_LOOK).decode(errors="replace")
    except ArchiveError:
        return None
    head = beginning.partition(_MESSAGE)[0]
    if not all(sign in head for sign in _SIGNS):
        return None
    header = parsed(head).first("page_header")
    return Page(name, header.words() if header else "")


def messages(archive: Archive, name: str) -> Iterator[Element]:
    """The messages of a page. Raises :class:`ArchiveError` for one that is larger than the limit ``string``."""
    blocks = _blocks(archive, name)
    next(blocks, "")
    for block in blocks:
        message = next(parsed(_MESSAGE + _without_face(block)).elements(), None)
        if message is not None:
            yield message


def _without_face(block: str) -> str:
    """The sender's picture stands before all else; nothing in it is used, and it is a third of a short message."""
    begins, body = block.find(">") + 1, block.find(_BODY)
    return block[:begins] + block[body:] if 0 < begins < body else block


def page_after(archive: Archive, name: str) -> str | None:
    """Where a page leads on to, as it is written there; None: it is the last one."""
    with archive.open_file(name) as stream:
        end = b""
        while piece := stream.read(_PIECE):
            end = (end + piece)[-2 * KIB :]
    links = (link for link in parsed(end.decode(errors="replace")).below() if "pagination" in link.classes)
    return next((link.attribute("href") for link in links if link.words() == _NEXT), None)


def entries(archive: Archive, name: str, begins: str) -> Iterator[Element]:
    """A list page's entries, each of which begins with the same words."""
    blocks = _split(_text(archive, name), begins, archive.limits, name)
    next(blocks, "")
    for block in blocks:
        yield from parsed(begins + block).elements()


def _blocks(archive: Archive, name: str) -> Iterator[str]:
    return _split(_text(archive, name), _MESSAGE, archive.limits, name)


def _split(pieces: Iterator[str], border: str, limits: Limits, name: str) -> Iterator[str]:
    rest = ""
    for piece in pieces:
        searched = max(0, len(rest) - len(border))
        rest += piece
        if rest.find(border, searched) >= 0:
            *whole, rest = rest.split(border)
            yield from whole
        if len(rest) > limits.string:
            raise ArchiveError(f"{name} holds a message larger than {limits.string:,} bytes (limit `string`).")
    yield rest


def _text(archive: Archive, name: str) -> Iterator[str]:
    # A damaged byte costs a letter and not the chat. Line breaks are the writer's, or of a program that changed them.
    letters = codecs.getincrementaldecoder("utf-8")(errors="replace")
    decoder = io.IncrementalNewlineDecoder(letters, translate=True)
    with archive.open_file(name) as stream:
        yield decoder.decode(without_mark(stream.read(_PIECE), name))
        while piece := stream.read(_PIECE):
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)
