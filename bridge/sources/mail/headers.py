"""The head of a mail or of one of its parts: its fields, as whatever program wrote them."""

from __future__ import annotations

import binascii
import codecs
import quopri
import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bridge.sources.limits import KIB, MIB

_LONGEST_FIELD = 64 * KIB
_LONGEST_HEAD = 1 * MIB
_MOST_FIELDS = 1000
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*(.*)", re.DOTALL)
_ENCODED = re.compile(r"=\?([A-Za-z0-9_.:()+-]{1,60})(?:\*[A-Za-z-]{0,20})?\?([bBqQ])\?([^?\s]{0,4000})\?=")
_BETWEEN = re.compile(r"(\?=)[ \t\r\n]{1,200}(=\?)")
_PARAMETER = re.compile(r""";\s*([A-Za-z0-9_*-]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.){0,2000})"|([^\s;"]{0,2000}))""")
_SPACE = re.compile(r"\s+")
_TEXT_CODECS = re.compile(
    r"utf|iso8859|cp[0-9]|koi8|euc|big5|gb|hz$|shift_jis|iso2022|mac|tis|kz|ptcp|johab|latin|hp", re.IGNORECASE
)
_LAST_RESORT = "cp1252"


@dataclass(frozen=True)
class Head:
    """The fields of a head by their names in lower case; of those that stand twice, the first."""

    fields: Mapping[str, bytes]

    def words(self, name: str) -> str:
        """A field as people read it, in one line; empty when there is none."""
        raw = self.fields.get(name)
        return _SPACE.sub(" ", without_codes(decoded(raw, None))).strip() if raw else ""

    def parameters(self, name: str) -> tuple[str, Mapping[str, str]]:
        """A field with options: ``text/plain; charset=utf-8``. The word before them is in lower case."""
        raw = self.fields.get(name)
        if not raw:
            return "", {}
        text = decoded(raw, None)
        options = {key.lower(): quoted or bare for key, quoted, bare in _PARAMETER.findall(text)}
        return text.partition(";")[0].strip().lower(), _joined(options)


def head_of(lines: Iterable[bytes]) -> Head:
    """Takes the lines of a head up to the empty one after it."""
    fields: dict[str, bytearray] = {}
    field, kept = bytearray(), 0
    for line in lines:
        if not line.strip(b"\r\n"):
            break
        if line[:1] in b" \t":
            content = line
        else:
            field, content = _field(line, fields)
        room = min(_LONGEST_FIELD - len(field), _LONGEST_HEAD - kept)
        if room > 0:
            field += content[:room]
            kept += min(len(content), room)
    return Head({name: bytes(value) for name, value in fields.items()})


def _field(line: bytes, fields: dict[str, bytearray]) -> tuple[bytearray, bytes]:
    """Where a field is gathered, and its first line. What is no field, or stands twice, is gathered for nobody."""
    found = _FIELD.match(line)
    name = found[1].decode("ascii").lower() if found else ""
    if not found or name in fields or len(fields) >= _MOST_FIELDS:
        return bytearray(), b""
    return fields.setdefault(name, bytearray()), found[2]


def decoded(raw: bytes, charset: str | None) -> str:
    """Bytes as text: in the encoding that is said, else as UTF-8, else as most old programs meant them."""
    encoding = _known(charset) if charset else None
    if encoding is not None:
        return raw.decode(encoding, "replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode(_LAST_RESORT, "replace")


def _known(charset: str) -> str | None:
    """The codec for an encoding. Python knows some that are none, and some that take for ever."""
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return None
    if name == "iso8859-1":  # as everybody reads it since browsers do
        return _LAST_RESORT
    return name if name != "ascii" and _TEXT_CODECS.match(name) else None


def without_codes(text: str) -> str:
    """A field's text with its encoded words (RFC 2047) as what they mean."""
    if "=?" not in text:
        return text
    return _ENCODED.sub(_meaning, _BETWEEN.sub(r"\1\2", text[:_LONGEST_FIELD]))


def _meaning(word: re.Match[str]) -> str:
    charset, how, content = word[1], word[2].lower(), word[3].encode("ascii", "replace")
    try:
        raw = (
            b64decode(content + b"=" * (-len(content) % 4)) if how == "b" else quopri.decodestring(content, header=True)
        )
    except (binascii.Error, ValueError):
        return word[0]
    return decoded(raw, charset)


def _joined(options: dict[str, str]) -> dict[str, str]:
    """Options that were cut into pieces or encoded (RFC 2231) under their plain names."""
    found = {key: value for key, value in options.items() if "*" not in key}
    pieces: dict[str, list[tuple[int, str, bool]]] = {}
    for key, value in options.items():
        name, star, rest = key.partition("*")
        if star:
            number = rest.rstrip("*")
            order = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
            pieces.setdefault(name, []).append((order, value, key.endswith("*")))
    for name, parts in pieces.items():
        found[name] = _from_pieces([(value, encoded) for _order, value, encoded in sorted(parts)])
    return {key: without_codes(value.replace('\\"', '"')) for key, value in found.items()}


def _from_pieces(parts: list[tuple[str, bool]]) -> str:
    charset = None
    raw = b""
    for number, (value, encoded) in enumerate(parts):
        text = value
        if encoded and number == 0 and text.count("'") >= 2:
            charset, _language, text = text.split("'", 2)
        raw += _unquoted(text) if encoded else text.encode("utf-8", "replace")
    return decoded(raw, charset)


def _unquoted(text: str) -> bytes:
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), text.encode("utf-8", "replace"))
