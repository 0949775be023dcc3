"""What encoding a text file is in: UTF-8, with or without a byte order mark, is read; anything else is named."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

from bridge.errors import ArchiveError

_MARKS = (
    # UTF-32 comes first: its little-endian mark begins with that of UTF-16.
    (BOM_UTF32_LE, "UTF-32"),
    (BOM_UTF32_BE, "UTF-32"),
    (BOM_UTF16_LE, "UTF-16"),
    (BOM_UTF16_BE, "UTF-16"),
)


def without_mark(beginning: bytes, name: str) -> bytes:
    """The beginning of a UTF-8 text without its byte order mark.

    Raises :class:`ArchiveError` with the encoding's name when it is another one. ``name`` is the file's.
    """
    if encoding := foreign_encoding(beginning):
        raise ArchiveError(f"{name} is {encoding} text, but only UTF-8 is read. Save it as UTF-8 and try again.")
    return beginning.removeprefix(BOM_UTF8)


def foreign_encoding(beginning: bytes) -> str | None:
    """``UTF-16`` or ``UTF-32`` when a text begins so, with or without a mark; None for everything else."""
    for mark, encoding in _MARKS:
        if beginning.startswith(mark):
            return encoding
    # RFC 4627 §3: the first two characters of a JSON text are ASCII, so the place of NULs tells the encoding.
    zeros = tuple(byte == 0 for byte in beginning[:4])
    if zeros in {(False, True, True, True), (True, True, True, False)}:
        return "UTF-32"
    if zeros in {(False, True, False, True), (True, False, True, False)}:
        return "UTF-16"
    return None
