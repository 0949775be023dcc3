r"""Repairs what Telegram Desktop writes and JSON forbids, in a stream of pieces, before a parser sees it.

Control characters come as ``\x0B`` (https://github.com/telegramdesktop/tdesktop/issues/27571). In 2022 the file name
of a custom emoji came without quotes (https://github.com/telegramdesktop/tdesktop/issues/24961). And from other
hands: half of a surrogate pair is no character (RFC 8259 §8.2); it becomes U+FFFD, so that it is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bridge.sources.limits import KIB

_HEX = rb"[0-9a-fA-F]"
_HIGH = rb"u[dD][89abAB]" + _HEX + rb"{2}"
_LOW = rb"u[dD][c-fC-F]" + _HEX + rb"{2}"

_ESCAPE = re.compile(
    rb"\\(?:x(?P<byte>%(hex)b{2})|(?P<pair>%(high)b\\%(low)b)|(?P<half>%(high)b|%(low)b)|.)"
    % {b"hex": _HEX, b"high": _HIGH, b"low": _LOW},
    re.DOTALL,
)
"""Any escape as a whole, so that the second half of an escaped backslash never begins another."""

_UNFINISHED = re.compile(
    rb"(?<!\\)(?:\\\\)*+(\\(?:x%(hex)b?|u%(hex)b{0,3}|%(high)b(?:\\(?:u%(hex)b{0,3})?)?)?)\Z"
    % {b"hex": _HEX, b"high": _HIGH}
)
"""An escape that may go on in the next piece, behind any number of escaped backslashes."""

_LONGEST_UNFINISHED = len(rb"\ud83d\ude0")

_UNQUOTED = re.compile(rb'(?<!\\)("document_id": )([^"\d\s][^\r\n]*)')
"""A name that begins where a string should, up to the end of its line."""

_LONGEST_LINE = 4 * KIB


def repaired(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same text, lawful. What is repaired may lie across the borders of the pieces."""
    return _with_quotes(_with_lawful_escapes(pieces))


def _with_lawful_escapes(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        text = rest + piece
        end = _end_of_finished(text)
        rest = text[end:]
        yield _escaped(text[:end])
    yield _escaped(rest)


def _end_of_finished(text: bytes) -> int:
    if b"\\" not in text[-_LONGEST_UNFINISHED:]:
        return len(text)
    before = len(text[:-_LONGEST_UNFINISHED].rstrip(b"\\"))
    unfinished = _UNFINISHED.search(text, before)
    return unfinished.start(1) if unfinished else len(text)


def _escaped(text: bytes) -> bytes:
    if b"\\x" in text or b"\\ud" in text or b"\\uD" in text:
        return _ESCAPE.sub(_lawful, text)
    return text


def _lawful(escape: re.Match[bytes]) -> bytes:
    if escape["byte"]:
        return rb"\u00" + escape["byte"]
    return rb"\ufffd" if escape["half"] else escape[0]


def _with_quotes(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        text = rest + piece
        line = text.rfind(b"\n", -_LONGEST_LINE)
        end = line + 1 or len(text)
        rest = text[end:]
        yield _quoted(text[:end])
    yield _quoted(rest)


def _quoted(text: bytes) -> bytes:
    return _UNQUOTED.sub(rb'\1"\2"', text) if b'"document_id": ' in text else text
