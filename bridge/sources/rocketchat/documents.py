"""The documents of a dumped collection: BSON as ``mongodump`` writes it, or JSON as ``mongoexport`` does."""

from __future__ import annotations

import gzip
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, BinaryIO, cast

import bson
import msgspec
from bson.codec_options import CodecOptions, DatetimeConversion
from bson.datetime_ms import DatetimeMS
from bson.errors import BSONError

from bridge.errors import ArchiveError
from bridge.sources import json_stream
from bridge.sources.archive import Archive
from bridge.sources.json_repairs import repaired
from bridge.sources.limits import KIB, MIB
from bridge.sources.lines import byte_lines
from bridge.sources.loose_values import identifier, milliseconds, moment, record

Document = dict[str, Any]

_LARGEST = 17 * MIB
"""Bytes of one document; MongoDB's own limit is 16 MiB and a little."""
_SMALLEST = 5
_FIRST_LOOK = 256 * KIB
_OPTIONS: CodecOptions[Document] = CodecOptions(
    # A year that Python does not know, and text in another encoding, are a stranger's, too.
    datetime_conversion=DatetimeConversion.DATETIME_MS,
    unicode_decode_error_handler="replace",
)
_BAD = (BSONError, msgspec.MsgspecError, ValueError, OverflowError, RecursionError, TypeError, KeyError)


def documents(archive: Archive, name: str) -> Iterator[Document | None]:
    """One after the other; None for one that is broken. Raises :class:`ArchiveError` when the file ends too early."""
    if is_binary(name):
        yield from _binary(archive, name)
    elif _first_byte(archive, name) == b"[":
        with archive.open_file(name) as stream:
            for value in json_stream.items(stream, "item", archive.limits, name=name):
                yield value if isinstance(value, dict) else None
    else:
        yield from (_from_line(line) for line in byte_lines(archive, name) if line.strip())


def first(archive: Archive, name: str) -> Document:
    """The first document, for a look at it; an empty one where there is none."""
    try:
        with _opened(archive, name) as stream:
            return (_first_binary(stream) if is_binary(name) else _first_text(stream, name)) or {}
    except (ArchiveError, OSError, EOFError, zlib.error):
        return {}


def _first_binary(stream: BinaryIO) -> Document | None:
    size = int.from_bytes(stream.read(4), "little")
    if not _SMALLEST <= size <= _FIRST_LOOK:
        return None
    return _decoded(size.to_bytes(4, "little") + stream.read(size - 4))


def _first_text(stream: BinaryIO, name: str) -> Document | None:
    beginning = stream.read(_FIRST_LOOK).removeprefix(BOM_UTF8).lstrip()
    if not beginning.startswith(b"["):
        return _from_line(beginning.partition(b"\n")[0])
    value = next(json_stream.items(BytesIO(beginning), "item", name=name), None)
    return value if isinstance(value, dict) else None


def is_binary(name: str) -> bool:
    """Is it BSON, by its name?"""
    return name.lower().endswith((".bson", ".bson.gz"))


def _binary(archive: Archive, name: str) -> Iterator[Document | None]:
    largest = min(_LARGEST, archive.limits.record)
    offset = 0
    with _opened(archive, name) as stream:
        while head := _read(stream, 4, name, offset):
            size = int.from_bytes(head, "little", signed=True)
            if len(head) < 4 or not _SMALLEST <= size <= largest:
                raise ArchiveError(f"{name} holds no document of a sound length at byte {offset:,}.")
            body = _read(stream, size - 4, name, offset)
            if len(body) < size - 4:
                raise ArchiveError(f"{name} ends too early, at byte {offset:,}: the file is not complete.")
            offset += size
            if offset > archive.limits.total:
                raise ArchiveError(f"{name} unpacks to more than {archive.limits.total:,} bytes (limit `total`).")
            yield _decoded(head + body)


def _read(stream: BinaryIO, size: int, name: str, offset: int) -> bytes:
    try:
        return stream.read(size)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ArchiveError(f"{name} is not sound gzip behind byte {offset:,} of what it holds.") from error


@contextmanager
def _opened(archive: Archive, name: str) -> Iterator[BinaryIO]:
    with archive.open_file(name) as stream:
        if name.lower().endswith(".gz"):
            with gzip.GzipFile(fileobj=stream) as unpacked:
                yield cast("BinaryIO", unpacked)
        else:
            yield stream


def _decoded(document: bytes) -> Document | None:
    try:
        return bson.decode(document, _OPTIONS)
    except _BAD:
        return None


def _first_byte(archive: Archive, name: str) -> bytes:
    with archive.open_file(name) as stream:
        return stream.read(64).removeprefix(BOM_UTF8).lstrip()[:1]


def _from_line(line: bytes) -> Document | None:
    value = _json(line)
    if value is None:
        value = _json(b"".join(repaired([line])))
    return value if isinstance(value, dict) else None


def _json(line: bytes) -> object:
    try:
        return msgspec.json.decode(line)
    except _BAD:
        return None


def time_of(value: object) -> int | None:
    """A moment in ms since 1970, in any of the forms in which dumps write one."""
    if isinstance(value, DatetimeMS):
        return milliseconds(int(value))
    if isinstance(value, dict):
        inner = value.get("$date")
        return time_of(record(inner).get("$numberLong") if isinstance(inner, dict) else inner)
    return moment(value) or milliseconds(value)


def key_of(value: object) -> str | None:
    """An id: mostly a text, sometimes an ObjectId."""
    if isinstance(value, bson.ObjectId):
        return str(value)
    return identifier(record(value).get("$oid") if isinstance(value, dict) else value)


def number_of(value: object) -> object:
    """A number, which JSON may wrap: ``{"$numberInt": "5"}``."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("$numberInt", "$numberLong", "$numberDouble") if key in value), None)
    return int(value) if isinstance(value, float) and abs(value) < 2**53 else value
